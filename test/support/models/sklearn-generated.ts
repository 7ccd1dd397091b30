import { pick, type Draw } from './stream.js';

export type Cell = number | null;

interface Split {
  column: number;
  threshold: number;
  /** Categories of either side; what is in neither goes where missing values go. */
  categories: [left: number[], right: number[]] | null;
  missingLeft: boolean;
  left: Tree;
  right: Tree;
}
export type Tree = Split | { leaf: number; count: number };

export const COLUMNS = 4;
const THRESHOLDS = [-1, 0, 0.1, 0.30000001192092896, 1, 1.0000000596046448, 33.3, 16_777_217.5];
/** Values on thresholds, beside them in double and in float32, and category codes. */
export const VALUES: readonly number[] = [
  ...THRESHOLDS.flatMap((t) => [t, Math.fround(t), t * (1 - 1e-9), t * (1 + 1e-9), t + 1e-7]),
  ...[2, 3, 31, 32, 40, 63, 64, 99, 100],
];

/** A random tree; `categorical` allows category splits. */
export function grow(draw: Draw, depth: number, categorical: boolean): Tree {
  if (depth === 0 || (depth < 4 && draw(5) === 0)) return { leaf: (draw(2001) - 1000) / 700, count: 1 + draw(90) };
  const codes = Array.from({ length: 100 }, () => draw(3));
  const side = (which: number): number[] => codes.flatMap((at, code) => (at === which ? [code] : []));
  return {
    column: draw(COLUMNS),
    threshold: pick(draw, THRESHOLDS),
    categories: categorical && draw(3) === 0 ? [side(0), side(1)] : null,
    missingLeft: draw(2) === 1,
    left: grow(draw, depth - 1, categorical),
    right: grow(draw, depth - 1, categorical),
  };
}

/** scikit-learn's rule, node by node. @param float32 classic trees take the value as a float32, the threshold as a double */
export function leafOf(tree: Tree, row: readonly Cell[], float32: boolean): number {
  if ('leaf' in tree) return tree.leaf;
  const given = row[tree.column];
  const go = (left: boolean): number => leafOf(left ? tree.left : tree.right, row, float32);
  if (given === null) return go(tree.missingLeft);
  if (tree.categories === null) return go((float32 ? Math.fround(given) : given) <= tree.threshold);
  const [left, right] = tree.categories;
  const code = given >= 0 ? Math.trunc(given) : -1;
  return go(left.includes(code) || (tree.missingLeft && !right.includes(code)));
}

const countOf = (tree: Tree): number => ('leaf' in tree ? tree.count : countOf(tree.left) + countOf(tree.right));

/** Nodes in depth-first order with the places of the children. */
function flat(tree: Tree): { node: Tree; left: number; right: number }[] {
  const out: { node: Tree; left: number; right: number }[] = [];
  const visit = (node: Tree): number => {
    const at = out.push({ node, left: 0, right: 0 }) - 1;
    if (!('leaf' in node)) {
      out[at].left = visit(node.left);
      out[at].right = visit(node.right);
    }
    return at;
  };
  visit(tree);
  return out;
}

/** `tree_` arrays. @param value what stands at a node for an output */
export function classicTree(tree: Tree, missing: boolean, value: (output: number) => unknown): Record<string, unknown> {
  const nodes = flat(tree);
  const inner = <T>(of: (split: Split, at: { left: number; right: number }) => T, leaf: T): T[] =>
    nodes.map((at) => ('leaf' in at.node ? leaf : of(at.node, at)));
  return {
    children_left: inner<number>((_, at) => at.left, -1),
    children_right: inner<number>((_, at) => at.right, -1),
    feature: inner<number>((split) => split.column, -2),
    threshold: inner<number>((split) => split.threshold, -2),
    value: nodes.map(({ node }) => value('leaf' in node ? node.leaf : 0)),
    weighted_n_node_samples: nodes.map(({ node }) => countOf(node)),
    ...(missing ? { missing_go_to_left: inner<number>((split) => Number(split.missingLeft), 0) } : {}),
  };
}

/** Arrays of a histogram predictor as the exporter writes them. */
export function histogramTree(tree: Tree): Record<string, unknown> {
  const nodes = flat(tree);
  const inner = <T>(of: (split: Split, at: { left: number; right: number }) => T, leaf: T): T[] =>
    nodes.map((at) => ('leaf' in at.node ? leaf : of(at.node, at)));
  const side = (which: 0 | 1): number[][] => inner<number[]>((split) => split.categories?.[which] ?? [], []);
  return {
    value: nodes.map(({ node }) => ('leaf' in node ? node.leaf : 0)),
    count: nodes.map(({ node }) => countOf(node)),
    feature_idx: inner<number>((split) => split.column, 0),
    num_threshold: inner<number>((split) => split.threshold, 0),
    missing_go_to_left: inner<number>((split) => Number(split.missingLeft), 0),
    left: inner<number>((_, at) => at.left, 0),
    right: inner<number>((_, at) => at.right, 0),
    is_leaf: nodes.map(({ node }) => Number('leaf' in node)),
    is_categorical: inner<number>((split) => Number(split.categories !== null), 0),
    left_categories: side(0),
    right_categories: side(1),
  };
}
