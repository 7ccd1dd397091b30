import { floorDivide } from './exact-arithmetic.js';

/**
 * A percentile of whole numbers (micro-units) by SAS's default definition, PCTLDEF=5: with n·p/100 = j + g, the mean of
 * the j-th and the next value where g is 0, else the next value. The mean is rounded half up. Null for no values.
 */
export function percentile(sorted: readonly number[], level: number): number | null {
  const n = sorted.length;
  if (n === 0) return null;
  const j = floorDivide(n * level, 100);
  const next = sorted[Math.min(j, n - 1)] ?? 0;
  if ((n * level) % 100 !== 0 || j === 0) return next;
  return Math.floor(((sorted[j - 1] ?? 0) + next + 1) / 2);
}
