import { MalformedModelError, UnsupportedModelError } from '../errors.js';
import { LOGISTIC } from '../link.js';
import { withinLimit } from '../limits.js';
import { NO_CALIBRATION } from '../calibration/calibration.js';
import { defaultNames, type LinearModel, type Model, type ModelFormat, type TreeModel } from '../model.js';
import { assembleTrees } from '../trees/index.js';
import { CategorySets } from './category-words.js';
import type { Fields } from './fields.js';
import type { LoadContext } from './options.js';
import { baseMargin } from './xgboost-base.js';
import { readXgboostTree } from './xgboost-tree.js';

/** Objectives whose margin is the log odds of a binary label. `reg:logistic` is the same function on fractions. */
const LOG_ODDS_OBJECTIVES = new Set(['binary:logistic', 'binary:logitraw', 'reg:logistic']);

interface Frame {
  readonly format: ModelFormat;
  readonly learner: Fields;
  readonly version: string;
  readonly width: number;
  readonly names?: readonly string[];
  /** Margin of `base_score`. */
  readonly base: number;
}

function readFrame(root: Fields, format: ModelFormat, caps: LoadContext['caps']): Frame {
  const learner = root.get('learner');
  const objective = learner.get('objective').get('name').text();
  if (!LOG_ODDS_OBJECTIVES.has(objective)) {
    const why =
      objective === 'binary:hinge'
        ? 'it gives labels, not probabilities'
        : 'only binary probability models are computed';
    throw new UnsupportedModelError(`XGBoost objective ${objective}`, why);
  }
  const param = learner.get('learner_model_param');
  const classes = param.optional('num_class')?.integer() ?? 0;
  if (classes > 1) throw new UnsupportedModelError('multi-class model', `num_class ${classes}`);
  const targets = param.optional('num_target')?.integer() ?? 1;
  if (targets > 1) throw new UnsupportedModelError('multi-target model', `num_target ${targets}`);
  const width = param.get('num_feature').integer();
  withinLimit('number of features', width, caps.maxFeatures);
  const names = learner.optional('feature_names')?.texts();
  if (names !== undefined && names.length > 0 && names.length !== width) {
    throw new MalformedModelError(`feature_names has ${names.length} entries for ${width} features`);
  }
  const version = root.has('version') ? Array.from(root.get('version').numbers()).join('.') : '';
  return {
    format,
    learner,
    version,
    width,
    names: names !== undefined && names.length > 0 ? names : undefined,
    base: baseMargin(param.get('base_score'), objective, version),
  };
}

/** Trees to use after early stopping, and a note if some are left out or were trained beyond the best round. */
function earlyStopping(
  frame: Frame,
  trees: number,
  perRound: number,
  wanted: LoadContext['iterations'],
): { use: number; notes: string[] } {
  const attributes = frame.learner.optional('attributes');
  const best = attributes?.optional('best_iteration')?.integer();
  if (best === undefined) return { use: trees, notes: [] };
  const upToBest = Math.min(trees, (best + 1) * perRound);
  if (best < 0 || upToBest === trees) return { use: trees, notes: [] };
  const useBest = wanted === 'best' || (wanted !== 'all' && attributes?.has('scikit_learn') === true);
  const facts = `${trees} trees, best iteration ${best}`;
  return useBest
    ? {
        use: upToBest,
        notes: [`Early stopping: scores with the first ${upToBest} of ${facts}, as XGBClassifier does.`],
      }
    : { use: trees, notes: [`Early stopping: scores with all of ${facts}, as Booster.predict does.`] };
}

function treeModel(frame: Frame, booster: Fields, context: LoadContext, weights?: ArrayLike<number>): TreeModel {
  const model = booster.get('model');
  const items = model.get('trees').array().length;
  withinLimit('number of trees', items, context.caps.maxTrees);
  const param = model.get('gbtree_model_param');
  if (param.get('num_trees').integer() !== items) throw new MalformedModelError('num_trees is not the number of trees');
  if (weights !== undefined && weights.length !== items)
    throw new MalformedModelError('weight_drop is not as long as the trees');
  const groups = model.get('tree_info').numbers(items);
  for (let t = 0; t < items; t++)
    if (groups[t] !== 0) throw new UnsupportedModelError('multi-class model', 'tree_info has several groups');
  const perRound = Math.max(1, param.optional('num_parallel_tree')?.integer() ?? 1);
  const { use, notes } = earlyStopping(frame, items, perRound, context.iterations);
  const trees = model.get('trees').items().slice(0, use);
  const sets = new CategorySets(context.caps);
  const raw = trees.map((tree, t) => readXgboostTree(tree, weights === undefined ? 1 : Math.fround(weights[t]), sets));
  const encoded = model.optional('cats')?.optional('enc');
  if (encoded !== undefined && encoded.array().length > 0) {
    notes.push(
      'Categorical features are given as category codes (positions in the training categories), not as raw values.',
    );
  }
  const ensemble = assembleTrees(raw, {
    features: frame.width,
    base: frame.base,
    precision: 'float32',
    limits: context.caps,
  });
  const library = weights === undefined ? 'xgboost gbtree' : 'xgboost dart';
  return { kind: 'trees', ...common(frame, library, notes), ensemble, treesPerRound: perRound, takesMissing: true };
}

function common(frame: Frame, library: string, notes: readonly string[]) {
  return {
    format: frame.format,
    library,
    version: frame.version,
    features: frame.names ?? defaultNames(frame.width),
    namesKnown: frame.names !== undefined,
    link: LOGISTIC,
    calibration: NO_CALIBRATION,
    notes,
  };
}

/** `gblinear`: weights by column, then the bias. Missing values add nothing; contributions are weight · value, as XGBoost's. */
function linearModel(frame: Frame, booster: Fields): LinearModel {
  const weights = Float64Array.from(
    booster
      .get('model')
      .get('weights')
      .numbers(frame.width + 1),
    Math.fround,
  );
  if (!weights.every(Number.isFinite)) throw new MalformedModelError('a gblinear weight is not finite');
  const zeros = (): Float64Array => new Float64Array(frame.width);
  return {
    kind: 'linear',
    ...common(frame, 'xgboost gblinear', []),
    coef: weights.slice(0, frame.width),
    intercept: frame.base + weights[frame.width],
    mean: zeros(),
    scale: zeros().fill(1),
    impute: zeros(),
    reference: zeros(),
  };
}

/**
 * Reads an XGBoost model document (JSON or UBJSON, 1.x to 3.x).
 * @throws UnsupportedModelError for other objectives, several classes or targets, unknown boosters
 */
export function readXgboost(root: Fields, format: 'xgboost-json' | 'xgboost-ubj', context: LoadContext): Model {
  const frame = readFrame(root, format, context.caps);
  const booster = frame.learner.get('gradient_booster');
  const name = booster.get('name').text();
  switch (name) {
    case 'gbtree':
      return treeModel(frame, booster, context);
    case 'dart':
      return treeModel(frame, booster.optional('gbtree') ?? booster, context, booster.get('weight_drop').numbers());
    case 'gblinear':
      return linearModel(frame, booster);
    default:
      throw new UnsupportedModelError(`XGBoost booster ${name}`);
  }
}
