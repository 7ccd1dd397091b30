import { leafOf, type TreeEnsemble } from './ensemble.js';

/**
 * Rounds a row-major matrix to the precision the ensemble compares in.
 * XGBoost compares in float32: without this, values next to a threshold go the wrong way.
 */
export function toPrecision(e: TreeEnsemble, rows: Float64Array): Float64Array {
  if (e.precision === 'float64') return rows;
  const rounded = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) rounded[i] = Math.fround(rows[i]);
  return rounded;
}

/**
 * Margins of `count` rows (row-major, already in the ensemble's precision).
 * @param trees score only the first trees; all by default
 */
export function scoreTrees(
  e: TreeEnsemble,
  rows: Float64Array,
  count: number,
  width: number,
  trees = e.roots.length,
): Float64Array {
  const margin = new Float64Array(count).fill(e.base);
  const BLOCK = 256;
  for (let from = 0; from < count; from += BLOCK) {
    const to = Math.min(count, from + BLOCK);
    for (let t = 0; t < trees; t++) {
      const root = e.roots[t];
      for (let i = from; i < to; i++) margin[i] += e.value[leafOf(e, root, rows, i * width)];
    }
  }
  return margin;
}
