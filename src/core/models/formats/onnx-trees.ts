import { MalformedModelError, UnsupportedModelError } from '../errors.js';
import { withinLimit, type ModelLimits } from '../limits.js';
import { doubleBefore, floatBefore, NODE, type RawTree } from '../trees/index.js';
import { floatsOf, intsOf } from './onnx-attributes.js';
import type { OnnxNode } from './onnx-proto.js';

/** The question of each branch mode: `before` asks for the float before the threshold, `swap` means "yes" goes right. */
const MODES: Readonly<Record<string, { before: boolean; swap: boolean; equal: boolean }>> = {
  BRANCH_LEQ: { before: false, swap: false, equal: false },
  BRANCH_LT: { before: true, swap: false, equal: false },
  BRANCH_GT: { before: false, swap: true, equal: false },
  BRANCH_GTE: { before: true, swap: true, equal: false },
  BRANCH_EQ: { before: false, swap: false, equal: true },
  BRANCH_NEQ: { before: false, swap: true, equal: true },
};

/** Leaf weights by target, in the order of the file. */
export interface LeafWeights {
  readonly targets: readonly number[];
  /** Weight of each target at a node, by tree and node. */
  of(tree: number, node: number, target: number): number;
}

function key(tree: number, node: number): string {
  return `${tree}/${node}`;
}

/** Weights of leaves: `class_…` of a classifier, `target_…` of a regressor. */
export function readWeights(op: OnnxNode, prefix: 'class' | 'target'): LeafWeights {
  const weights = floatsOf(op, `${prefix}_weights`);
  const targets = intsOf(op, `${prefix}_ids`, weights.length);
  const trees = intsOf(op, `${prefix}_treeids`, weights.length);
  const nodes = intsOf(op, `${prefix}_nodeids`, weights.length);
  const byNode = new Map<string, number>();
  weights.forEach((weight, w) => {
    const place = `${key(trees[w], nodes[w])}/${targets[w]}`;
    byNode.set(place, (byNode.get(place) ?? 0) + weight);
  });
  return {
    targets: [...new Set(targets)],
    of: (tree, node, target) => byNode.get(`${key(tree, node)}/${target}`) ?? 0,
  };
}

interface Slice {
  readonly tree: number;
  readonly rows: number[];
}

function slices(treeIds: readonly number[]): Slice[] {
  const byTree = new Map<number, number[]>();
  treeIds.forEach((tree, row) => {
    const rows = byTree.get(tree);
    if (rows === undefined) byTree.set(tree, [row]);
    else rows.push(row);
  });
  return [...byTree].map(([tree, rows]) => ({ tree, rows }));
}

/** Hit rates are covers only if every branch's equals the sum of its children's (converters often write 1 everywhere). */
function areCovers(tree: RawTree): boolean {
  const { cover, feature, left, right } = tree;
  if (cover === undefined) return false;
  for (let n = 0; n < tree.size; n++) {
    if (feature[n] < 0) continue;
    if (!(cover[n] > 0 && Math.abs(cover[left[n]] + cover[right[n]] - cover[n]) <= 1e-3 * cover[n])) return false;
  }
  return true;
}

/**
 * Reads the trees of a TreeEnsembleClassifier or -Regressor (ai.onnx.ml 1 to 4).
 * @param leaf output of a leaf @param impute values read for missing ones, NaN where there are none
 */
export function readOnnxTrees(
  op: OnnxNode,
  leaf: (tree: number, node: number) => number,
  impute: (column: number) => number,
  limits: ModelLimits,
): { raw: RawTree[]; width: number; precision: 'float32' | 'float64' } {
  const treeIds = intsOf(op, 'nodes_treeids');
  const count = treeIds.length;
  withinLimit('number of nodes', count, limits.maxNodes);
  const nodeIds = intsOf(op, 'nodes_nodeids', count);
  const columns = intsOf(op, 'nodes_featureids', count);
  const yes = intsOf(op, 'nodes_truenodeids', count);
  const no = intsOf(op, 'nodes_falsenodeids', count);
  const modes = op.attributes.get('nodes_modes')?.strings ?? [];
  const values = floatsOf(op, 'nodes_values');
  if (modes.length !== count || values.length !== count)
    throw new MalformedModelError('ONNX nodes_modes or nodes_values are not as long as nodes_treeids');
  const double = op.attributes.has('nodes_values_as_tensor');
  const before = double ? doubleBefore : floatBefore;
  const tracks = intsOf(op, 'nodes_missing_value_tracks_true');
  const hits = floatsOf(op, 'nodes_hitrates');
  const hasHits = hits.length === count;
  let width = 0;
  const raw = slices(treeIds).map(({ tree, rows }) => {
    const place = new Map(rows.map((row, at) => [nodeIds[row], at]));
    const size = rows.length;
    if (place.size !== size) throw new MalformedModelError(`ONNX tree ${tree} names a node twice`);
    const t = {
      feature: new Int32Array(size).fill(-1),
      threshold: new Float64Array(size),
      left: new Int32Array(size).fill(-1),
      right: new Int32Array(size).fill(-1),
      value: new Float64Array(size),
      kind: new Uint8Array(size),
    };
    const child = new Set<number>();
    rows.forEach((row, n) => {
      if (modes[row] === 'LEAF') {
        t.value[n] = leaf(tree, nodeIds[row]);
        return;
      }
      if (!Object.hasOwn(MODES, modes[row])) throw new UnsupportedModelError(`ONNX branch mode ${modes[row]}`);
      const mode = MODES[modes[row]];
      const ends = [place.get(yes[row]) ?? -1, place.get(no[row]) ?? -1];
      ends.forEach((end) => child.add(end));
      t.feature[n] = columns[row] >= 0 ? columns[row] : 0x7fffffff;
      width = Math.max(width, columns[row] + 1);
      t.threshold[n] = mode.before ? before(values[row]) : values[row];
      t.left[n] = mode.swap ? ends[1] : ends[0];
      t.right[n] = mode.swap ? ends[0] : ends[1];
      // Without tracking, NaN answers "no" to every mode but NEQ.
      const filled = impute(columns[row]);
      const yesWhenFilled = mode.equal ? filled === values[row] : filled <= t.threshold[n];
      const trueWhenMissing = tracks[row] === 1 || modes[row] === 'BRANCH_NEQ';
      const left = Number.isNaN(filled) ? trueWhenMissing !== mode.swap : yesWhenFilled;
      t.kind[n] = (left ? NODE.missingLeft : 0) | (mode.equal ? NODE.equal : 0);
    });
    const roots = rows.map((_, n) => n).filter((n) => !child.has(n));
    if (roots.length !== 1) throw new MalformedModelError(`ONNX tree ${tree} has ${roots.length} roots`);
    const cover = hasHits ? Float64Array.from(rows, (row) => hits[row]) : undefined;
    return { size, ...t, cover, root: roots[0] };
  });
  const covered = hasHits && raw.every(areCovers);
  return {
    raw: covered ? raw : raw.map((tree) => ({ ...tree, cover: undefined })),
    width,
    precision: double ? 'float64' : 'float32',
  };
}
