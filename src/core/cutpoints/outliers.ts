import { sasPercentile } from './percentile.js';
import type { OutlierBounds } from './types.js';

/** What limits a measure's scores from below and above, if anything does. */
export interface Scale {
  readonly minimum?: number;
  readonly maximum?: number;
}

/**
 * Tukey's outer fences: first quartile − 3·IQR and third quartile + 3·IQR, each capped at the end of the measure's
 * scale (TN p.152).
 *
 * @param values at least one score, in any order
 */
export function outerFences(values: readonly number[], scale: Scale = {}): OutlierBounds {
  const sorted = [...values].sort((a, b) => a - b);
  const first = sasPercentile(sorted, 25);
  const third = sasPercentile(sorted, 75);
  const reach = 3 * (third - first);
  return {
    lower: Math.max(first - reach, scale.minimum ?? -Infinity),
    upper: Math.min(third + reach, scale.maximum ?? Infinity),
  };
}

/** A score outside the bounds is deleted; one that equals a bound stays ("outside the bounds", TN p.152). */
export function insideFences(value: number, bounds: OutlierBounds): boolean {
  return value >= bounds.lower && value <= bounds.upper;
}

/** True if two pairs of fences are the same to the digits the notes print (two at most). */
export function sameFences(a: OutlierBounds, b: OutlierBounds): boolean {
  return Math.abs(a.lower - b.lower) < 0.005 && Math.abs(a.upper - b.upper) < 0.005;
}
