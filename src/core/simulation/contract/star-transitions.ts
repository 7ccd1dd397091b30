import { SimulationInputError } from '../distribution/index.js';

/**
 * Chances of next year's stars for each star of this year, from contracts rated in both years: a distribution for
 * measures that nobody predicts member by member. Each row is smoothed by `prior` pseudo-contracts that keep their
 * star, so that a row with few contracts is not taken for certain change.
 *
 * @param pairs this year's and next year's star of each contract, 1–5
 * @param prior number of pseudo-contracts, at least 0; default 1
 * @returns five rows (this year's star) of five chances (next year's star), each summing to 1
 */
export function starTransitions(pairs: readonly (readonly [number, number])[], prior = 1): number[][] {
  if (!(prior >= 0)) throw new SimulationInputError('prior', 'not at least 0');
  const isStar = (star: number): boolean => Number.isInteger(star) && star >= 1 && star <= 5;
  const counts = [0, 1, 2, 3, 4].map((row) => [0, 1, 2, 3, 4].map((column) => (row === column ? prior : 0)));
  for (const [before, after] of pairs) {
    if (!isStar(before) || !isStar(after)) throw new SimulationInputError('pairs', 'not stars of 1–5');
    const row = counts[before - 1] as number[];
    row[after - 1] = (row[after - 1] as number) + 1;
  }
  return counts.map((row, place) => {
    const total = row.reduce((sum, count) => sum + count, 0);
    return row.map((count, column) => (total === 0 ? (column === place ? 1 : 0) : count / total));
  });
}
