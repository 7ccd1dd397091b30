import { MalformedModelError, UnsupportedModelError } from '../errors.js';
import { LOGISTIC } from '../link.js';
import { withinLimit } from '../limits.js';
import { NO_CALIBRATION } from '../calibration/calibration.js';
import { defaultNames, type LinearModel, type Model } from '../model.js';
import { assembleTrees } from '../trees/index.js';
import { classCount } from './onnx-attributes.js';
import { readEnsemble } from './onnx-ensemble.js';
import { perColumn, preparedWidth } from './onnx-preparation.js';
import { readPipeline, type OnnxPipeline } from './onnx-pipeline.js';
import { readOnnxGraph } from './onnx-proto.js';
import { classifierScore, ensembleScore, linearScore, regressorScore, type TreeScore } from './onnx-scores.js';
import { readOnnxTrees, type OnnxTrees } from './onnx-trees.js';
import { wayOf } from './onnx-way.js';
import { readWeights } from './onnx-weights.js';
import type { LoadContext } from './options.js';

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

/** The score of an operator's trees, and the trees. */
function readTrees(pipeline: OnnxPipeline, context: LoadContext): TreeScore & OnnxTrees {
  const { model: op, after } = pipeline;
  const way = wayOf(pipeline);
  if (op.op === 'TreeEnsemble') {
    const trees = readEnsemble(op, way, context.caps);
    const score = ensembleScore(op, trees.weights, after);
    return { ...score, ...trees, raw: trees.raw(score.leaf) };
  }
  const classifier = op.op === 'TreeEnsembleClassifier';
  const weights = readWeights(op, classifier ? 'class' : 'target');
  const score = classifier ? classifierScore(op, weights, after) : regressorScore(op, weights, after);
  return { ...score, ...readOnnxTrees(op, score.leaf, way, context.caps) };
}

function treeModel(pipeline: OnnxPipeline, producer: string, context: LoadContext): Model {
  const { base, link, raw, width: used, double } = readTrees(pipeline, context);
  const stated = context.features?.length ?? pipeline.names?.length ?? pipeline.width;
  const width = stated ?? Math.max(used, preparedWidth(pipeline.preparation));
  const precision = pipeline.precision ?? (double ? 'float64' : 'float32');
  const ensemble = assembleTrees(raw, { features: width, base, precision, limits: context.caps });
  return {
    kind: 'trees',
    ...common(pipeline, width, producer, pipeline.model.op),
    link,
    ensemble,
    treesPerRound: 1,
    takesMissing: true,
    openEnded: stated === undefined,
  };
}

function linearModel(pipeline: OnnxPipeline, producer: string, context: LoadContext): LinearModel {
  const { coef, intercept } = linearScore(pipeline.model, pipeline.after);
  const width = coef.length;
  withinLimit('number of features', width, context.caps.maxFeatures);
  if (pipeline.width !== undefined && pipeline.width !== width)
    throw new MalformedModelError(`the ONNX input has ${pipeline.width} columns, the model ${width} coefficients`);
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
 * Reads an ONNX model: one tree ensemble or linear model, with Imputer, Scaler, Cast, Concat and FeatureVectorizer before it
 * and ZipMap, Normalizer, Add, Sigmoid or Softmax after it.
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
