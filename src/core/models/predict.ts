import { calibrate } from './calibration/calibration.js';
import { ExplanationError, RowInputError } from './errors.js';
import { explainLinear, scoreLinear } from './linear/index.js';
import { linkProbability, logit } from './link.js';
import { checkMatrix, type RowMatrix } from './matrix.js';
import type { Model, TreeModel } from './model.js';
import {
  createTreeExplainer,
  explainerByTrees,
  type Background,
  type TreeExplainer,
  type TreeShapMethod,
} from './shap/index.js';
import { scoreTrees, toPrecision } from './trees/index.js';

/** What a model says of rows, in their order. */
export interface Scores {
  /** Margins as the source library gives them, before calibration. */
  readonly margin: Float64Array;
  /** Calibrated probabilities, 0–1. */
  readonly probability: Float64Array;
}

export type ExplanationMethod = TreeShapMethod | 'linear';

/** Scores with what each feature contributes to them. */
export interface Explanations extends Scores {
  readonly method: ExplanationMethod;
  /** What the contributions add up to: the calibrated log odds, or the model's own (uncalibrated) margin. */
  readonly explains: 'margin' | 'calibrated log odds' | 'uncalibrated margin';
  /** The explained quantity per row; equals base + sum of the row's contributions within 1e-6. */
  readonly explained: Float64Array;
  /** Value of a member nothing is known about. */
  readonly base: number;
  /** count × width, row-major, in the order of the model's features. */
  readonly contributions: Float64Array;
  /** Largest |base + Σ contributions − explained| seen. */
  readonly additivityError: number;
}

/** Contributions must add up to the explained margin within this (times the margin's size where above 1). */
export const ADDITIVITY_TOLERANCE = 1e-6;

function prepare(model: Model, rows: RowMatrix): void {
  checkMatrix(rows, model.features.length);
  if (model.kind === 'trees' && !model.takesMissing && rows.values.some((x) => x !== x)) {
    throw new RowInputError('This model was trained without missing values and does not take them.');
  }
}

/** Log odds before calibration: what affine calibration is fitted on. */
function logOddsOf(model: Model, margin: number): number {
  return model.link.kind === 'logistic' ? model.link.scale * margin : logit(linkProbability(model.link, margin));
}

/**
 * Margins as the source library computes them, before any calibration.
 * @param rounds boosting rounds to use, all by default
 */
export function marginsOf(model: Model, rows: RowMatrix, rounds?: number): Float64Array {
  prepare(model, rows);
  if (model.kind === 'linear') return scoreLinear(model, rows);
  const trees = rounds === undefined ? undefined : Math.min(model.ensemble.roots.length, rounds * model.treesPerRound);
  return scoreTrees(model.ensemble, toPrecision(model.ensemble, rows.values), rows.count, rows.width, trees);
}

function probabilitiesOf(model: Model, margin: Float64Array): Float64Array {
  if (model.calibration.kind === 'none') return margin.map((m) => linkProbability(model.link, m));
  return margin.map((m) => calibrate(model.calibration, logOddsOf(model, m), linkProbability(model.link, m)));
}

/** Margins and calibrated probabilities. @throws RowInputError for rows the model cannot take */
export function scoreRows(model: Model, rows: RowMatrix): Scores {
  const margin = marginsOf(model, rows);
  return { margin, probability: probabilitiesOf(model, margin) };
}

const prepared = new WeakMap<object, WeakMap<object, TreeExplainer>>();

function keptExplainer(model: TreeModel, background?: Background) {
  const chosen = background ?? (model.ensemble.hasCovers ? undefined : model.background);
  const known = prepared.get(model.ensemble) ?? new WeakMap<object, TreeExplainer>();
  prepared.set(model.ensemble, known);
  return { known, key: chosen ?? model.ensemble, options: { width: model.features.length, background: chosen } };
}

/** The explainer of a tree model; its tables are built once and kept as long as the model is. */
export function explainerOf(model: TreeModel, background?: Background): TreeExplainer {
  const { known, key, options } = keptExplainer(model, background);
  const explainer = known.get(key) ?? createTreeExplainer(model.ensemble, options);
  known.set(key, explainer);
  return explainer;
}

/**
 * Makes the explainer of a tree model ahead, tree by tree.
 * @param pause called between two trees; lets others work when it is time for it.
 */
export async function prepareExplainer(model: TreeModel, pause: () => Promise<void> | undefined): Promise<void> {
  const { known, key, options } = keptExplainer(model);
  if (known.has(key)) return;
  const making = explainerByTrees(model.ensemble, options);
  for (;;) {
    const step = making.next();
    if (step.done) return void known.set(key, step.value);
    const pausing = pause();
    if (pausing) await pausing;
  }
}

function explainMargin(
  model: Model,
  rows: RowMatrix,
  background?: Background,
): { method: ExplanationMethod; base: number; contributions: Float64Array } {
  if (model.kind === 'linear') return { method: 'linear', ...explainLinear(model, rows, background) };
  const explainer = explainerOf(model, background);
  const contributions = new Float64Array(rows.values.length);
  explainer.explain(toPrecision(model.ensemble, rows.values), rows.count, contributions);
  return { method: explainer.method, base: explainer.base, contributions };
}

/** Largest gap between the sums of contributions and the explained values. @throws ExplanationError above the tolerance */
function checkAdditivity(base: number, contributions: Float64Array, explained: Float64Array, width: number): number {
  let worst = 0;
  for (let i = 0; i < explained.length; i++) {
    let sum = base;
    for (let j = i * width; j < (i + 1) * width; j++) sum += contributions[j];
    const gap = Math.abs(sum - explained[i]);
    if (!(gap <= ADDITIVITY_TOLERANCE * Math.max(1, Math.abs(explained[i])))) {
      throw new ExplanationError(`contributions of row ${i} do not add up to its margin`);
    }
    if (gap > worst) worst = gap;
  }
  return worst;
}

/**
 * Probabilities with exact SHAP values. Path-dependent where the file has covers, interventional over the stored
 * background where it has none or where a background is given; additivity is checked on every row.
 * Affine calibration of a logistic model is explained exactly (scaled); isotonic is not, and the answer says so.
 * @throws ExplanationError if no exact explanation can be made
 */
export function explainRows(model: Model, rows: RowMatrix, background?: Background): Explanations {
  const margin = marginsOf(model, rows);
  const { method, base, contributions } = explainMargin(model, rows, background);
  const scores = { margin, probability: probabilitiesOf(model, margin) };
  const { calibration, link } = model;
  if (calibration.kind !== 'affine' || link.kind !== 'logistic') {
    const additivityError = checkAdditivity(base, contributions, margin, rows.width);
    const explains = calibration.kind === 'none' ? 'margin' : 'uncalibrated margin';
    return { ...scores, method, explains, explained: margin, base, contributions, additivityError };
  }
  const scale = calibration.slope * link.scale;
  for (let i = 0; i < contributions.length; i++) contributions[i] *= scale;
  const explained = margin.map((m) => scale * m + calibration.intercept);
  const shifted = scale * base + calibration.intercept;
  const additivityError = checkAdditivity(shifted, contributions, explained, rows.width);
  return {
    ...scores,
    method,
    explains: 'calibrated log odds',
    explained,
    base: shifted,
    contributions,
    additivityError,
  };
}
