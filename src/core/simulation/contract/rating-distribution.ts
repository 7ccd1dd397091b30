import type { RuleSet } from '../../rulesets/index.js';
import type { RatingDistribution } from './simulation-types.js';

/** 97.5 % quantile of the standard normal distribution: 95 % intervals. */
const Z_95 = 1.959963984540054;

/** The 95 % interval of a share (Wilson 1927): right also near 0 and 1. */
export function wilsonInterval(hits: number, size: number): { low: number; high: number } {
  const share = hits / size;
  const square = Z_95 * Z_95;
  const centre = (share + square / (2 * size)) / (1 + square / size);
  const reach = (Z_95 / (1 + square / size)) * Math.sqrt((share * (1 - share)) / size + square / (4 * size * size));
  return { low: hits === 0 ? 0 : Math.max(0, centre - reach), high: hits === size ? 1 : Math.min(1, centre + reach) };
}

/** The rounded rating of a value in millionths, in stars (TN p.23, table 22). */
export function roundedStars(finalMicro: number, step: number): number {
  const stepMicro = Math.round(step * 1e6);
  return (Math.floor((2 * finalMicro + stepMicro) / (2 * stepMicro)) * stepMicro) / 1e6;
}

/** Describes the values of one rating; null if it exists in no draw. */
export function ratingDistribution(finals: Float64Array, ruleSet: RuleSet): RatingDistribution | null {
  const rated = finals.filter((value) => !Number.isNaN(value)).sort();
  const size = rated.length;
  if (size === 0) return null;
  const counts = new Map<number, number>();
  let [sum, stars, hits] = [0, 0, 0];
  for (const value of rated) {
    const rounded = roundedStars(value, ruleSet.arithmetic.step);
    counts.set(rounded, (counts.get(rounded) ?? 0) + 1);
    sum += value;
    stars += rounded;
    if (rounded >= 4) hits += 1;
  }
  const mean = sum / size;
  let squares = 0;
  for (const value of rated) squares += (value - mean) ** 2;
  const quantile = (share: number): number => (rated[Math.max(0, Math.ceil(share * size) - 1)] as number) / 1e6;
  return {
    ratedShare: size / finals.length,
    chances: [...counts].map(([value, count]) => ({ stars: value, probability: count / size })),
    fourOrMore: { probability: hits / size, ...wilsonInterval(hits, size) },
    expectedStars: stars / size,
    expectedFinal: mean / 1e6,
    standardDeviation: Math.sqrt(squares / size) / 1e6,
    quantiles: { p5: quantile(0.05), p10: quantile(0.1), p50: quantile(0.5), p90: quantile(0.9), p95: quantile(0.95) },
  };
}
