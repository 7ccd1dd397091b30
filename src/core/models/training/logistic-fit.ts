import { TrainingError } from '../errors.js';
import { logit, sigmoid } from '../link.js';
import { solveSymmetric } from './cholesky.js';

/** Rows of prepared (complete, standardised) columns with 0/1 labels. */
export interface Design {
  /** count × width, row-major. */
  readonly x: Float64Array;
  readonly y: ArrayLike<number>;
  readonly count: number;
  readonly width: number;
}

export interface LogisticFit {
  readonly coef: Float64Array;
  readonly intercept: number;
  readonly iterations: number;
}

/** −log likelihood of one row, without overflow. */
export function logLossOf(margin: number, label: number): number {
  const m = label === 1 ? -margin : margin;
  return m > 0 ? m + Math.log1p(Math.exp(-m)) : Math.log1p(Math.exp(m));
}

function objective(design: Design, beta: Float64Array, penalty: number): number {
  const { x, y, count, width } = design;
  let sum = 0;
  for (let i = 0; i < count; i++) {
    let m = beta[width];
    for (let j = 0; j < width; j++) m += beta[j] * x[i * width + j];
    sum += logLossOf(m, y[i]);
  }
  for (let j = 0; j < width; j++) sum += (penalty / 2) * beta[j] * beta[j];
  return sum;
}

/** Gradient and Hessian of the penalised log loss; the intercept is last and unpenalised. */
function derivatives(
  design: Design,
  beta: Float64Array,
  penalty: number,
): { gradient: Float64Array; hessian: Float64Array } {
  const { x, y, count, width } = design;
  const n = width + 1;
  const gradient = new Float64Array(n);
  const hessian = new Float64Array(n * n);
  for (let i = 0; i < count; i++) {
    const row = i * width;
    let m = beta[width];
    for (let j = 0; j < width; j++) m += beta[j] * x[row + j];
    const p = sigmoid(m);
    const error = p - y[i];
    const weight = Math.max(p * (1 - p), 1e-12);
    for (let j = 0; j < width; j++) {
      const v = x[row + j];
      gradient[j] += error * v;
      const wv = weight * v;
      for (let k = 0; k <= j; k++) hessian[j * n + k] += wv * x[row + k];
      hessian[width * n + j] += wv;
    }
    gradient[width] += error;
    hessian[width * n + width] += weight;
  }
  for (let j = 0; j < width; j++) {
    gradient[j] += penalty * beta[j];
    hessian[j * n + j] += penalty;
  }
  return { gradient, hessian };
}

/**
 * L2-penalised logistic regression by Newton's method (iteratively reweighted least squares) with step halving.
 * Minimises Σ log loss + penalty/2 · ‖coef‖², as scikit-learn with C = 1/penalty; the intercept is not penalised.
 * @throws TrainingError if the labels are all the same
 */
export function fitLogistic(design: Design, penalty: number, start?: LogisticFit): LogisticFit {
  const { y, count, width } = design;
  let events = 0;
  for (let i = 0; i < count; i++) events += y[i];
  if (events === 0 || events === count) throw new TrainingError('Every label is the same: nothing can be learned.');
  const beta = new Float64Array(width + 1);
  beta[width] = logit(events / count);
  if (start !== undefined) beta.set([...start.coef, start.intercept]);
  let value = objective(design, beta, penalty);
  let iterations = 0;
  for (; iterations < 100; iterations++) {
    const { gradient, hessian } = derivatives(design, beta, penalty);
    const step = solveSymmetric(hessian, gradient);
    let size = 1;
    let next = beta;
    let nextValue = value;
    for (; size > 1e-8; size /= 2) {
      const tried = beta.map((b, j) => b - size * step[j]);
      nextValue = objective(design, tried, penalty);
      if (nextValue <= value + 1e-12 * Math.abs(value)) {
        next = tried;
        break;
      }
    }
    beta.set(next);
    value = nextValue;
    if (step.every((s) => Math.abs(s) * size < 1e-10)) break;
  }
  return { coef: beta.slice(0, width), intercept: beta[width], iterations };
}
