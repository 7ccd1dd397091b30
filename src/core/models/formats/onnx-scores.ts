import { MalformedModelError, UnsupportedModelError } from '../errors.js';
import { LOGISTIC, type Link } from '../link.js';
import { checkNormalizers, type OnnxAfter } from './onnx-after.js';
import { floatsOf, intsOf, textOf } from './onnx-attributes.js';
import type { OnnxNode } from './onnx-proto.js';
import type { LeafWeights } from './onnx-weights.js';

const IDENTITY: Link = { kind: 'identity' };

/** How a margin is made of the weights of leaves, and a probability of a margin. */
export interface TreeScore {
  readonly leaf: (tree: number, node: number) => number;
  readonly base: number;
  readonly link: Link;
}

/** @throws UnsupportedModelError for what follows a classifier, whose scores are probabilities already */
function nothingAfter(after: OnnxAfter): void {
  if (after.link !== undefined) throw new UnsupportedModelError(`ONNX ${after.link} after a classifier`);
  if (after.added.length > 0) throw new UnsupportedModelError('ONNX operator Add', 'after a classifier');
}

/**
 * The score of class 1 as onnxruntime computes it from the weights of one or both classes, its base and its link.
 * Cases in which onnxruntime's answer does not follow from the weights are refused: two base values with one class,
 * and rows in which no leaf has a weight for class 1 (its score is then that of class 0).
 */
export function classifierScore(op: OnnxNode, weights: LeafWeights, after: OnnxAfter): TreeScore {
  nothingAfter(after);
  const post = textOf(op, 'post_transform', 'NONE');
  const bases = floatsOf(op, 'base_values');
  const both = weights.targets.length === 2;
  const own = weights.targets[0] ?? 0;
  if (weights.targets.some((id) => id !== 0 && id !== 1))
    throw new UnsupportedModelError('multi-class model', 'ONNX class ids above 1');
  if (bases.length > 1) throw new UnsupportedModelError('ONNX TreeEnsembleClassifier with a base value for each class');
  if ((both || own === 1) && !weights.everywhere(1))
    throw new UnsupportedModelError('ONNX TreeEnsembleClassifier with leaves without a weight of class 1');
  const target = both ? 1 : own;
  const base0 = bases[0] ?? 0;
  const score = { leaf: (t: number, n: number) => weights.of(t, n, target), base: target === 0 ? base0 : 0 };
  if (post === 'LOGISTIC') {
    checkNormalizers(after, !both || (base0 === 0 && weights.sums((w0, w1) => w0 + w1, 0)));
    return { ...score, link: LOGISTIC };
  }
  if (post === 'SOFTMAX' && (both || own === 1)) {
    checkNormalizers(after, true);
    if (!both) return { ...score, link: LOGISTIC };
    return { leaf: (t, n) => weights.of(t, n, 1) - weights.of(t, n, 0), base: -base0, link: LOGISTIC };
  }
  if (post !== 'NONE') throw new UnsupportedModelError(`ONNX post_transform ${post}`, 'for weights of one class');
  if (floatsOf(op, 'class_weights').some((w) => w < 0))
    throw new UnsupportedModelError('ONNX post_transform NONE', 'scores that are no probabilities');
  checkNormalizers(after, both ? base0 === 0 && weights.sums((w0, w1) => w0 + w1, 1) : own === 0);
  return { ...score, link: IDENTITY };
}

/** The constant that an Add after the model adds to target `target` of `count`. */
function added(after: OnnxAfter, target: number): number {
  if (after.added.length === 0) return 0;
  return after.added.length === 1 ? after.added[0] : after.added[target];
}

function checkAdded(after: OnnxAfter, targets: number): void {
  if (after.added.length > 1 && after.added.length !== targets)
    throw new MalformedModelError('an ONNX Add has another number of values than the model has targets');
}

/** The score of a TreeEnsembleRegressor with one target and a Sigmoid behind it. */
export function regressorScore(op: OnnxNode, weights: LeafWeights, after: OnnxAfter): TreeScore {
  const aggregate = textOf(op, 'aggregate_function', 'SUM');
  const post = textOf(op, 'post_transform', 'NONE');
  const targets = op.attributes.get('n_targets')?.i ?? 1;
  if (targets > 1) throw new UnsupportedModelError('multi-target model', `n_targets ${targets}`);
  if (aggregate !== 'SUM' && aggregate !== 'AVERAGE')
    throw new UnsupportedModelError(`ONNX aggregate_function ${aggregate}`);
  // onnxruntime leaves a regressor's only target untransformed, whatever the file asks for.
  if (post !== 'NONE') throw new UnsupportedModelError(`ONNX post_transform ${post}`, 'of a regressor');
  const bases = floatsOf(op, 'base_values');
  if (bases.length > 1) throw new MalformedModelError('an ONNX regressor has several base values for one target');
  const score = sigmoidOf(op.op, after);
  const share = aggregate === 'SUM' ? 1 : 1 / new Set(intsOf(op, 'nodes_treeids')).size;
  return { ...score, leaf: (t, n) => weights.of(t, n, 0) * share, base: (bases[0] ?? 0) + score.base };
}

