import { fitIntercept, fitSlope, safeLogit } from '../calibration/index.js';
import { randomFrom } from '../random/index.js';

/** Mean squared error of probabilities. */
export function brierOf(probability: ArrayLike<number>, label: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < label.length; i++) sum += (probability[i] - label[i]) ** 2;
  return sum / label.length;
}

/** Mean −log likelihood; probabilities are kept 1e-12 away from 0 and 1. */
export function meanLogLoss(probability: ArrayLike<number>, label: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < label.length; i++) {
    const p = Math.min(1 - 1e-12, Math.max(1e-12, probability[i]));
    sum -= label[i] === 1 ? Math.log(p) : Math.log1p(-p);
  }
  return sum / label.length;
}

/** Rows in order of probability, cut into bins of equal size. */
function bins(probability: ArrayLike<number>, count: number): Int32Array[] {
  const order = Int32Array.from({ length: probability.length }, (_, i) => i).sort(
    (a, b) => probability[a] - probability[b] || a - b,
  );
  const size = order.length / count;
  return Array.from({ length: count }, (_, b) =>
    order.subarray(Math.round(b * size), Math.round((b + 1) * size)),
  ).filter((bin) => bin.length > 0);
}

function eceOfBins(cut: readonly Int32Array[], probability: ArrayLike<number>, label: ArrayLike<number>): number {
  let sum = 0;
  let total = 0;
  for (const bin of cut) {
    let gap = 0;
    for (const row of bin) gap += label[row] - probability[row];
    sum += Math.abs(gap);
    total += bin.length;
  }
  return sum / total;
}

export interface EceResult {
  /** Expected calibration error over bins of equal size. */
  readonly ece: number;
  /** What a perfectly calibrated model would show on as many rows: mean and 95th percentile over simulated outcomes. */
  readonly noise: number;
  readonly noise95: number;
}

/** Expected calibration error over ten bins of equal size with its noise level (200 simulated outcomes, by seed). */
export function eceOf(
  probability: ArrayLike<number>,
  label: ArrayLike<number>,
  seed: number,
  binCount = 10,
): EceResult {
  const cut = bins(probability, binCount);
  const random = randomFrom(seed);
  const simulated = Float64Array.from({ length: 200 }, () => {
    const outcome = Uint8Array.from({ length: label.length }, (_, i) => (random() < probability[i] ? 1 : 0));
    return eceOfBins(cut, probability, outcome);
  }).sort();
  return {
    ece: eceOfBins(cut, probability, label),
    noise: simulated.reduce((sum, x) => sum + x, 0) / 200,
    noise95: simulated[189],
  };
}

export interface CalibrationFigures {
  /** Slope of the label on the log odds: 1 is ideal, below 1 predictions are too extreme. */
  readonly slope: number;
  /** Shift of the log odds that would make the mean right: 0 is ideal. */
  readonly intercept: number;
}

/** Calibration slope and calibration-in-the-large. */
export function calibrationFigures(probability: ArrayLike<number>, label: ArrayLike<number>): CalibrationFigures {
  const logOdds = Float64Array.from(probability, safeLogit);
  return { slope: fitSlope(logOdds, label).slope, intercept: fitIntercept(logOdds, label) };
}
