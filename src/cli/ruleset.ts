import type { Command } from 'commander';
import { readFileSync } from 'node:fs';
import { checkRuleSet } from '../core/rulesets/index.js';
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

/** `ruleset check`: explains what is wrong in a rule-set file. */
export function registerRuleSet(program: Command): void {
  const ruleset = program.command('ruleset').description('rule-set files (docs/rulesets.md)');
  ruleset
    .command('check')
    .description('check a rule-set file and explain what is wrong in it')
    .argument('<FILE>', 'rule-set file (JSON)')
    .option('--json', 'print the result as JSON')
    .action(check);
}
