import { RowInputError } from './errors.js';

/** Rows to score: row-major, one column per model feature in the model's order, NaN = missing. */
export interface RowMatrix {
  readonly values: Float64Array;
  readonly count: number;
  readonly width: number;
}

/**
 * Packs rows into a matrix; null, undefined and NaN are missing.
 * @throws RowInputError for a row of another width or an infinite value, naming row and column, never the value
 */
export function matrixOf(rows: readonly (readonly (number | null | undefined)[])[], width: number): RowMatrix {
  const values = new Float64Array(rows.length * width);
  rows.forEach((row, i) => {
    if (row.length !== width) throw new RowInputError(`Row ${i} has ${row.length} columns; the model takes ${width}.`);
    row.forEach((x, j) => {
      if (x === Infinity || x === -Infinity) throw new RowInputError(`Row ${i}, column ${j} is infinite.`);
      values[i * width + j] = x ?? NaN;
    });
  });
  return { values, count: rows.length, width };
}

/** @throws RowInputError if the matrix is not as wide as the model or lies about its length */
export function checkMatrix(rows: RowMatrix, width: number): void {
  if (rows.width !== width) throw new RowInputError(`Rows have ${rows.width} columns; the model takes ${width}.`);
  if (rows.values.length !== rows.count * width) throw new RowInputError('The matrix is not count × width long.');
}
