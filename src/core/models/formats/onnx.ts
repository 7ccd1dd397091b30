import { MalformedModelError, UnsupportedModelError } from '../errors.js';
import { LOGISTIC, type Link } from '../link.js';
import { withinLimit } from '../limits.js';
import { NO_CALIBRATION } from '../calibration/calibration.js';
import { defaultNames, type LinearModel, type Model } from '../model.js';
import { assembleTrees } from '../trees/index.js';
import { classCount, floatsOf, intsOf, textOf } from './onnx-attributes.js';
import { perColumn, preparedWidth, readPipeline, sigmoidAfter, type OnnxPipeline } from './onnx-pipeline.js';
import { readOnnxGraph, type OnnxNode } from './onnx-proto.js';
import { readOnnxTrees, readWeights, type LeafWeights } from './onnx-trees.js';
import type { LoadContext } from './options.js';

const IDENTITY: Link = { kind: 'identity' };

function common(pipeline: OnnxPipeline, width: number, producer: string, op: string) {
  const names = pipeline.names;
  if (names !== undefined && names.length !== width)
    throw new MalformedModelError('ONNX inputs and columns differ in number');
  return {
    format: 'onnx' as const,
    library: `onnx ${op}`,
    version: producer,
    features: names ?? defaultNames(width),
    namesKnown: names !== undefined,
    calibration: NO_CALIBRATION,
    notes: [],
  };
}

/**
 * The score of class 1 as onnxruntime computes it from the weights of one or both classes, its base and its link.
 * Cases in which onnxruntime's answer does not follow from the weights (two base values with one class) are refused.
 */
function classifierScore(
  op: OnnxNode,
  weights: LeafWeights,
): { leaf: (tree: number, node: number) => number; base: number; link: Link } {
  const post = textOf(op, 'post_transform', 'NONE');
  const bases = floatsOf(op, 'base_values');
  const both = weights.targets.length === 2;
  if (weights.targets.some((id) => id !== 0 && id !== 1))
    throw new UnsupportedModelError('multi-class model', 'ONNX class ids above 1');
  if (bases.length > 1) throw new UnsupportedModelError('ONNX TreeEnsembleClassifier with a base value for each class');
  const base0 = bases[0] ?? 0;
  const own = weights.targets[0] ?? 0;
  if (post === 'LOGISTIC' || (post === 'SOFTMAX' && own === 1 && !both)) {
    const target = both ? 1 : own;
    return { leaf: (t, n) => weights.of(t, n, target), base: target === 0 ? base0 : 0, link: LOGISTIC };
  }
  if (post === 'SOFTMAX' && both)
    return { leaf: (t, n) => weights.of(t, n, 1) - weights.of(t, n, 0), base: -base0, link: LOGISTIC };
  if (post !== 'NONE') throw new UnsupportedModelError(`ONNX post_transform ${post}`, 'for weights of one class');
  if (floatsOf(op, 'class_weights').some((w) => w < 0))
    throw new UnsupportedModelError('ONNX post_transform NONE', 'scores that are no probabilities');
  const target = both ? 1 : own;
  return { leaf: (t, n) => weights.of(t, n, target), base: target === 0 ? base0 : 0, link: IDENTITY };
}

function regressorScore(op: OnnxNode, weights: LeafWeights, sigmoid: boolean): ReturnType<typeof classifierScore> {
  const aggregate = textOf(op, 'aggregate_function', 'SUM');
  const post = textOf(op, 'post_transform', 'NONE');
  const targets = op.attributes.get('n_targets')?.i ?? 1;
  if (targets > 1) throw new UnsupportedModelError('multi-target model', `n_targets ${targets}`);
  if (aggregate !== 'SUM' && aggregate !== 'AVERAGE')
    throw new UnsupportedModelError(`ONNX aggregate_function ${aggregate}`);
  // onnxruntime leaves a regressor's only target untransformed, whatever the file asks for.
  if (post !== 'NONE') throw new UnsupportedModelError(`ONNX post_transform ${post}`, 'of a regressor');
  if (!sigmoid) throw new UnsupportedModelError('ONNX TreeEnsembleRegressor', 'its output is no probability');
  const share = aggregate === 'SUM' ? 1 : 1 / new Set(intsOf(op, 'nodes_treeids')).size;
  return { leaf: (t, n) => weights.of(t, n, 0) * share, base: floatsOf(op, 'base_values')[0] ?? 0, link: LOGISTIC };
}