function sigmoidOf(name: string, after: OnnxAfter): { base: number; link: Link } {
  if (after.link !== 'Sigmoid') throw new UnsupportedModelError(`ONNX ${name}`, 'its output is no probability');
  checkNormalizers(after, false);
  checkAdded(after, 1);
  return { base: added(after, 0), link: LOGISTIC };
}

const AGGREGATES = ['AVERAGE', 'SUM', 'MIN', 'MAX'];
const TRANSFORMS = ['NONE', 'SOFTMAX', 'LOGISTIC', 'SOFTMAX_ZERO', 'PROBIT'];

/** The score of a TreeEnsemble (ai.onnx.ml 5): a regressor of one target, or of one target a class. */
export function ensembleScore(op: OnnxNode, weights: LeafWeights, after: OnnxAfter): TreeScore {
  const aggregate = AGGREGATES[op.attributes.get('aggregate_function')?.i ?? 1];
  const post = TRANSFORMS[op.attributes.get('post_transform')?.i ?? 0];
  if (aggregate !== 'SUM' && aggregate !== 'AVERAGE')
    throw new UnsupportedModelError(`ONNX aggregate_function ${aggregate}`, 'of a TreeEnsemble');
  const targets = op.attributes.get('n_targets')?.i ?? 1;
  if (targets !== 1 && targets !== 2) throw new UnsupportedModelError('multi-target model', `n_targets ${targets}`);
  if (weights.targets.some((id) => !(id >= 0 && id < targets)))
    throw new MalformedModelError('an ONNX leaf names a target that does not exist');
  const share = aggregate === 'SUM' ? 1 : 1 / intsOf(op, 'tree_roots').length;
  const own = (t: number, n: number): number => weights.of(t, n, targets - 1) * share;
  if (targets === 1) {
    // The standard says that it is transformed, onnxruntime does not: there is no one answer.
    if (post !== 'NONE')
      throw new UnsupportedModelError(`ONNX post_transform ${post}`, 'of a TreeEnsemble of one target');
    return { leaf: own, ...sigmoidOf(op.op, after) };
  }
  checkAdded(after, 2);
  if (post !== 'NONE') nothingAfter(after);
  const difference = (t: number, n: number): number => own(t, n) - weights.of(t, n, 0) * share;
  if (post === 'SOFTMAX' || (post === 'NONE' && after.link === 'Softmax')) {
    checkNormalizers(after, true);
    return { leaf: difference, base: added(after, 1) - added(after, 0), link: LOGISTIC };
  }
  if (post === 'LOGISTIC' || (post === 'NONE' && after.link === 'Sigmoid')) {
    checkNormalizers(after, false);
    return { leaf: own, base: added(after, 1), link: LOGISTIC };
  }
  if (post !== 'NONE') throw new UnsupportedModelError(`ONNX post_transform ${post}`, 'of a TreeEnsemble');
  if (weights.smallest < 0 || after.added.some((x) => x < 0))
    throw new UnsupportedModelError('ONNX post_transform NONE', 'scores that are no probabilities');
  checkNormalizers(after, after.added.length === 0 && weights.sums((w0, w1) => (w0 + w1) * share, 1));
  return { leaf: own, base: added(after, 1), link: IDENTITY };
}

/** Coefficients of the class-1 score: the second of two rows, their difference under SOFTMAX, or the only row. */
export function linearScore(op: OnnxNode, after: OnnxAfter): { coef: number[]; intercept: number } {
  const values = floatsOf(op, 'coefficients');
  const intercepts = floatsOf(op, 'intercepts');
  const post = textOf(op, 'post_transform', 'NONE');
  const rows = Math.max(1, intercepts.length);
  if (rows > 2 || values.length === 0 || values.length % rows !== 0)
    throw new MalformedModelError('ONNX coefficients and intercepts do not fit');
  const width = values.length / rows;
  const row = (r: number): number[] => values.slice(r * width, (r + 1) * width);
  const last = { coef: row(rows - 1), intercept: intercepts[rows - 1] ?? 0 };
  if (op.op !== 'LinearClassifier') {
    if (rows > 1) throw new UnsupportedModelError('multi-target model', 'ONNX LinearRegressor');
    if (post !== 'NONE') throw new UnsupportedModelError(`ONNX post_transform ${post}`, 'of a regressor');
    return { ...last, intercept: last.intercept + sigmoidOf('LinearRegressor', after).base };
  }
  nothingAfter(after);
  const opposed = rows === 1 || (intercepts[0] === -last.intercept && row(0).every((c, j) => c === -last.coef[j]));
  checkNormalizers(after, post === 'SOFTMAX' || opposed);
  if (post === 'LOGISTIC') return last;
  if (post === 'SOFTMAX' && rows === 2) {
    const first = row(0);
    return { coef: last.coef.map((c, j) => c - first[j]), intercept: last.intercept - intercepts[0] };
  }
  throw new UnsupportedModelError(`ONNX post_transform ${post}`, `LinearClassifier with ${rows} rows of coefficients`);
}
