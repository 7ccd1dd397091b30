import { MalformedModelError, UnsupportedModelError } from '../errors.js';
import { withinLimit, type ModelLimits } from '../limits.js';
import { NODE, type TreeEnsemble } from './ensemble.js';

/** One tree as a loader read it; indices are local to the tree, a leaf has `feature` < 0. */
export interface RawTree {
  readonly size: number;
  readonly root?: number;
  readonly feature: ArrayLike<number>;
  readonly threshold: ArrayLike<number>;
  readonly left: ArrayLike<number>;
  readonly right: ArrayLike<number>;
  readonly value: ArrayLike<number>;
  readonly cover?: ArrayLike<number>;
  readonly kind: ArrayLike<number>;
  /** Category sets as 32-bit words, by node. */
  readonly sets?: ReadonlyMap<number, ArrayLike<number>>;
  /** Nodes the library declares deleted and that no path reaches. */
  readonly deleted?: number;
}

export interface AssembleOptions {
  readonly features: number;
  readonly base: number;
  readonly precision: TreeEnsemble['precision'];
  readonly limits: ModelLimits;
}

const COLUMNS = ['feature', 'threshold', 'left', 'right', 'value', 'kind'] as const;

function checkColumns(tree: RawTree, index: number): void {
  if (!Number.isInteger(tree.size) || tree.size < 1) throw new MalformedModelError(`tree ${index} has no nodes`);
  for (const name of COLUMNS) {
    if (tree[name].length !== tree.size) {
      throw new MalformedModelError(`tree ${index}: ${name} has ${tree[name].length} entries for ${tree.size} nodes`);
    }
  }
  if (tree.cover !== undefined && tree.cover.length !== tree.size) {
    throw new MalformedModelError(`tree ${index}: cover has ${tree.cover.length} entries for ${tree.size} nodes`);
  }
}

/** Local nodes in depth-first order and the depth; every node is reached exactly once, or it is declared deleted. */
function walk(tree: RawTree, index: number, limits: ModelLimits): { order: Int32Array; depth: number } {
  const order = new Int32Array(tree.size);
  const seen = new Uint8Array(tree.size);
  const stack: number[] = [tree.root ?? 0];
  const levels: number[] = [0];
  let count = 0;
  let deepest = 0;
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    const level = levels.pop() ?? 0;
    if (!Number.isInteger(node) || node < 0 || node >= tree.size) {
      throw new MalformedModelError(`tree ${index} points to a node that does not exist`);
    }
    if (seen[node] === 1)
      throw new MalformedModelError(`tree ${index} reaches node ${node} twice: a cycle or a shared child`);
    seen[node] = 1;
    order[count++] = node;
    if (level > deepest) deepest = level;
    withinLimit(`depth of tree ${index}`, level, limits.maxDepth);
    if (tree.feature[node] >= 0) {
      stack.push(tree.right[node], tree.left[node]);
      levels.push(level + 1, level + 1);
    }
  }
  if (count + (tree.deleted ?? 0) !== tree.size) {
    throw new MalformedModelError(`tree ${index} has ${tree.size - count} nodes that no path reaches`);
  }
  return { order: order.subarray(0, count), depth: deepest };
}

function checkNode(tree: RawTree, node: number, index: number, features: number): void {
  const feature = tree.feature[node];
  if (feature < 0) {
    if (!Number.isFinite(tree.value[node]))
      throw new MalformedModelError(`tree ${index} has a leaf that is not finite`);
    return;
  }
  if (!Number.isInteger(feature) || feature >= features) {
    throw new MalformedModelError(`tree ${index} splits on column ${feature} of ${features}`);
  }
  const isSet = (tree.kind[node] & NODE.set) !== 0;
  if (!isSet && Number.isNaN(tree.threshold[node]))
    throw new MalformedModelError(`tree ${index} has a threshold that is not a number`);
  if (isSet && tree.sets?.get(node) === undefined)
    throw new UnsupportedModelError('categorical split without a category set');
}

/**
 * Checks the structure of each tree and lays all of them out in one ensemble.
 * @throws MalformedModelError for cycles, shared or unreachable nodes, columns out of range, numbers that are not finite
 * @throws ModelLimitError for more trees, nodes, depth or categories than allowed
 */
export function assembleTrees(trees: readonly RawTree[], options: AssembleOptions): TreeEnsemble {
  const { limits, features } = options;
  if (!Number.isFinite(options.base)) throw new MalformedModelError('the base margin is not finite');
  withinLimit('number of features', features, limits.maxFeatures);
  withinLimit('number of trees', trees.length, limits.maxTrees);
  let declared = 0;
  for (const tree of trees) declared += tree.size;
  withinLimit('number of nodes', declared, limits.maxNodes);
  const walks = trees.map((tree, index) => {
    checkColumns(tree, index);
    return walk(tree, index, limits);
  });
  const total = walks.reduce((sum, w) => sum + w.order.length, 0);
  const e = {
    feature: new Int32Array(total).fill(-1),
    threshold: new Float64Array(total),
    left: new Int32Array(total).fill(-1),
    right: new Int32Array(total).fill(-1),
    value: new Float64Array(total),
    cover: new Float64Array(total),
    kind: new Uint8Array(total),
    setStart: new Int32Array(total),
    setLength: new Int32Array(total),
    roots: new Int32Array(trees.length),
    depths: Int32Array.from(walks, (w) => w.depth),
  };
  const words: number[] = [];
  let hasCovers = true;
  let start = 0;
  trees.forEach((tree, index) => {
    const { order } = walks[index];
    const place = new Int32Array(tree.size);
    order.forEach((node, at) => (place[node] = start + at));
    e.roots[index] = start;
    for (const node of order) {
      checkNode(tree, node, index, features);
      const at = place[node];
      const cover = tree.cover?.[node] ?? 0;
      e.cover[at] = cover;
      if (tree.feature[node] < 0) {
        e.value[at] = tree.value[node];
        if (!(cover >= 0 && Number.isFinite(cover))) hasCovers = false;
        continue;
      }
      e.feature[at] = tree.feature[node];
      e.threshold[at] = tree.threshold[node];
      e.kind[at] = tree.kind[node];
      e.left[at] = place[tree.left[node]];
      e.right[at] = place[tree.right[node]];
      if (!(cover > 0 && Number.isFinite(cover))) hasCovers = false;
      const set = (tree.kind[node] & NODE.set) !== 0 ? tree.sets?.get(node) : undefined;
      if (set === undefined) continue;
      withinLimit('size of category sets', words.length + set.length, limits.maxCategoryWords);
      e.setStart[at] = words.length;
      e.setLength[at] = set.length;
      for (let w = 0; w < set.length; w++) words.push(set[w]);
    }
    start += order.length;
  });
  return { ...e, setWords: Uint32Array.from(words), base: options.base, precision: options.precision, hasCovers };
}
