import { describe, expect, it } from 'vitest';
import { stream, type Draw } from '../../../../test/support/models/stream.js';
import { matrixOf } from '../matrix.js';
import { explainRows, scoreRows } from '../predict.js';
import { loadModel } from './load.js';

const COLUMNS = 4;

interface Split {
  column: number;
  threshold: number;
  categories: number[] | null;
  missing: 'none' | 'zero' | 'nan';
  defaultLeft: boolean;
  left: Tree;
  right: Tree;
}
type Tree = Split | { leaf: number; count: number };

function grow(draw: Draw, depth: number): Tree {
  if (depth === 0 || (depth < 4 && draw(5) === 0)) return { leaf: (draw(2001) - 1000) / 512, count: 1 + draw(90) };
  return {
    column: draw(COLUMNS),
    threshold: [-1, -0.5, 0, 1e-35, 0.5, 1, 33, Infinity][draw(8)],
    categories: draw(3) === 0 ? Array.from({ length: 1 + draw(40) }, () => draw(100)) : null,
    missing: (['none', 'zero', 'nan'] as const)[draw(3)],
    defaultLeft: draw(2) === 1,
    left: grow(draw, depth - 1),
    right: grow(draw, depth - 1),
  };
}

const countOf = (tree: Tree): number => ('leaf' in tree ? tree.count : countOf(tree.left) + countOf(tree.right));

/** The rule of LightGBM, node by node, on the tree and not on its text. */
function valueOf(tree: Tree, row: (number | null)[]): number {
  if ('leaf' in tree) return tree.leaf;
  const given = row[tree.column];
  const go = (left: boolean): number => valueOf(left ? tree.left : tree.right, row);
  if (tree.categories !== null) return go(given !== null && tree.categories.includes(Math.trunc(given)));
  if (tree.missing === 'nan' && given === null) return go(tree.defaultLeft);
  const value = given ?? 0;
  if (tree.missing === 'zero' && Math.abs(value) <= 1e-35) return go(tree.defaultLeft);
  return go(value <= tree.threshold);
}

function textOf(tree: Tree, t: number): string {
  const inner: (number | string)[][] = [];
  const leaves: { leaf: number; count: number }[] = [];
  const boundaries = [0];
  const words: number[] = [];
  const visit = (node: Tree): number => {
    if ('leaf' in node) return ~(leaves.push(node) - 1);
    const place = inner.push([]) - 1;
    const bits = { none: 0, zero: 4, nan: 8 }[node.missing] + (node.defaultLeft ? 2 : 0);
    let threshold: number | string = node.threshold === Infinity ? 'inf' : node.threshold;
    if (node.categories !== null) {
      threshold = boundaries.length - 1;
      const set = new Uint32Array(Math.floor(Math.max(...node.categories) / 32) + 1);
      for (const category of node.categories) set[category >> 5] |= 1 << (category & 31);
      words.push(...set);
      boundaries.push(words.length);
    }
    const type = node.categories === null ? bits : (bits & 12) + 1;
    inner[place] = [node.column, threshold, type, visit(node.left), visit(node.right), countOf(node)];
    return place;
  };
  visit(tree);
  const column = (c: number): string => inner.map((row) => row[c]).join(' ');
  return [
    `Tree=${t}`,
    `num_leaves=${leaves.length}`,
    `num_cat=${boundaries.length - 1}`,
    ...['split_feature', 'threshold', 'decision_type', 'left_child', 'right_child', 'internal_count'].map(
      (name, c) => `${name}=${column(c)}`,
    ),
    `leaf_value=${leaves.map((leaf) => leaf.leaf).join(' ')}`,
    `leaf_count=${leaves.map((leaf) => leaf.count).join(' ')}`,
    ...(words.length === 0 ? [] : [`cat_boundaries=${boundaries.join(' ')}`, `cat_threshold=${words.join(' ')}`]),
    'is_linear=0',
    '',
  ].join('\n');
}

describe('generated LightGBM files against the rule followed node by node', () => {
  it.each([
    ['binary sigmoid:1', false, 1],
    ['binary sigmoid:2.5', false, 2.5],
    ['binary sigmoid:2.5', true, 2.5],
    ['cross_entropy', false, 1],
    ['cross_entropy', true, 1],
  ])('%s, averaged %s', (objective, averaged, sigmoid) => {
    const values = [null, 0, -0, 1e-36, -1e-35, 2e-35, -0.5, 0.5, 1, 31, 32, 33, 63, 64, 95.9, 99, 128, -1, 1e9];
    for (let seed = 1; seed <= 20; seed++) {
      const draw = stream(seed * 7919);
      const trees = Array.from({ length: 1 + draw(6) }, () => grow(draw, 5));
      const header = `tree\nversion=v4\nnum_class=1\nnum_tree_per_iteration=1\nmax_feature_idx=3\nobjective=${objective}`;
      const text = `${header}\n${averaged ? 'average_output\n' : ''}feature_names=a b c d\n\n${trees.map(textOf).join('\n\n')}\nend of trees\n`;
      const rows = Array.from({ length: 60 }, () => Array.from({ length: COLUMNS }, () => values[draw(values.length)]));
      const model = loadModel(new TextEncoder().encode(text));
      const scores = scoreRows(model, matrixOf(rows, COLUMNS));
      const explained = explainRows(model, matrixOf(rows, COLUMNS));
      rows.forEach((row, r) => {
        const margin = trees.reduce((sum, tree) => sum + valueOf(tree, row), 0);
        expect(scores.margin[r], `seed ${seed}, row ${JSON.stringify(row)}`).toBeCloseTo(margin, 12);
        const scaled = (sigmoid * margin) / (averaged ? trees.length : 1);
        expect(scores.probability[r]).toBeCloseTo(1 / (1 + Math.exp(-scaled)), 12);
        expect(explained.margin[r]).toBeCloseTo(margin, 9);
      });
    }
  });
});
