import type { Command } from 'commander';
import { registerAudit } from './audit.js';
import { registerCms } from './cms.js';
import { registerCutPoints } from './cutpoints.js';
import { registerDemo } from './demo.js';
import { registerExport } from './export.js';
import { registerImport } from './import.js';
import { registerKeys } from './keys.js';
import { registerModels } from './models.js';
import { registerMembers } from './members.js';
import { registerOptimize } from './optimize.js';
import { registerRuleSet } from './ruleset.js';
import { registerSimulate } from './simulate.js';

/** Every command of the command line. Each file registers its own: parse, call a service, print. */
export function registerCommands(program: Command): void {
  registerAudit(program);
  registerCms(program);
  registerCutPoints(program);
  registerDemo(program);
  registerExport(program);
  registerImport(program);
  registerKeys(program);
  registerModels(program);
  registerMembers(program);
  registerOptimize(program);
  registerRuleSet(program);
  registerSimulate(program);
}
