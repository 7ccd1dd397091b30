import type { TrainingTable } from './table.js';

/** Columns of measurements and the value at which their slope may change. */
export type BendKnots = readonly { readonly column: number; readonly at: number }[];

/** Columns with at most this many distinct values (flags, answer scales) stay straight. */
const STRAIGHT_UP_TO = 12;

/**
 * One bend a column of measurements, at the median of its known values: enough for "risk falls with age, then levels off",
 * and still one exact contribution a feature.
 */
export function bendKnots(table: TrainingTable): BendKnots {
  return table.columns.flatMap((values, column) => {
    const known = values.filter((x) => x === x).sort();
    if (new Set(known).size <= STRAIGHT_UP_TO) return [];
    return [{ column, at: known[known.length >> 1] }];
  });
}

/** The table with a column max(0, x − knot) after its own for each bend; missing stays missing. */
export function withBends(table: TrainingTable, knots: BendKnots): TrainingTable {
  const extra = knots.map(({ column, at }) => table.columns[column].map((x) => Math.max(0, x - at)));
  return {
    ...table,
    features: [...table.features, ...knots.map(({ column }) => `${table.features[column]} bend`)],
    columns: [...table.columns, ...extra],
  };
}
