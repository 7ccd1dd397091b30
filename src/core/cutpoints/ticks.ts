/**
 * Scores as whole numbers of the last displayed digit ("ticks"), so that sums, means and comparisons are exact.
 * A score of 0.16 with two decimals is 16 ticks.
 */
export function toTicks(value: number, decimals: number): number {
  return Math.round(value * 10 ** decimals);
}

/** Whole ticks back to a score: one correctly rounded division gives the double nearest to the decimal. */
export function fromTicks(ticks: number, decimals: number): number {
  return ticks / 10 ** decimals;
}

/** The mean of whole numbers, rounded half up to a whole number, in exact integer arithmetic (TN p.23). */
export function roundedMean(total: number, count: number): number {
  return Math.floor((2 * total + count) / (2 * count));
}

/** A number rounded half up to `decimals` digits; a binary fraction a hair below a half (1.005) counts as the half. */
export function roundHalfUp(value: number, decimals: number): number {
  return fromTicks(Math.floor(value * 10 ** decimals + 0.5 + 1e-9), decimals);
}
