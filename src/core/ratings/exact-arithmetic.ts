const POWERS = [1, 10, 100, 1e3, 1e4, 1e5, 1e6] as const;

function power(places: number): number {
  return POWERS[places] ?? 10 ** places;
}

/** Products below this bound are exact in a double, and so is one unit of remainder beside them. */
export const EXACT_BOUND = 2 ** 52;

/** floor(a / b) of whole numbers 0 <= a < 2^52, 0 < b: the rounded quotient is put right by its exact remainder. */
export function floorDivide(a: number, b: number): number {
  const quotient = Math.floor(a / b);
  const remainder = a - quotient * b;
  if (remainder < 0) return quotient - 1;
  return remainder >= b ? quotient + 1 : quotient;
}

/** a / b rounded half up to a whole number, for whole numbers a >= 0, b > 0 with 2a + b < 2^52. */
export function divideHalfUp(a: number, b: number): number {
  return floorDivide(2 * a + b, 2 * b);
}

function divideHalfUpWide(a: bigint, b: bigint): number {
  return Number((2n * a + b) / (2n * b));
}

/** Sums over the measures of a run: weights (scaled to whole numbers), weight x star, weight x star squared, count. */
export interface RunSums {
  readonly weight: number;
  readonly first: number;
  readonly second: number;
  readonly count: number;
}

/**
 * The weighted mean of the stars in units of 10^-places, rounded half up (TN p.14, Attachment H p.132).
 * `weight` must be above 0.
 */
export function meanUnits(sums: RunSums, places: number): number {
  const numerator = sums.first * power(places);
  if (numerator < EXACT_BOUND / 4) return divideHalfUp(numerator, sums.weight);
  return divideHalfUpWide(BigInt(sums.first) * 10n ** BigInt(places), BigInt(sums.weight));
}

/**
 * The weighted variance n(QW - S^2) / ((n-1)W^2) in units of 10^-places, rounded half up, with the unrounded mean
 * (TN p.14-15, Attachment H p.132). One measure has the variance 0.
 */
export function varianceUnits(sums: RunSums, places: number): number {
  const { weight, first, second, count } = sums;
  if (count < 2) return 0;
  const spread = second * weight - first * first;
  const numerator = count * spread * power(places);
  const denominator = (count - 1) * weight * weight;
  if (numerator < EXACT_BOUND / 4 && denominator < EXACT_BOUND / 4 && second * weight < EXACT_BOUND) {
    return divideHalfUp(numerator, denominator);
  }
  const [w, s, q, n] = [BigInt(weight), BigInt(first), BigInt(second), BigInt(count)];
  return divideHalfUpWide(n * (q * w - s * s) * 10n ** BigInt(places), (n - 1n) * w * w);
}
