import { onnx, type Input, type Op, type Value } from './onnx-document.js';
import { pick, type Draw } from './stream.js';

export type Cell = number | null;

const MODES = ['LEQ', 'LT', 'GTE', 'GT', 'EQ', 'NEQ', 'MEMBER'] as const;
type Mode = (typeof MODES)[number];

interface Split {
  mode: Mode;
  column: number;
  threshold: number;
  members: number[];
  tracksTrue: boolean;
  yes: Tree;
  no: Tree;
}
/** Weights of class 0 and class 1; undefined: the leaf has none. */
interface Leaf {
  weights: [number | undefined, number | undefined];
}
export type Tree = Split | Leaf;

export const COLUMNS = 4;
const THRESHOLDS = [-1, 0, 0.1, 0.3, 1, 1.1, 2, 33.3].map(Math.fround);
/** Values on thresholds, beside them as doubles and as float32 numbers, whole numbers and halves. */
export const VALUES: readonly Cell[] = [
  null,
  ...THRESHOLDS.flatMap((t) => [t, t * (1 - 1e-9), t * (1 + 1e-9), t * (1 + 2e-7), t * (1 - 2e-7)]),
  ...[2, 3, 5, 7, 7.5, 29, 30, 31, 32, 40, 63, 64, -1],
];

export interface Growth {
  /** Which classes the leaves have weights of: of all of them, or each leaf of one. */
  readonly classes: readonly (0 | 1)[];
  readonly oneOf?: boolean;
  readonly modes: readonly Mode[];
  /** Weights of one leaf. */
  readonly weight: (draw: Draw) => number;
}

export function grow(draw: Draw, depth: number, growth: Growth): Tree {
  if (depth === 0 || (depth < 4 && draw(5) === 0)) {
    const classes = growth.oneOf === true ? [pick(draw, growth.classes)] : growth.classes;
    const of = (which: 0 | 1): number | undefined =>
      classes.includes(which) ? Math.fround(growth.weight(draw)) : undefined;
    return { weights: [of(0), of(1)] };
  }
  return {
    mode: pick(draw, growth.modes),
    column: draw(COLUMNS),
    threshold: pick(draw, THRESHOLDS),
    members: Array.from({ length: 1 + draw(5) }, () => pick(draw, [0, 1, 2, 3, 5, 7, 29, 30, 31, 40, 63])),
    tracksTrue: draw(2) === 1,
    yes: grow(draw, depth - 1, growth),
    no: grow(draw, depth - 1, growth),
  };
}

function answers(split: Split, x: number): boolean {
  const { mode, threshold: t } = split;
  if (Number.isNaN(x)) return split.tracksTrue || mode === 'NEQ';
  const plain: Record<Mode, boolean> = {
    LEQ: x <= t,
    LT: x < t,
    GTE: x >= t,
    GT: x > t,
    EQ: x === t,
    NEQ: x !== t,
    MEMBER: split.members.includes(x),
  };
  return plain[mode];
}

/** The leaf a row comes to, by the standard, node by node. @param arrives what a value is when it gets to the trees */
export function leafOf(tree: Tree, row: readonly Cell[], arrives: (x: number, column: number) => number): Leaf {
  if ('weights' in tree) return tree;
  const x = arrives(row[tree.column] ?? NaN, tree.column);
  return leafOf(answers(tree, x) ? tree.yes : tree.no, row, arrives);
}

interface Numbered {
  tree: number;
  node: number;
  at: Tree;
  yes: number;
  no: number;
}

/** Nodes of all trees; ids within a tree are from a random start, in random places. */
function number(trees: readonly Tree[], draw: Draw): Numbered[] {
  return trees.flatMap((root, tree) => {
    const rows: Numbered[] = [];
    const visit = (at: Tree): number => {
      const node = rows.length;
      const row = { tree, node, at, yes: 0, no: 0 };
      rows.push(row);
      if (!('weights' in at)) [row.yes, row.no] = [visit(at.yes), visit(at.no)];
      return node;
    };
    visit(root);
    // onnxruntime takes the first node of a tree as its root.
    const [first, ...others] = rows;
    return [first, ...(draw(2) === 0 ? others : others.reverse())];
  });
}

