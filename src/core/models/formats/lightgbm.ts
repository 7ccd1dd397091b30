import { MalformedModelError, UnsupportedModelError } from '../errors.js';
import { LOGISTIC, type Link } from '../link.js';
import { withinLimit } from '../limits.js';
import { NO_CALIBRATION } from '../calibration/calibration.js';
import type { TreeModel } from '../model.js';
import { assembleTrees, NODE, type RawTree, treeColumns } from '../trees/index.js';
import { TextBlock } from './lightgbm-text.js';
import type { LoadContext } from './options.js';

/** Bits of LightGBM's `decision_type`; bits 2 and 3 are the kind of missing value. */
const DECISION = { categorical: 1, defaultLeft: 2 } as const;
const MISSING = { none: 0, zero: 1, nan: 2 } as const;

function readSet(block: TextBlock, index: number, boundaries: Float64Array, words: Float64Array): number[] {
  const from = boundaries[index];
  const to = boundaries[index + 1];
  if (!(from >= 0 && to >= from && to <= words.length))
    throw new MalformedModelError(`${block.place}: cat_boundaries lie outside of cat_threshold`);
  return Array.from(words.subarray(from, to), (word) => word >>> 0);
}

/** Inner nodes first, then leaves: LightGBM points to leaf l with ~l. */
function readTree(block: TextBlock, maxNodes: number): RawTree {
  if (block.has('is_linear') && block.integer('is_linear') !== 0)
    throw new UnsupportedModelError('LightGBM linear trees', 'linear_tree=true');
  const leaves = block.integer('num_leaves');
  if (leaves < 1) throw new MalformedModelError(`${block.place} has no leaves`);
  withinLimit('number of nodes', 2 * leaves - 1, maxNodes);
  const inner = leaves - 1;
  const size = leaves + inner;
  const values = block.numbers('leaf_value', leaves);
  const raw = { ...treeColumns(size), cover: new Float64Array(size) };
  raw.value.set(values, inner);
  if (inner === 0) return raw;
  if (block.has('leaf_count') && block.has('internal_count')) {
    raw.cover.set(block.numbers('internal_count', inner), 0);
    raw.cover.set(block.numbers('leaf_count', leaves), inner);
  }
  const thresholds = block.numbers('threshold', inner);
  const columns = block.numbers('split_feature', inner);
  const types = block.numbers('decision_type', inner);
  const sides = { left: block.numbers('left_child', inner), right: block.numbers('right_child', inner) };
  const categories = block.integer('num_cat');
  const boundaries = categories > 0 ? block.numbers('cat_boundaries', categories + 1) : new Float64Array(0);
  const words = categories > 0 ? block.numbers('cat_threshold', boundaries[categories]) : new Float64Array(0);
  if (boundaries.some((boundary, i) => i > 0 && !(boundary >= boundaries[i - 1])))
    throw new MalformedModelError(`${block.place}: cat_boundaries do not rise`);
  const taken = new Uint8Array(boundaries.length);
  for (let n = 0; n < inner; n++) {
    const type = types[n];
    const missing = (type >> 2) & 3;
    if (missing > MISSING.nan)
      throw new MalformedModelError(`${block.place}: decision_type has an unknown kind of missing value`);
    for (const side of ['left', 'right'] as const)
      raw[side][n] = sides[side][n] < 0 ? inner + ~sides[side][n] : sides[side][n];
    raw.feature[n] = columns[n] >= 0 ? columns[n] : 0x7fffffff;
    raw.threshold[n] = thresholds[n];
    if ((type & DECISION.categorical) !== 0) {
      const index = thresholds[n];
      if (!Number.isInteger(index) || index < 0 || index >= categories)
        throw new MalformedModelError(`${block.place} has no category set ${n}`);
      if (taken[index]++ !== 0) throw new MalformedModelError(`${block.place} uses a category set twice`);
      raw.sets.set(n, readSet(block, index, boundaries, words));
      // Missing categories always go right.
      raw.kind[n] = NODE.set | NODE.truncate;
      continue;
    }
    // Without a missing type NaN is read as 0, so its way is known beforehand.
    const left = missing === MISSING.none ? 0 <= thresholds[n] : (type & DECISION.defaultLeft) !== 0;
    raw.kind[n] = (left ? NODE.missingLeft : 0) | (missing === MISSING.zero ? NODE.zeroMissing : 0);
  }
  return raw;
}

