import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkRuleSet, type RuleSet } from '../../core/rulesets/index.js';

/** The rule sets that the service ships. */
const SHIPPED = fileURLToPath(new URL('../../core/rulesets/data/', import.meta.url));

/** A rule set together with the digest of its file. */
export interface CataloguedRuleSet {
  readonly ruleSet: RuleSet;
  /** SHA-256 of the file's canonical JSON, hexadecimal: names the exact rules a rating was computed by. */
  readonly digest: string;
  /** The rule set as JSON, made once: it is asked for often. */
  readonly text: string;
}

/** A rule-set file that cannot be used; the message names the file and everything that is wrong in it. */
export class RuleSetFileError extends Error {
  override name = 'RuleSetFileError';
}

/**
 * Reads and checks one rule-set file.
 * @throws RuleSetFileError naming every problem by its JSON pointer.
 */
export function readRuleSetFile(path: string): CataloguedRuleSet {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw new RuleSetFileError(`${path}: ${missing ? 'there is no such file' : 'not valid JSON'}`);
  }
  const checked = checkRuleSet(json);
  if ('problems' in checked) {
    const lines = checked.problems.map(({ pointer, message }) => `  ${pointer || '/'}: ${message}`);
    throw new RuleSetFileError(`${path}: not a valid rule set\n${lines.join('\n')}`);
  }
  const digest = createHash('sha256').update(JSON.stringify(json)).digest('hex');
  return { ruleSet: checked.ruleSet, digest, text: JSON.stringify(checked.ruleSet) };
}

function jsonFiles(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((file) => file.endsWith('.json'))
      .sort();
  } catch {
    throw new RuleSetFileError('RULESETS_DIR: the folder cannot be read');
  }
}

/** All rule sets by star year: the shipped ones, then those of a folder of your own, which replace shipped years. */
export class RuleSetCatalog {
  private readonly byYear = new Map<number, CataloguedRuleSet>();

  /** @throws RuleSetFileError when a file cannot be used: a service with wrong rules does not start. */
  constructor(directory?: string) {
    for (const folder of [SHIPPED, ...(directory ? [directory] : [])]) {
      for (const name of jsonFiles(folder)) {
        const entry = readRuleSetFile(join(folder, name));
        this.byYear.set(entry.ruleSet.starYear, entry);
      }
    }
  }

  /** All rule sets, latest star year first. */
  all(): CataloguedRuleSet[] {
    return [...this.byYear.values()].sort((a, b) => b.ruleSet.starYear - a.ruleSet.starYear);
  }

  /** The rule set of a star year, or undefined when there is none. */
  find(starYear: number): CataloguedRuleSet | undefined {
    return this.byYear.get(starYear);
  }
}
