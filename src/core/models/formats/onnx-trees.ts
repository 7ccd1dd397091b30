import { MalformedModelError } from '../errors.js';
import { withinLimit, type ModelLimits } from '../limits.js';
import { type RawTree, treeColumns } from '../trees/index.js';
import { CategorySets } from './category-words.js';
import { floatsOf, intsOf } from './onnx-attributes.js';
import { placeBranch } from './onnx-branch.js';
import type { OnnxNode } from './onnx-proto.js';
import type { Way } from './onnx-way.js';

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

/** Trees with the width they ask for, and whether their thresholds are doubles. */
export interface OnnxTrees {
  readonly raw: RawTree[];
  readonly width: number;
  readonly double: boolean;
}

/**
 * Reads the trees of a TreeEnsembleClassifier or -Regressor (ai.onnx.ml 1 to 4).
 * @param leaf output of a leaf @param way what the values go through before
 */
export function readOnnxTrees(
  op: OnnxNode,
  leaf: (tree: number, node: number) => number,
  way: Way,
  limits: ModelLimits,
): OnnxTrees {
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
  const tracks = intsOf(op, 'nodes_missing_value_tracks_true');
  if (tracks.length !== 0 && tracks.length !== count)
    throw new MalformedModelError('ONNX nodes_missing_value_tracks_true is not as long as nodes_treeids');
  const hits = floatsOf(op, 'nodes_hitrates');
  const hasHits = hits.length === count;
  let width = 0;
  const branches = { way, double, categorySets: new CategorySets(limits) };
  const raw = slices(treeIds).map(({ tree, rows }): RawTree => {
    const place = new Map(rows.map((row, at) => [nodeIds[row], at]));
    if (place.size !== rows.length) throw new MalformedModelError(`ONNX tree ${tree} names a node twice`);
    const t = treeColumns(rows.length);
    const child = new Set<number>();
    rows.forEach((row, n) => {
      if (modes[row] === 'LEAF') {
        t.value[n] = leaf(tree, nodeIds[row]);
        return;
      }
      const ends = [place.get(yes[row]) ?? -1, place.get(no[row]) ?? -1];
      ends.forEach((end) => child.add(end));
      width = Math.max(width, columns[row] + 1);
      const branch = { mode: modes[row], column: columns[row], value: values[row], tracksTrue: tracks[row] === 1 };
      placeBranch(t, n, { ...branch, yes: ends[0], no: ends[1] }, branches);
    });
    const roots = rows.map((_, n) => n).filter((n) => !child.has(n));
    if (roots.length !== 1) throw new MalformedModelError(`ONNX tree ${tree} has ${roots.length} roots`);
    const cover = hasHits ? Float64Array.from(rows, (row) => hits[row]) : undefined;
    return { ...t, cover, root: roots[0] };
  });
  const covered = hasHits && raw.every(areCovers);
  return { raw: covered ? raw : raw.map((tree) => ({ ...tree, cover: undefined })), width, double };
}