/** Objectives with a probability: `binary` with its sigmoid factor, `cross_entropy` (xentropy). */
function readLink(header: TextBlock, averageOf: number, context: LoadContext): Link {
  if (!header.has('objective')) {
    if (context.assumeLogistic === true) return LOGISTIC;
    throw new UnsupportedModelError('LightGBM custom objective', 'the file does not say what its margin means');
  }
  const [name = '', ...settings] = header.words('objective');
  if (name === 'cross_entropy' || name === 'xentropy') return { kind: 'logistic', scale: 1 / averageOf };
  if (name !== 'binary')
    throw new UnsupportedModelError(`LightGBM objective ${name}`, 'only binary probability models are computed');
  const factor = settings.find((setting) => setting.startsWith('sigmoid:'));
  const scale = factor === undefined ? 1 : Number(factor.slice('sigmoid:'.length));
  if (!(scale > 0 && Number.isFinite(scale)))
    throw new MalformedModelError('sigmoid of the objective is not a positive number');
  return { kind: 'logistic', scale: scale / averageOf };
}

/** Text of the header, of each tree; checks that the list of trees is complete. */
function split(text: string, maxTrees: number): { header: string; trees: string[]; tail: string } {
  const end = text.indexOf('\nend of trees');
  if (end < 0) throw new MalformedModelError('the LightGBM file is cut off: "end of trees" is missing');
  const [header, ...trees] = text.slice(0, end).split(/\n(?=Tree=\d+)/);
  withinLimit('number of trees', trees.length, maxTrees);
  return { header, trees, tail: text.slice(end) };
}

/**
 * Reads a LightGBM text model (v2 to v4).
 * @throws UnsupportedModelError for other objectives, several classes, linear trees
 */
export function readLightgbm(text: string, context: LoadContext): TreeModel {
  const { header: head, trees: parts, tail } = split(text.replaceAll('\r\n', '\n'), context.caps.maxTrees);
  const header = new TextBlock(head, 'header');
  const perIteration = header.has('num_tree_per_iteration') ? header.integer('num_tree_per_iteration') : 1;
  if (header.integer('num_class') !== 1 || perIteration !== 1)
    throw new UnsupportedModelError('multi-class model', `num_class ${header.text('num_class')}`);
  const width = header.integer('max_feature_idx') + 1;
  withinLimit('number of features', width, context.caps.maxFeatures);
  const features = header.words('feature_names');
  if (features.length !== width)
    throw new MalformedModelError(`feature_names has ${features.length} entries for ${width} features`);
  if (header.has('tree_sizes') && header.words('tree_sizes').length !== parts.length)
    throw new MalformedModelError('tree_sizes does not list every tree');
  const link = readLink(header, header.has('average_output') ? Math.max(1, parts.length) : 1, context);
  let room = context.caps.maxNodes;
  const raw = parts.map((part, t) => {
    const tree = readTree(new TextBlock(part, `tree ${t}`), room);
    room -= tree.size;
    return tree;
  });
  const ensemble = assembleTrees(raw, { features: width, base: 0, precision: 'float64', limits: context.caps });
  const pandas = /\npandas_categorical:(.*)/.exec(tail)?.[1].trim() ?? '';
  const notes =
    pandas === '' || pandas === 'null' || pandas === '[]'
      ? []
      : ['Categorical features are given as category codes (positions in the pandas categories), not as raw values.'];
  return {
    kind: 'trees',
    format: 'lightgbm-text',
    library: header.has('average_output') ? 'lightgbm rf' : 'lightgbm',
    version: header.has('version') ? header.text('version') : '',
    features,
    namesKnown: true,
    link,
    calibration: NO_CALIBRATION,
    notes,
    ensemble,
    treesPerRound: 1,
    takesMissing: true,
  };
}