/** Attributes of a TreeEnsembleClassifier or -Regressor of ai.onnx.ml 3. */
export function attributesOf(
  trees: readonly Tree[],
  draw: Draw,
  prefix: 'class' | 'target',
  double = false,
): Record<string, Value> {
  const rows = number(trees, draw);
  const inner = <T>(of: (split: Split, row: Numbered) => T, leaf: T): T[] =>
    rows.map((row) => ('weights' in row.at ? leaf : of(row.at, row)));
  const entries = rows.flatMap((row) =>
    'weights' in row.at
      ? row.at.weights.flatMap((weight, id) => (weight === undefined ? [] : [{ ...row, id, weight }]))
      : [],
  );
  const numbers = (name: string, list: number[]): Record<string, Value> =>
    double ? { [`${name}_as_tensor`]: { doubles: list, raw: draw(2) === 0 } } : { [name]: { floats: list } };
  return {
    nodes_treeids: { ints: rows.map(({ tree }) => tree) },
    nodes_nodeids: { ints: rows.map(({ node }) => node) },
    nodes_featureids: { ints: inner((split) => split.column, 0) },
    nodes_modes: { texts: inner((split) => `BRANCH_${split.mode}`, 'LEAF') },
    ...numbers(
      'nodes_values',
      inner((split) => split.threshold, 0),
    ),
    nodes_truenodeids: { ints: inner((_, row) => row.yes, 0) },
    nodes_falsenodeids: { ints: inner((_, row) => row.no, 0) },
    nodes_missing_value_tracks_true: { ints: inner((split) => Number(split.tracksTrue), 0) },
    [`${prefix}_treeids`]: { ints: entries.map(({ tree }) => tree) },
    [`${prefix}_nodeids`]: { ints: entries.map(({ node }) => node) },
    [`${prefix}_ids`]: { ints: entries.map(({ id }) => id) },
    ...numbers(
      `${prefix}_weights`,
      entries.map(({ weight }) => weight),
    ),
  };
}

/** Attributes of a TreeEnsemble of ai.onnx.ml 5; each leaf of it has one target. */
export function ensembleAttributes(trees: readonly Tree[], draw: Draw, double = false): Record<string, Value> {
  const splits: { split: Split; yes: [number, boolean]; no: [number, boolean] }[] = [];
  const leaves: { target: number; weight: number }[] = [];
  const visit = (at: Tree): [number, boolean] => {
    if ('weights' in at) {
      const target = at.weights[0] === undefined ? 1 : 0;
      return [leaves.push({ target, weight: at.weights[target] ?? 0 }) - 1, true];
    }
    const row = { split: at, yes: [0, false] as [number, boolean], no: [0, false] as [number, boolean] };
    const place = splits.push(row) - 1;
    row.yes = visit(at.yes);
    row.no = visit(at.no);
    return [place, false];
  };
  const roots = trees.map((tree) => visit(tree)[0]);
  const type = double ? 11 : 1;
  const list = (tensor: number[]): Value => ({ tensor, type, raw: draw(2) === 0 });
  const members = splits.flatMap(({ split }) => (split.mode === 'MEMBER' ? [...split.members, NaN] : []));
  return {
    tree_roots: { ints: roots },
    nodes_splits: list(splits.map(({ split }) => split.threshold)),
    nodes_featureids: { ints: splits.map(({ split }) => split.column) },
    nodes_modes: { tensor: splits.map(({ split }) => MODES.indexOf(split.mode)), type: 2, raw: draw(2) === 0 },
    nodes_truenodeids: { ints: splits.map(({ yes }) => yes[0]) },
    nodes_falsenodeids: { ints: splits.map(({ no }) => no[0]) },
    nodes_trueleafs: { ints: splits.map(({ yes }) => Number(yes[1])) },
    nodes_falseleafs: { ints: splits.map(({ no }) => Number(no[1])) },
    nodes_missing_value_tracks_true: { ints: splits.map(({ split }) => Number(split.tracksTrue)) },
    leaf_targetids: { ints: leaves.map(({ target }) => target) },
    leaf_weights: list(leaves.map(({ weight }) => weight)),
    ...(members.length > 0 ? { membership_values: list(members) } : {}),
  };
}

/** An operator from `X`, or from what an operator before it gives, to `prob`. */
export const modelOp = (op: string, attributes: Record<string, Value>, from = 'X', to = 'prob'): Op => ({
  op,
  inputs: [from],
  outputs: op.endsWith('Classifier') ? ['label', to] : [to],
  attributes,
});

export const inputOf = (double = false): Input => ({ name: 'X', type: double ? 11 : 1, width: COLUMNS });

export const fileOf = (ops: readonly Op[], double = false): Uint8Array => onnx(ops, [inputOf(double)]);
