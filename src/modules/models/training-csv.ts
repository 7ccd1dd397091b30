import { CsvError, parse } from 'csv-parse/sync';
import { TrainingError, type TrainingSpec, type TrainingTable } from '../../core/models/index.js';
import { isRaceColumn, type TrainingFileSpec } from './training-order.js';

/** Cells that mean "not known". */
const MISSING = new Set(['', 'na', 'nan', 'null', 'none', '.']);
const DEFAULT_SEED = 7;

function cellsOf(text: string): string[][] {
  try {
    return parse(text, { bom: true, skip_empty_lines: true, trim: true, record_delimiter: ['\r\n', '\n', '\r'] });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const { code, lines } = error as CsvError & { lines?: number };
    throw new TrainingError(`The CSV cannot be read, line ${lines ?? 1}: ${code}.`);
  }
}

interface Columns {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

function at({ header }: Columns, name: string): number {
  const position = header.indexOf(name);
  if (position < 0) throw new TrainingError(`The CSV has no column ${name}.`);
  return position;
}

/** @throws TrainingError naming column and line of a cell that is no number, never its text */
function numbers(table: Columns, name: string, missing: 'allowed' | 'refused'): Float64Array {
  const position = at(table, name);
  return Float64Array.from(table.rows, (row, i) => {
    const cell = row[position];
    if (MISSING.has(cell.toLowerCase())) {
      if (missing === 'allowed') return NaN;
      throw new TrainingError(`Column ${name} is empty in line ${i + 2}.`);
    }
    const value = Number(cell);
    if (!Number.isFinite(value)) throw new TrainingError(`Column ${name} has no number in line ${i + 2}.`);
    return value;
  });
}

/** The spec's features, or every column that has no other part; race and ethnicity are never features. */
function featureNames(spec: TrainingFileSpec, header: readonly string[]): string[] {
  if (spec.features) return spec.features.map((feature) => (typeof feature === 'string' ? feature : feature.name));
  const taken = new Set([spec.label, spec.period, ...(spec.subgroups ?? [])]);
  return header.filter((name) => !taken.has(name) && !isRaceColumn(name));
}

/** Named features keep the unit and range they are given; bare names get the range seen in the table. */
function withRanges(spec: TrainingFileSpec, names: readonly string[], columns: readonly Float64Array[]) {
  return names.map((name, j) => {
    const given = spec.features?.[j];
    if (given !== undefined && typeof given !== 'string') return given;
    const known = columns[j].filter((x) => !Number.isNaN(x));
    const min = known.reduce((a, b) => Math.min(a, b), Infinity);
    const max = known.reduce((a, b) => Math.max(a, b), -Infinity);
    return known.length === 0 ? { name, unit: '', min: 0, max: 0 } : { name, unit: '', min, max };
  });
}

/** Groups of fewer rows than this are reported together. */
const SMALLEST_GROUP = 11;
const MOST_GROUPS = 50;

/** @throws TrainingError for a column of so many values that it could name single members */
function groupsOf(table: Columns, name: string): string[] {
  const position = at(table, name);
  const groups = table.rows.map((row) => row[position] || 'not known');
  const sizes = new Map<string, number>();
  for (const group of groups) sizes.set(group, (sizes.get(group) ?? 0) + 1);
  if (sizes.size > MOST_GROUPS) throw new TrainingError(`Column ${name} has more than ${MOST_GROUPS} groups.`);
  return groups.map((group) => ((sizes.get(group) ?? 0) < SMALLEST_GROUP ? 'small groups' : group));
}

/**
 * A training table and its specification from CSV text.
 * @throws TrainingError for a column that is absent, a cell that is no number, a label used as a feature
 */
export function readTrainingCsv(text: string, spec: TrainingFileSpec): { table: TrainingTable; spec: TrainingSpec } {
  const [header, ...rows] = cellsOf(text);
  if (header === undefined || rows.length === 0) throw new TrainingError('The CSV has no rows.');
  if (new Set(header).size !== header.length) throw new TrainingError('The CSV names a column twice.');
  const columns: Columns = { header, rows };
  const names = featureNames(spec, header);
  if (names.includes(spec.label)) throw new TrainingError('The label cannot be a feature.');
  const values = names.map((name) => numbers(columns, name, 'allowed'));
  const { label, period, features: _, subgroups, seed, ...rest } = spec;
  const groups = (subgroups ?? []).map((name) => [name, groupsOf(columns, name)] as const);
  return {
    table: {
      features: names,
      columns: values,
      label: numbers(columns, label, 'refused'),
      period: period === undefined ? new Float64Array(rows.length) : numbers(columns, period, 'refused'),
    },
    spec: {
      ...rest,
      seed: seed ?? DEFAULT_SEED,
      features: withRanges(spec, names, values),
      subgroups: Object.fromEntries(groups),
    },
  };
}
