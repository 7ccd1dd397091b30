import type { Command } from 'commander';
import { readFileSync } from 'node:fs';
import { draftRuleSetParts } from '../core/conformance/index.js';
import { checkRuleSet } from '../core/rulesets/index.js';
import { readCms, starYearOption } from './cms-reading.js';
import { CommandError, print } from './output.js';

function readJson(path: string): unknown {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    throw new CommandError('FILE: there is no such file, or it cannot be read');
  }
  try {
    return JSON.parse(text.replace(/^\uFEFF/, '')) as unknown;
  } catch (error) {
    throw new CommandError(`FILE: not valid JSON (${(error as SyntaxError).message})`);
  }
}

function check(path: string, { json }: { json?: boolean }): void {
  const checked = checkRuleSet(readJson(path));
  if ('ruleSet' in checked) {
    const { starYear, version, status, measures } = checked.ruleSet;
    const summary = { valid: true, starYear, version, status, measures: measures.length, problems: [] };
    print(
      json,
      summary,
      () => `Valid: star year ${starYear}, version ${version} (${status}), ${measures.length} measures.`,
    );
    return;
  }
  const { problems } = checked;
  const lines = problems.map(({ pointer, code, message }) => `${pointer || '/'}: ${message} [${code}]`);
  if (json) print(true, { valid: false, problems }, () => '');
  throw new CommandError(`${lines.join('\n')}\n${problems.length} problem${problems.length > 1 ? 's' : ''}.`);
}

async function draft({ starYear, dir }: { starYear: number; dir: string }): Promise<void> {
  const { tables } = await readCms(dir, starYear);
  print(true, draftRuleSetParts(tables), () => '');
}

/** `ruleset check` explains what is wrong in a rule-set file; `ruleset draft` begins one from CMS's tables. */
export function registerRuleSet(program: Command): void {
  const ruleset = program.command('ruleset').description('rule-set files (docs/rulesets.md)');
  ruleset
    .command('check')
    .description('check a rule-set file and explain what is wrong in it')
    .argument('<FILE>', 'rule-set file (JSON)')
    .option('--json', 'print the result as JSON')
    .action(check);
  ruleset
    .command('draft')
    .description("begin a rule set from CMS's tables: measures, domains and cut points; prints JSON")
    .requiredOption('--star-year <year>', 'star year of the tables', starYearOption)
    .requiredOption('--dir <folder>', "folder with CMS's CSV files")
    .action(draft);
}
