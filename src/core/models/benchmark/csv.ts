import { TrainingError } from '../errors.js';

/** A CSV of plain cells (no quotes), by column name; empty cells are missing. */
export interface CsvTable {
  readonly rows: number;
  has(name: string): boolean;
  /** A column as numbers, NaN where empty or no number. */
  numbers(name: string): Float64Array;
  texts(name: string): readonly string[];
}

/** @throws TrainingError for quoted cells, rows of another width, or a missing header */
export function parseCsv(text: string): CsvTable {
  const lines = text.split(/\r?\n/).filter((line) => line !== '');
  if (lines.length < 2) throw new TrainingError('The CSV has no rows.');
  const header = lines[0].split(',');
  const cells = lines.slice(1).map((line, i) => {
    if (line.includes('"')) throw new TrainingError(`CSV line ${i + 2} has quoted cells.`);
    const row = line.split(',');
    if (row.length !== header.length)
      throw new TrainingError(`CSV line ${i + 2} has ${row.length} cells instead of ${header.length}.`);
    return row;
  });
  const column = (name: string): number => {
    const at = header.indexOf(name);
    if (at < 0) throw new TrainingError(`The CSV has no column ${name}.`);
    return at;
  };
  const numbers = new Map<string, Float64Array>();
  return {
    rows: cells.length,
    has: (name) => header.includes(name),
    numbers: (name) => {
      const held = numbers.get(name);
      if (held !== undefined) return held.slice();
      const at = column(name);
      const values = Float64Array.from(cells, (row) => (row[at] === '' ? NaN : Number(row[at])));
      numbers.set(name, values);
      return values.slice();
    },
    texts: (name) => {
      const at = column(name);
      return cells.map((row) => row[at]);
    },
  };
}
