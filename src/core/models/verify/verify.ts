import type { Model } from '../model.js';
import { explainRows, marginsOf } from '../predict.js';
import { MAX_BACKGROUND_ROWS, type Background } from '../shap/index.js';
import { asWideAs, readOracle, type Oracle } from './oracle.js';

/** Largest accepted differences to the library's own outputs (absolute; relative for values above 1). */
export interface Tolerances {
  readonly margin: number;
  readonly contribution: number;
  readonly probability: number;
}

/** How a model compares with what its library computed. */
export interface Verification {
  readonly rows: number;
  /** Largest absolute differences; null where the oracle has no such output. */
  readonly maxMarginError: number | null;
  readonly maxContributionError: number | null;
  readonly maxProbabilityError: number | null;
  /** Largest |base + Σ contributions − margin|. */
  readonly additivityError: number;
  readonly method: string;
  readonly tolerances: Tolerances;
  readonly withinTolerance: boolean;
}

/** Libraries that compute in float32 are met to float32; the others to the last digits of a double. */
export function tolerancesOf(model: Model): Tolerances {
  switch (model.format) {
    case 'xgboost-json':
    case 'xgboost-ubj':
    case 'onnx':
      return { margin: 1e-5, contribution: 1e-4, probability: 1e-5 };
    case 'logistic':
      return { margin: 1e-6, contribution: 1e-6, probability: 1e-6 };
    case 'lightgbm-text':
    case 'sklearn-trees':
    case 'hspo-model':
      return { margin: 1e-9, contribution: 1e-9, probability: 1e-9 };
  }
}

/** Differences seen so far: the largest absolute one, and whether all were within tolerance. */
class Gap {
  seen = false;
  largest = 0;
  ok = true;

  constructor(private readonly tolerance: number) {}

  add(actual: ArrayLike<number>, expected: ArrayLike<number> | undefined): void {
    if (expected === undefined) return;
    this.seen = true;
    for (let i = 0; i < expected.length; i++) {
      const gap = Math.abs(actual[i] - expected[i]);
      if (!(gap <= this.largest)) this.largest = gap;
      if (!(gap <= this.tolerance * Math.max(1, Math.abs(expected[i])))) this.ok = false;
    }
  }

  get result(): number | null {
    return this.seen ? this.largest : null;
  }
}

/** Rows to average over: the oracle's, the model's, or, for a file without covers, the oracle's own first rows. */
function backgroundFor(model: Model, oracle: Oracle): Background | undefined {
  if (oracle.background !== undefined) return oracle.background;
  if (model.kind === 'linear' || model.ensemble.hasCovers || model.background !== undefined) return undefined;
  if (oracle.contributions !== undefined) return undefined;
  const count = Math.min(MAX_BACKGROUND_ROWS, oracle.rows.count);
  return { rows: oracle.rows.values.slice(0, count * oracle.rows.width), count };
}

/**
 * Compares a model with the outputs of the library that trained it.
 * @param loaded the model as its file was read
 * @param document the parsed oracle file, see `readOracle`
 * @throws OracleError for an oracle that does not fit the model
 * @throws ExplanationError if the oracle has contributions and the model cannot be explained
 */
export function verifyModel(loaded: Model, document: unknown): Verification {
  const model = asWideAs(loaded, document);
  const oracle = readOracle(document, model);
  const tolerances = tolerancesOf(model);
  const answer = explainRows(model, oracle.rows, backgroundFor(model, oracle));
  const margin = new Gap(tolerances.margin);
  margin.add(answer.margin, oracle.margin);
  if (oracle.halfMargin !== undefined && model.kind === 'trees') {
    const rounds = Math.floor(model.ensemble.roots.length / model.treesPerRound / 2);
    margin.add(marginsOf(model, oracle.rows, rounds), oracle.halfMargin);
  }
  const contribution = new Gap(tolerances.contribution);
  contribution.add(answer.contributions, oracle.contributions);
  if (oracle.base !== undefined) contribution.add(new Float64Array(oracle.rows.count).fill(answer.base), oracle.base);
  const probability = new Gap(tolerances.probability);
  probability.add(answer.probability, oracle.probability);
  return {
    rows: oracle.rows.count,
    maxMarginError: margin.result,
    maxContributionError: contribution.result,
    maxProbabilityError: probability.result,
    additivityError: answer.additivityError,
    method: answer.method,
    tolerances,
    withinTolerance: margin.ok && contribution.ok && probability.ok,
  };
}
