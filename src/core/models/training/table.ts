import { TrainingError } from '../errors.js';

/** Training rows: one column a feature (NaN = missing), 0/1 labels, and the period each row belongs to. */
export interface TrainingTable {
  readonly features: readonly string[];
  readonly columns: readonly Float64Array[];
  readonly label: ArrayLike<number>;
  /** Period of each row, larger is later (a measurement year, a survey cycle). */
  readonly period: ArrayLike<number>;
}

/** @throws TrainingError for columns of different lengths, labels that are not 0 or 1, infinite values */
export function checkTable(table: TrainingTable): void {
  const rows = table.label.length;
  if (table.features.length !== table.columns.length)
    throw new TrainingError('There are not as many names as columns.');
  if (new Set(table.features).size !== table.features.length) throw new TrainingError('A feature is named twice.');
  if (table.period.length !== rows) throw new TrainingError('There are not as many periods as labels.');
  table.columns.forEach((column, j) => {
    if (column.length !== rows)
      throw new TrainingError(`Feature ${table.features[j]} has ${column.length} values for ${rows} labels.`);
    if (column.some((x) => x === Infinity || x === -Infinity))
      throw new TrainingError(`Feature ${table.features[j]} has infinite values.`);
  });
  for (let i = 0; i < rows; i++) {
    if (table.label[i] !== 0 && table.label[i] !== 1)
      throw new TrainingError(`The label of row ${i} is neither 0 nor 1.`);
    if (!Number.isFinite(table.period[i])) throw new TrainingError(`The period of row ${i} is no number.`);
  }
}

/** The table's rows at the given positions. */
export function takeRows(table: TrainingTable, rows: ArrayLike<number>): TrainingTable {
  const pick = (values: ArrayLike<number>): Float64Array => Float64Array.from(rows, (row) => values[row]);
  return {
    features: table.features,
    columns: table.columns.map(pick),
    label: pick(table.label),
    period: pick(table.period),
  };
}

/** Row-major values of all columns. */
export function rowMajor(table: TrainingTable): Float64Array {
  const width = table.columns.length;
  const count = table.label.length;
  const values = new Float64Array(count * width);
  table.columns.forEach((column, j) => {
    for (let i = 0; i < count; i++) values[i * width + j] = column[i];
  });
  return values;
}

export function countEvents(table: TrainingTable): number {
  let events = 0;
  for (let i = 0; i < table.label.length; i++) events += table.label[i];
  return events;
}

/** Positions of rows for which a condition on their period holds. */
export function rowsWhere(table: TrainingTable, holds: (period: number) => boolean): Int32Array {
  const rows: number[] = [];
  for (let i = 0; i < table.period.length; i++) if (holds(table.period[i])) rows.push(i);
  return Int32Array.from(rows);
}
