import { pick, type Draw } from './stream.js';
import { document, type Json } from './xgboost-document.js';

export type Cell = number | null;

interface Split {
  column: number;
  threshold: number;
  /** Codes of a categorical split, which go right. */
  categories: number[] | null;
  defaultLeft: boolean;
  left: Tree;
  right: Tree;
}
export type Tree = Split | { leaf: number; hessian: number };

export const COLUMNS = 4;
const THRESHOLDS = [-1, 0, -0, 0.1, 0.3, 1, 1.1, 33.3, 16_777_217, 1e-40, 3.4e38];

/** Values on thresholds, a double beside them (the same float32), a float32 beside them, and category codes. */
export const VALUES: readonly Cell[] = [
  null,
  ...THRESHOLDS.flatMap((t) => [t, Math.fround(t), t * (1 - 1e-9), t * (1 + 1e-9), t * (1 + 2e-7), t * (1 - 2e-7)]),
  ...[2, 3, 31, 32, 40, 63, 64, 99, 2.9, -0.5, -7, 1e9],
];

/** A tree of random splits; every fourth is categorical, of one code (one-hot) or of a set (partition). */
export function grow(draw: Draw, depth: number): Tree {
  if (depth === 0 || (depth < 4 && draw(5) === 0))
    return { leaf: (draw(2001) - 1000) / 700, hessian: 1 + draw(90) / 8 };
  const categorical = draw(4) === 0;
  return {
    column: draw(COLUMNS),
    threshold: pick(draw, THRESHOLDS),
    categories: categorical ? Array.from({ length: draw(2) === 0 ? 1 : 1 + draw(20) }, () => draw(100)) : null,
    defaultLeft: draw(2) === 1,
    left: grow(draw, depth - 1),
    right: grow(draw, depth - 1),
  };
}

/** XGBoost's rule, node by node: everything is float32, `<` goes left, codes in the set go right. */
export function leafOf(tree: Tree, row: readonly Cell[]): number {
  if ('leaf' in tree) return Math.fround(tree.leaf);
  const given = row[tree.column];
  if (given === null) return leafOf(tree.defaultLeft ? tree.left : tree.right, row);
  const x = Math.fround(given);
  if (tree.categories === null) return leafOf(x < Math.fround(tree.threshold) ? tree.left : tree.right, row);
  const inSet = x >= 0 && tree.categories.includes(Math.trunc(x));
  return leafOf(inSet ? tree.right : tree.left, row);
}

const hessianOf = (tree: Tree): number =>
  'leaf' in tree ? tree.hessian : hessianOf(tree.left) + hessianOf(tree.right);

/** How a version writes trees: flags as booleans or numbers, NaN for a categorical threshold, with split types or without. */
export interface Style {
  readonly booleans: boolean;
  readonly nanThresholds: boolean;
}

/** The tree as XGBoost lays it out, nodes in random places, with some deleted ones. */
export function layOut(tree: Tree, draw: Draw, style: Style): Json {
  const nodes: Tree[] = [];
  const list = (node: Tree): void => {
    nodes.push(node);
    if ('leaf' in node) return;
    list(node.left);
    list(node.right);
  };
  list(tree);
  const deleted = draw(3);
  const size = nodes.length + deleted;
  const free = Array.from({ length: size - 1 }, (_, i) => i + 1);
  const place = new Map(nodes.map((node, i) => [node, i === 0 ? 0 : free.splice(draw(free.length), 1)[0]]));
  const blank = <T>(value: T): T[] => Array.from({ length: size }, () => value);
  const sets = { nodes: [] as number[], segments: [] as number[], sizes: [] as number[], codes: [] as number[] };
  const out = {
    left_children: blank(-1),
    right_children: blank(-1),
    split_indices: blank(0),
    split_conditions: blank(0),
    default_left: blank<number | boolean>(style.booleans ? false : 0),
    split_type: blank(0),
    sum_hessian: blank(0),
  };
  for (const [node, n] of [...place].sort(([, a], [, b]) => a - b)) {
    out.sum_hessian[n] = hessianOf(node);
    if ('leaf' in node) {
      out.split_conditions[n] = node.leaf;
      continue;
    }
    out.left_children[n] = place.get(node.left) ?? -1;
    out.right_children[n] = place.get(node.right) ?? -1;
    out.split_indices[n] = node.column;
    out.default_left[n] = style.booleans ? node.defaultLeft : Number(node.defaultLeft);
    out.split_conditions[n] = node.threshold;
    if (node.categories === null) continue;
    const codes = [...new Set(node.categories)].sort((a, b) => a - b);
    out.split_type[n] = 1;
    out.split_conditions[n] = style.nanThresholds ? NaN : codes[0];
    sets.nodes.push(n);
    sets.segments.push(sets.codes.length);
    sets.sizes.push(codes.length);
    sets.codes.push(...codes);
  }
  return {
    ...out,
    tree_param: { num_nodes: String(size), num_deleted: String(deleted), size_leaf_vector: '0' },
    categories: sets.codes,
    categories_nodes: sets.nodes,
    categories_segments: sets.segments,
    categories_sizes: sets.sizes,
  };
}

/** A model document of trees; with weights, a DART one. */
export function modelOf(
  trees: readonly Json[],
  objective: string,
  base: unknown,
  version: number[],
  weights?: number[],
): Json {
  const inner = {
    gbtree_model_param: { num_trees: String(trees.length), num_parallel_tree: '1' },
    tree_info: trees.map(() => 0),
    trees,
  };
  const booster =
    weights === undefined
      ? { name: 'gbtree', model: inner }
      : { name: 'dart', gbtree: { name: 'gbtree', model: inner }, weight_drop: weights };
  const param = { num_feature: String(COLUMNS) };
  return { ...document({ booster, objective, base, param, names: ['a', 'b', 'c', 'd'] }), version };
}

/** JSON as XGBoost writes it: NaN and Infinity bare. */
export const jsonOf = (value: Json): Uint8Array =>
  new TextEncoder().encode(
    JSON.stringify(value, (_, x: unknown) => (typeof x === 'number' && !Number.isFinite(x) ? `@${x}@` : x)).replace(
      /"@(-?\w+)@"/g,
      '$1',
    ),
  );
