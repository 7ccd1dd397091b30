import type { TrainingTable } from './table.js';

/** What a linear model does to a column before its coefficient: impute, then standardise. */
export interface Preparation {
  readonly impute: Float64Array;
  readonly mean: Float64Array;
  readonly scale: Float64Array;
}

/** Mean of the known values, 0 if there are none. */
export function knownMean(values: Float64Array): number {
  let sum = 0;
  let count = 0;
  for (const x of values) {
    if (x !== x) continue;
    sum += x;
    count++;
  }
  return count === 0 ? 0 : sum / count;
}

/**
 * Means and standard deviations of training rows. A missing value is replaced by the mean, so that it adds nothing to the
 * margin and nothing to the explanation: indicators of missing values follow how data are collected, and drift with it.
 */
export function fitPreparation(table: TrainingTable): Preparation {
  const mean = Float64Array.from(table.columns, knownMean);
  const scale = Float64Array.from(table.columns, (column, j) => {
    let sum = 0;
    for (const x of column) if (x === x) sum += (x - mean[j]) ** 2;
    const deviation = Math.sqrt(sum / Math.max(1, column.length));
    return deviation > 1e-10 ? deviation : 1;
  });
  return { impute: Float64Array.from(mean), mean, scale };
}

/** Prepared rows, row-major. */
export function prepareRows(table: TrainingTable, preparation: Preparation): Float64Array {
  const width = table.columns.length;
  const count = table.label.length;
  const x = new Float64Array(count * width);
  table.columns.forEach((column, j) => {
    const { impute, mean, scale } = preparation;
    for (let i = 0; i < count; i++)
      x[i * width + j] = ((column[i] === column[i] ? column[i] : impute[j]) - mean[j]) / scale[j];
  });
  return x;
}
