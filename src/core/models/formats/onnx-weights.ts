import { floatsOf, intsOf } from './onnx-attributes.js';
import type { OnnxNode } from './onnx-proto.js';

/** Weights of leaves by target. */
export interface LeafWeights {
  /** Targets that have a weight, in the order of the file. */
  readonly targets: readonly number[];
  readonly smallest: number;
  /** Weight of a target at a node; 0 where the file has none. */
  of(tree: number, node: number, target: number): number;
  /** Does every row have a weight of the target: is there a tree all of whose leaves have one? */
  everywhere(target: number): boolean;
  /** Do the weights of both classes, combined, add up to `total` over the trees for every row? */
  sums(combine: (w0: number, w1: number) => number, total: number): boolean;
}

/** Weights of the leaves of all trees, by tree and node. */
export function leafWeights(
  leaves: ReadonlyMap<number, readonly number[]>,
  entries: Iterable<readonly [tree: number, node: number, target: number, weight: number]>,
): LeafWeights {
  const byTarget = new Map<number, Map<number, Map<number, number>>>();
  let smallest = Infinity;
  for (const [tree, node, target, weight] of entries) {
    smallest = Math.min(smallest, weight);
    const trees = byTarget.get(target) ?? new Map<number, Map<number, number>>();
    byTarget.set(target, trees);
    const nodes = trees.get(tree) ?? new Map<number, number>();
    trees.set(tree, nodes);
    nodes.set(node, (nodes.get(node) ?? 0) + weight);
  }
  const of = (tree: number, node: number, target: number): number => byTarget.get(target)?.get(tree)?.get(node) ?? 0;
  return {
    targets: [...byTarget.keys()],
    smallest,
    of,
    everywhere: (target) => {
      const trees = byTarget.get(target);
      return [...leaves].some(([tree, nodes]) => nodes.every((node) => trees?.get(tree)?.has(node) === true));
    },
    sums: (combine, total) => {
      let sum = 0;
      for (const [tree, nodes] of leaves) {
        const all = nodes.map((node) => combine(of(tree, node, 0), of(tree, node, 1)));
        if (all.some((x) => !(Math.abs(x - all[0]) <= 1e-6))) return false;
        sum += all[0];
      }
      return Math.abs(sum - total) <= 1e-5;
    },
  };
}

/** Weights of a classifier (`class_…`) or a regressor (`target_…`) of ai.onnx.ml 1 to 4. */
export function readWeights(op: OnnxNode, prefix: 'class' | 'target'): LeafWeights {
  const weights = floatsOf(op, `${prefix}_weights`);
  const targets = intsOf(op, `${prefix}_ids`, weights.length);
  const trees = intsOf(op, `${prefix}_treeids`, weights.length);
  const nodes = intsOf(op, `${prefix}_nodeids`, weights.length);
  const treeIds = intsOf(op, 'nodes_treeids');
  const nodeIds = intsOf(op, 'nodes_nodeids', treeIds.length);
  const modes = op.attributes.get('nodes_modes')?.strings ?? [];
  const leaves = new Map<number, number[]>();
  treeIds.forEach((tree, row) => {
    if (modes[row] !== 'LEAF') return;
    const list = leaves.get(tree);
    if (list === undefined) leaves.set(tree, [nodeIds[row]]);
    else list.push(nodeIds[row]);
  });
  return leafWeights(
    leaves,
    weights.map((weight, w) => [trees[w], nodes[w], targets[w], weight] as const),
  );
}
