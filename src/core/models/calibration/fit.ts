import { logit, sigmoid } from '../link.js';
import type { Calibration } from './calibration.js';

/** Sums of y − p and of the information about intercept and slope. @param rows how many rows each entry stands for */
function newtonSums(
  margin: ArrayLike<number>,
  label: ArrayLike<number>,
  slope: number,
  intercept: number,
  rows?: ArrayLike<number>,
): number[] {
  const s = [0, 0, 0, 0, 0];
  for (let i = 0; i < margin.length; i++) {
    const n = rows?.[i] ?? 1;
    const p = sigmoid(slope * margin[i] + intercept);
    const w = n * p * (1 - p);
    s[0] += n * (label[i] - p);
    s[1] += n * (label[i] - p) * margin[i];
    s[2] += w;
    s[3] += w * margin[i];
    s[4] += w * margin[i] * margin[i];
  }
  return s;
}

/** Shift of the log odds that makes the mean probability equal the observed share (slope fixed). */
export function fitIntercept(
  logOdds: ArrayLike<number>,
  label: ArrayLike<number>,
  slope = 1,
  rows?: ArrayLike<number>,
): number {
  let intercept = 0;
  for (let step = 0; step < 100; step++) {
    const [error, , weight] = newtonSums(logOdds, label, slope, intercept, rows);
    const move = Math.max(-2, Math.min(2, error / Math.max(weight, 1e-12)));
    intercept += move;
    if (Math.abs(move) < 1e-12) break;
  }
  return intercept;
}

/**
 * Logistic regression of the label (or a share of events) on the log odds: Platt scaling, and the calibration slope.
 * @param rows how many rows each entry stands for; one by default
 */
export function fitSlope(
  logOdds: ArrayLike<number>,
  label: ArrayLike<number>,
  rows?: ArrayLike<number>,
): { slope: number; intercept: number } {
  let slope = 1;
  let intercept = fitIntercept(logOdds, label, 1, rows);
  for (let step = 0; step < 100; step++) {
    const [g0, g1, h00, h01, h11] = newtonSums(logOdds, label, slope, intercept, rows);
    const determinant = h00 * h11 - h01 * h01;
    if (!(determinant > 1e-12)) break;
    const moveIntercept = (h11 * g0 - h01 * g1) / determinant;
    const moveSlope = (h00 * g1 - h01 * g0) / determinant;
    const size = Math.min(1, 2 / Math.max(Math.abs(moveIntercept), Math.abs(moveSlope), 1e-300));
    intercept += size * moveIntercept;
    slope += size * moveSlope;
    if (Math.abs(moveIntercept) + Math.abs(moveSlope) < 1e-12) break;
  }
  return { slope, intercept };
}

/** Intercept-only calibration. */
export function interceptCalibration(logOdds: ArrayLike<number>, label: ArrayLike<number>): Calibration {
  return { kind: 'affine', method: 'intercept-only', slope: 1, intercept: fitIntercept(logOdds, label) };
}

/** Platt calibration. */
export function plattCalibration(logOdds: ArrayLike<number>, label: ArrayLike<number>): Calibration {
  return { kind: 'affine', method: 'platt', ...fitSlope(logOdds, label) };
}

interface Pool {
  sum: number;
  weight: number;
  first: number;
  last: number;
}

/**
 * Isotonic regression of the label on the probability by pooling adjacent violators; ties in the probability are averaged
 * first. Knots are the ends of each pool, values between pools are interpolated.
 */
export function isotonicCalibration(probability: ArrayLike<number>, label: ArrayLike<number>): Calibration {
  const order = Int32Array.from({ length: label.length }, (_, i) => i).sort((a, b) => probability[a] - probability[b]);
  const pools: Pool[] = [];
  for (const i of order) {
    const x = probability[i];
    const previous = pools.at(-1);
    if (previous !== undefined && previous.first === x) {
      previous.sum += label[i];
      previous.weight++;
    } else pools.push({ sum: label[i], weight: 1, first: x, last: x });
  }
  const merged: Pool[] = [];
  for (const pool of pools) {
    let current = pool;
    for (
      let before = merged.at(-1);
      before !== undefined && before.sum / before.weight >= current.sum / current.weight;
      before = merged.at(-1)
    ) {
      merged.pop();
      current = {
        sum: before.sum + current.sum,
        weight: before.weight + current.weight,
        first: before.first,
        last: current.last,
      };
    }
    merged.push(current);
  }
  const x: number[] = [];
  const y: number[] = [];
  for (const pool of merged) {
    for (const end of new Set([pool.first, pool.last])) {
      x.push(end);
      y.push(pool.sum / pool.weight);
    }
  }
  return { kind: 'isotonic', x, y };
}

/** Log odds of a probability kept away from 0 and 1. */
export function safeLogit(probability: number): number {
  return logit(Math.min(1 - 1e-12, Math.max(1e-12, probability)));
}
