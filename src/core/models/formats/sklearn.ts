import { MalformedModelError, UnsupportedModelError } from '../errors.js';
import { LOGISTIC, type Link } from '../link.js';
import { withinLimit } from '../limits.js';
import { NO_CALIBRATION } from '../calibration/calibration.js';
import type { TreeModel } from '../model.js';
import { assembleTrees, NODE, type RawTree } from '../trees/index.js';
import { CategorySets } from './category-words.js';
import type { Fields } from './fields.js';
import type { LoadContext } from './options.js';

type Kind = 'gradient boosting' | 'random forest' | 'histogram gradient boosting';

/** Value of a leaf: one number (boosting), or the share of class 1 of two class fractions (forests). */
function leafValues(field: Fields, size: number, kind: Kind): Float64Array {
  return Float64Array.from(field.items(), (item) => {
    const inner = Array.isArray(item.value) && item.value.length === 1 && Array.isArray(item.value[0]);
    const list = typeof item.value === 'number' ? [item.value] : Array.from((inner ? item.items()[0] : item).numbers());
    const wanted = kind === 'random forest' ? 2 : 1;
    if (list.length > 2) throw new UnsupportedModelError('multi-class model', `${list.length} values a leaf`);
    if (list.length !== wanted) throw new MalformedModelError(`${field.place} does not hold ${wanted} values a node`);
    if (wanted === 1) return list[0];
    const total = list[0] + list[1];
    // scikit-learn before 1.3 stores class weights, later class fractions.
    return total > 0 ? list[1] / total : NaN;
  }).subarray(0, size);
}

/** Trees of `tree_` arrays: x (as float32) ≤ threshold goes left. */
function readClassicTree(tree: Fields, kind: Kind, scale: number): { raw: RawTree; missing: boolean } {
  const left = tree.get('children_left').numbers();
  const size = left.length;
  const right = tree.get('children_right').numbers(size);
  const columns = tree.get('feature').numbers(size);
  const threshold = tree.get('threshold').numbers(size);
  const cover = tree.optional('weighted_n_node_samples')?.numbers(size);
  const missingLeft = tree.optional('missing_go_to_left')?.numbers(size);
  const value = leafValues(tree.get('value'), size, kind).map((v) => v * scale);
  const isLeaf = (n: number): boolean => left[n] === -1;
  const raw = {
    feature: Int32Array.from(columns, (column, n) => (isLeaf(n) ? -1 : column >= 0 ? column : 0x7fffffff)),
    kind: Uint8Array.from(columns, (_, n) =>
      missingLeft !== undefined && missingLeft[n] !== 0 ? NODE.missingLeft : 0,
    ),
  };
  return { raw: { size, ...raw, threshold, left, right, value, cover }, missing: missingLeft !== undefined };
}

/**
 * Category sets of a histogram tree. Unknown categories go where missing values go, so the set asked for is that of the
 * other side: the left one, or, where missing goes left, the right one with the children changed over.
 */
function readCategories(
  tree: Fields,
  size: number,
  missingLeft: ArrayLike<number>,
  categorySets: CategorySets,
): Map<number, number[]> {
  const sets = new Map<number, number[]>();
  const flags = tree.optional('is_categorical')?.numbers(size);
  if (flags === undefined || Array.from(flags).every((flag) => flag === 0)) return sets;
  if (!tree.has('left_categories') || !tree.has('right_categories')) {
    throw new UnsupportedModelError(
      'categorical splits of HistGradientBoosting without their categories',
      'export with export_sklearn.py',
    );
  }
  const sides = [tree.get('left_categories').items(), tree.get('right_categories').items()];
  for (let n = 0; n < size; n++) {
    if (flags[n] === 0) continue;
    const codes = sides[missingLeft[n] !== 0 ? 1 : 0][n]?.array() ?? [];
    sets.set(n, categorySets.words(codes, tree.place));
  }
  return sets;
}

/** Trees of a histogram gradient boosting predictor: x ≤ num_threshold goes left, NaN by `missing_go_to_left`. */
function readHistogramTree(tree: Fields, categorySets: CategorySets): { raw: RawTree; missing: boolean } {
  const isLeaf = tree.get('is_leaf').numbers();
  const size = isLeaf.length;
  const columns = tree.get('feature_idx').numbers(size);
  const missingLeft = tree.get('missing_go_to_left').numbers(size);
  const sets = readCategories(tree, size, missingLeft, categorySets);
  const swapped = (n: number): boolean => sets.has(n) && missingLeft[n] !== 0;
  const left = tree.get('left').numbers(size);
  const right = tree.get('right').numbers(size);
  const raw: RawTree = {
    size,
    feature: Int32Array.from(columns, (column, n) => (isLeaf[n] !== 0 ? -1 : column)),
    threshold: tree.get('num_threshold').numbers(size),
    left: Float64Array.from(left, (child, n) => (swapped(n) ? right[n] : child)),
    right: Float64Array.from(right, (child, n) => (swapped(n) ? left[n] : child)),
    value: tree.get('value').numbers(size),
    cover: tree.get('count').numbers(size),
    kind: Uint8Array.from(missingLeft, (flag, n) => (sets.has(n) ? NODE.set : flag !== 0 ? NODE.missingLeft : 0)),
    sets,
  };
  return { raw, missing: true };
}

function kindOf(root: Fields, first: Fields): Kind {
  if (first.has('feature_idx')) return 'histogram gradient boosting';
  return root.has('init_log_odds') || root.has('learning_rate') ? 'gradient boosting' : 'random forest';
}

/**
 * Reads the arrays of a scikit-learn ensemble as `docs/models/export_sklearn.py` writes them:
 * GradientBoostingClassifier, RandomForestClassifier and ExtraTreesClassifier, single decision trees,
 * HistGradientBoostingClassifier.
 */
export function readSklearn(root: Fields, context: LoadContext): TreeModel {
  withinLimit('number of trees', root.get('trees').array().length, context.caps.maxTrees);
  const items = root.get('trees').items();
  if (items.length === 0) throw new MalformedModelError('the ensemble has no trees');
  const features = root.get('features').texts();
  const classes = root.optional('n_classes')?.integer() ?? 2;
  if (classes !== 2) throw new UnsupportedModelError('multi-class model', `n_classes ${classes}`);
  const kind = kindOf(root, items[0]);
  const histogram = kind === 'histogram gradient boosting';
  const forest = kind === 'random forest';
  const scale = forest ? 1 / items.length : histogram ? 1 : root.get('learning_rate').number();
  const base = forest ? 0 : root.get(histogram ? 'baseline' : 'init_log_odds').number();
  const sets = new CategorySets(context.caps);
  const read = items.map((tree) => (histogram ? readHistogramTree(tree, sets) : readClassicTree(tree, kind, scale)));
  const link: Link = forest ? { kind: 'identity' } : LOGISTIC;
  return {
    kind: 'trees',
    format: 'sklearn-trees',
    library: `scikit-learn ${kind}`,
    version: root.has('library') ? root.get('library').text() : '',
    features,
    namesKnown: true,
    link,
    calibration: NO_CALIBRATION,
    notes: forest
      ? ['A random forest averages probabilities: margin and SHAP values are on the probability scale.']
      : [],
    ensemble: assembleTrees(
      read.map(({ raw }) => raw),
      { features: features.length, base, precision: histogram ? 'float64' : 'float32', limits: context.caps },
    ),
    treesPerRound: 1,
    takesMissing: read.every(({ missing }) => missing),
  };
}