function treeModel(pipeline: OnnxPipeline, producer: string, context: LoadContext): Model {
  const { model: op, preparation } = pipeline;
  if (preparation.factor !== undefined) throw new UnsupportedModelError('ONNX Scaler before a tree ensemble');
  const classifier = op.op === 'TreeEnsembleClassifier';
  const weights = readWeights(op, classifier ? 'class' : 'target');
  const sigmoid = sigmoidAfter(pipeline.after, true);
  if (classifier && sigmoid) throw new UnsupportedModelError('ONNX Sigmoid after a classifier');
  const score = classifier ? classifierScore(op, weights) : regressorScore(op, weights, sigmoid);
  const { impute = [] } = preparation;
  const fill = (column: number): number => impute[impute.length === 1 ? 0 : column] ?? NaN;
  const { raw, width: used, precision } = readOnnxTrees(op, score.leaf, fill, context.caps);
  const stated = context.features?.length ?? pipeline.names?.length;
  const width = stated ?? Math.max(used, preparedWidth(preparation));
  const ensemble = assembleTrees(raw, { features: width, base: score.base, precision, limits: context.caps });
  return {
    kind: 'trees',
    ...common(pipeline, width, producer, op.op),
    link: score.link,
    ensemble,
    treesPerRound: 1,
    takesMissing: true,
    openEnded: stated === undefined,
  };
}

/** Coefficients of the class-1 score: the second of two rows, their difference under SOFTMAX, or the only row. */
function linearScore(pipeline: OnnxPipeline): { coef: number[]; intercept: number } {
  const op = pipeline.model;
  const values = floatsOf(op, 'coefficients');
  const intercepts = floatsOf(op, 'intercepts');
  const post = textOf(op, 'post_transform', 'NONE');
  const classifier = op.op === 'LinearClassifier';
  const rows = Math.max(1, intercepts.length);
  if (rows > 2 || values.length === 0 || values.length % rows !== 0)
    throw new MalformedModelError('ONNX coefficients and intercepts do not fit');
  const width = values.length / rows;
  const row = (r: number): number[] => values.slice(r * width, (r + 1) * width);
  const last = { coef: row(rows - 1), intercept: intercepts[rows - 1] ?? 0 };
  const opposed = rows === 1 || row(0).every((c, j) => c === -last.coef[j]);
  const sigmoid = sigmoidAfter(pipeline.after, post === 'SOFTMAX' || opposed);
  if (!classifier) {
    if (rows > 1) throw new UnsupportedModelError('multi-target model', 'ONNX LinearRegressor');
    if (post !== 'NONE' || !sigmoid)
      throw new UnsupportedModelError('ONNX LinearRegressor', 'its output is no probability');
    return last;
  }
  if (sigmoid) throw new UnsupportedModelError('ONNX Sigmoid after a classifier');
  if (post === 'LOGISTIC') return last;
  if (post === 'SOFTMAX' && rows === 2) {
    const first = row(0);
    return { coef: last.coef.map((c, j) => c - first[j]), intercept: last.intercept - intercepts[0] };
  }
  throw new UnsupportedModelError(`ONNX post_transform ${post}`, `LinearClassifier with ${rows} rows of coefficients`);
}

function linearModel(pipeline: OnnxPipeline, producer: string, context: LoadContext): LinearModel {
  const { coef, intercept } = linearScore(pipeline);
  const width = coef.length;
  withinLimit('number of features', width, context.caps.maxFeatures);
  const { preparation } = pipeline;
  const mean = perColumn(preparation.offset, width, 0);
  const scale = perColumn(preparation.factor, width, 1).map((factor) => 1 / factor);
  if (![...coef, intercept].every(Number.isFinite)) throw new MalformedModelError('an ONNX coefficient is not finite');
  return {
    kind: 'linear',
    ...common(pipeline, width, producer, pipeline.model.op),
    link: LOGISTIC,
    coef: Float64Array.from(coef),
    intercept,
    mean,
    scale,
    impute: perColumn(preparation.impute, width, NaN),
    reference: Float64Array.from(mean),
  };
}

/**
 * Reads an ONNX model: one tree ensemble or linear model, with Imputer, Scaler, Cast and Concat before it
 * and ZipMap, Normalizer or Sigmoid after it.
 */
export function readOnnx(bytes: Uint8Array, context: LoadContext): Model {
  const graph = readOnnxGraph(bytes, context.caps);
  const pipeline = readPipeline(graph);
  const op = pipeline.model;
  const classes = classCount(op);
  if (op.op.endsWith('Classifier') && classes !== 2)
    throw new UnsupportedModelError('multi-class model', `ONNX model with ${classes} classes`);
  return op.op.startsWith('Tree')
    ? treeModel(pipeline, graph.producer, context)
    : linearModel(pipeline, graph.producer, context);
}
