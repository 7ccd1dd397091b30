import { describe, expect, it } from 'vitest';
import {
  classicTree,
  COLUMNS,
  grow,
  histogramTree,
  leafOf,
  VALUES,
  type Cell,
} from '../../../../test/support/models/sklearn-generated.js';
import { pick, stream, type Draw } from '../../../../test/support/models/stream.js';
import { sigmoid } from '../link.js';
import { matrixOf } from '../matrix.js';
import { explainRows } from '../predict.js';
import { loadModel } from './load.js';

const features = ['a', 'b', 'c', 'd'];
const bytesOf = (document: Record<string, unknown>): Uint8Array =>
  new TextEncoder().encode(JSON.stringify({ features, ...document }));

function rowsOf(draw: Draw, missing: boolean): Cell[][] {
  const cell = (): Cell => (missing && draw(6) === 0 ? null : pick(draw, VALUES));
  return Array.from({ length: 50 }, () => Array.from({ length: COLUMNS }, cell));
}

function check(
  bytes: Uint8Array,
  rows: Cell[][],
  expected: (row: Cell[]) => { margin: number; probability: number },
): void {
  const answer = explainRows(loadModel(bytes), matrixOf(rows, COLUMNS));
  rows.forEach((row, r) => {
    const { margin, probability } = expected(row);
    expect(answer.margin[r], JSON.stringify(row)).toBeCloseTo(margin, 12);
    expect(answer.probability[r]).toBeCloseTo(probability, 12);
  });
  expect(answer.additivityError).toBeLessThan(1e-9);
}

const seeds = Array.from({ length: 8 }, (_, i) => (i + 1) * 4057);

describe('generated scikit-learn arrays against the rule followed node by node', () => {
  it('gradient boosting: rate times leaves from the initial log odds', () => {
    for (const seed of seeds) {
      const draw = stream(seed);
      const trees = Array.from({ length: 1 + draw(6) }, () => grow(draw, 5, false));
      const value = pick(draw, [(x: number) => x, (x: number) => [x], (x: number) => [[x]]]);
      const document = {
        learning_rate: 0.3,
        init_log_odds: -1.25,
        trees: trees.map((tree) => classicTree(tree, false, value)),
      };
      check(bytesOf(document), rowsOf(draw, false), (row) => {
        const margin = trees.reduce((sum, tree) => sum + 0.3 * leafOf(tree, row, true), -1.25);
        return { margin, probability: sigmoid(margin) };
      });
    }
  });

  it.each([true, false])('forests and single trees average class fractions, missing values known %s', (missing) => {
    for (const seed of seeds) {
      const draw = stream(seed + 1);
      const trees = Array.from({ length: 1 + draw(6) }, () => grow(draw, 5, false));
      const weight = draw(2) === 0 ? 1 : 8;
      const share = (x: number): number => sigmoid(x);
      const value = (x: number): unknown => [weight * (1 - share(x)), weight * share(x)];
      const nested = draw(2) === 0 ? value : (x: number): unknown => [value(x)];
      const document = { trees: trees.map((tree) => classicTree(tree, missing, nested)) };
      check(bytesOf(document), rowsOf(draw, missing), (row) => {
        const sum = trees.reduce((total, tree) => total + share(leafOf(tree, row, true)), 0);
        return { margin: sum / trees.length, probability: sum / trees.length };
      });
    }
  });

  it('histogram gradient boosting: doubles, missing sides, categories known and unknown', () => {
    for (const seed of seeds) {
      const draw = stream(seed + 2);
      const trees = Array.from({ length: 1 + draw(6) }, () => grow(draw, 5, true));
      check(bytesOf({ baseline: -0.5, trees: trees.map(histogramTree) }), rowsOf(draw, true), (row) => {
        const margin = trees.reduce((sum, tree) => sum + leafOf(tree, row, false), -0.5);
        return { margin, probability: sigmoid(margin) };
      });
    }
  });
});
