import { sigmoid } from '../link.js';

/**
 * Correction of a model's log odds to observed frequencies.
 * `affine` (intercept-only: slope 1; Platt: both fitted) is affine in the log odds, so SHAP values stay exact, scaled by the slope.
 * `isotonic` is a monotone step-and-line map of the uncalibrated probability: explanations are then of the uncalibrated margin.
 */
export type Calibration =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'affine';
      readonly method: 'intercept-only' | 'platt';
      readonly slope: number;
      readonly intercept: number;
    }
  | { readonly kind: 'isotonic'; readonly x: readonly number[]; readonly y: readonly number[] };

export const NO_CALIBRATION: Calibration = { kind: 'none' };

/** Linear interpolation between the knots of an isotonic fit, clipped at both ends (scikit-learn `out_of_bounds="clip"`). */
export function interpolate(x: readonly number[], y: readonly number[], at: number): number {
  const last = x.length - 1;
  if (at <= x[0]) return y[0];
  if (at >= x[last]) return y[last];
  let low = 0;
  let high = last;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (x[middle] <= at) low = middle;
    else high = middle;
  }
  return y[low] + ((y[high] - y[low]) * (at - x[low])) / (x[high] - x[low]);
}

/**
 * Calibrated probability of an uncalibrated one with its log odds.
 * @param logOdds used by affine calibration @param probability used by isotonic calibration
 */
export function calibrate(calibration: Calibration, logOdds: number, probability: number): number {
  switch (calibration.kind) {
    case 'none':
      return probability;
    case 'affine':
      return sigmoid(calibration.slope * logOdds + calibration.intercept);
    case 'isotonic':
      return interpolate(calibration.x, calibration.y, probability);
  }
}
