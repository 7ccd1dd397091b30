import { CsvError, parse } from 'csv-parse/sync';
import { boundariesOf, cutPointCell, type StarRange } from '../cms-tables/index.js';
import type { RuleSet } from '../rulesets/index.js';
import type { PriorCutPoints } from './from-contracts.js';
import type { CutPointMeasure, CutPoints } from './types.js';

/** A file of prior cut points that cannot be used; the message says which line or measure and why. */
export class PriorFileError extends Error {
  override name = 'PriorFileError';
}

const COLUMNS = ['part', 'org_type', 'measure_name', 'star_level', 'cell_raw'] as const;

interface Line {
  readonly part: 'C' | 'D';
  readonly set: CutPointMeasure['set'];
  readonly name: string;
  readonly star: 1 | 2 | 3 | 4 | 5;
  readonly range: StarRange;
}

function records(text: string): Record<string, string>[] {
  try {
    return parse(text, { bom: true, columns: true, trim: true, skip_empty_lines: true });
  } catch (error) {
    if (error instanceof CsvError) throw new PriorFileError(`not readable as CSV (${error.code})`);
    throw error;
  }
}

function setOf(part: string, organization: string): CutPointMeasure['set'] | null {
  if (part === 'C') return 'MA';
  const plain = organization.toUpperCase().replace(/[^A-Z]/g, '');
  return plain === 'MAPD' ? 'MA-PD' : plain === 'PDP' ? 'PDP' : null;
}

function lineOf(record: Record<string, string>, number: number): Line {
  const { part = '', org_type: organization = '', measure_name: name = '' } = record;
  const set = setOf(part, organization);
  if ((part !== 'C' && part !== 'D') || set === null)
    throw new PriorFileError(`line ${number}: part is C, or D with the organization type MA-PD or PDP`);
  const star = Number(record.star_level);
  if (![1, 2, 3, 4, 5].includes(star)) throw new PriorFileError(`line ${number}: star_level is not 1 to 5`);
  const range = cutPointCell(record.cell_raw ?? '');
  if (name === '' || range === null)
    throw new PriorFileError(`line ${number}: the measure's name or its range of scores is not understood`);
  return { part, set, name, star: star as Line['star'], range };
}

/** CMS prints the top of a scale bare (`100%`): it means "100 % and more", or where lower is better "and less". */
function withOpenTop(ranges: Partial<Record<Line['star'], StarRange>>): Partial<Record<Line['star'], StarRange>> {
  const top = ranges[5];
  if (top === undefined || top.low !== top.high) return ranges;
  const opened = ranges[1]?.low === null ? { high: null, highIncluded: false } : { low: null, lowIncluded: false };
  return { ...ranges, 5: { ...top, ...opened } };
}

/**
 * Reads the prior star year's final cut points from a CSV text with the columns `part` (C, D), `org_type` (MA-PD or
 * PDP for Part D), `measure_name`, `star_level` (1–5) and `cell_raw` (CMS's range of scores, such as
 * `>= 53 % to < 66 %`): five lines a measure and set. Further columns are ignored.
 *
 * @throws PriorFileError naming the line or measure that cannot be read
 */
export function readPriorCutPoints(text: string): PriorCutPoints[] {
  const rows = records(text);
  const missing = COLUMNS.filter((column) => rows[0] !== undefined && !(column in rows[0]));
  if (rows.length === 0 || missing.length > 0)
    throw new PriorFileError(rows.length === 0 ? 'no lines' : `the columns ${missing.join(', ')} are missing`);
  const measures = new Map<string, Line[]>();
  rows.forEach((record, place) => {
    const line = lineOf(record, place + 2);
    const key = `${line.part} ${line.set} ${line.name}`;
    const lines = measures.get(key) ?? [];
    if (lines.some(({ star }) => star === line.star))
      throw new PriorFileError(`line ${place + 2}: ${line.star} stars of the measure stand twice`);
    measures.set(key, [...lines, line]);
  });
  return [...measures.values()].map((lines): PriorCutPoints => {
    const { part, set, name } = lines[0] as Line;
    const found = boundariesOf(withOpenTop(Object.fromEntries(lines.map(({ star, range }) => [star, range]))));
    if ('wrong' in found) throw new PriorFileError(`${name} (${set}): ${found.wrong}`);
    return { part, set, name, cutPoints: found.bounds.map(Number) as unknown as CutPoints };
  });
}

/** The final cut points of a rule set, as the prior year's of the next one. */
export function priorFromRuleSet(ruleSet: RuleSet): PriorCutPoints[] {
  return ruleSet.measures.flatMap(({ part, name, cutPoints }): PriorCutPoints[] => {
    const one = (set: CutPointMeasure['set'], found: CutPoints | undefined): PriorCutPoints[] =>
      found === undefined ? [] : [{ part, set, name, cutPoints: found }];
    if (part === 'C') return one('MA', cutPoints?.mapd);
    return [...one('MA-PD', cutPoints?.mapd), ...one('PDP', cutPoints?.pdp)];
  });
}
