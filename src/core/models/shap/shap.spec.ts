import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ExplanationError } from '../errors.js';
import { DEFAULT_MODEL_LIMITS } from '../limits.js';
import { randomFrom, type Random } from '../random/index.js';
import { assembleTrees, goesLeft, NODE, scoreTrees, type RawTree, type TreeEnsemble } from '../trees/index.js';
import { gaussLegendre } from './quadrature.js';
import { createTreeExplainer, type Background, type TreeExplainerOptions } from './tree-explainer.js';

const WIDTH = 5;

/** A random tree of some depth; features repeat on a path, missing goes either way, some covers are zero at leaves. */
function randomTree(random: Random, depth: number, cover = true): RawTree {
  const feature: number[] = [];
  const threshold: number[] = [];
  const left: number[] = [];
  const right: number[] = [];
  const value: number[] = [];
  const weight: number[] = [];
  const kind: number[] = [];
  const grow = (levels: number): number => {
    const id = feature.length;
    const leaf = levels === 0 || random() < 0.15;
    feature.push(leaf ? -1 : Math.floor(random() * WIDTH));
    threshold.push(Math.floor(random() * 5));
    value.push(leaf ? random() * 4 - 2 : 0);
    weight.push(leaf ? Math.floor(random() * 6) : 0);
    kind.push(random() < 0.5 ? NODE.missingLeft : 0);
    left.push(-1);
    right.push(-1);
    if (!leaf) {
      left[id] = grow(levels - 1);
      right[id] = grow(levels - 1);
      weight[id] = weight[left[id]] + weight[right[id]];
      if (weight[id] === 0) {
        weight[id] = 1;
        weight[left[id]] = 1;
      }
    }
    return id;
  };
  grow(depth);
  // Covers are sums of the leaves below, corrected from the bottom up.
  for (let n = feature.length - 1; n >= 0; n--) if (feature[n] >= 0) weight[n] = weight[left[n]] + weight[right[n]];
  return { size: feature.length, feature, threshold, left, right, value, kind, cover: cover ? weight : undefined };
}

function randomEnsemble(seed: number, depth: number, cover = true): TreeEnsemble {
  const random = randomFrom(seed);
  const trees = Array.from({ length: 3 }, () => randomTree(random, depth, cover));
  return assembleTrees(trees, { features: WIDTH, base: 0.25, precision: 'float64', limits: DEFAULT_MODEL_LIMITS });
}

function randomRows(seed: number, count: number): Float64Array {
  const random = randomFrom(seed);
  return Float64Array.from({ length: count * WIDTH }, () => (random() < 0.1 ? NaN : Math.floor(random() * 6)));
}

/** Expected margin if only the columns in `mask` are known. */
function expectation(e: TreeEnsemble, row: Float64Array, mask: number, background?: Background): number {
  if (background !== undefined) {
    let sum = 0;
    for (let b = 0; b < background.count; b++) {
      const mixed = row.map((x, j) => (((mask >> j) & 1) === 1 ? x : background.rows[b * WIDTH + j]));
      sum += scoreTrees(e, mixed, 1, WIDTH)[0] / background.count;
    }
    return sum;
  }
  const visit = (node: number): number => {
    const column = e.feature[node];
    if (column < 0) return e.value[node];
    if (((mask >> column) & 1) === 1) return visit(goesLeft(e, node, row[column]) ? e.left[node] : e.right[node]);
    return (
      (e.cover[e.left[node]] * visit(e.left[node]) + e.cover[e.right[node]] * visit(e.right[node])) / e.cover[node]
    );
  };
  return [...e.roots].reduce((sum, root) => sum + visit(root), e.base);
}

const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));

/** Shapley values by enumeration of all coalitions. */
function bruteForce(e: TreeEnsemble, row: Float64Array, background?: Background): number[] {
  return Array.from({ length: WIDTH }, (_, i) => {
    let sum = 0;
    for (let mask = 0; mask < 2 ** WIDTH; mask++) {
      if (((mask >> i) & 1) === 1) continue;
      const size = mask.toString(2).replaceAll('0', '').length;
      const weight = (factorial(size) * factorial(WIDTH - size - 1)) / factorial(WIDTH);
      sum += weight * (expectation(e, row, mask | (1 << i), background) - expectation(e, row, mask, background));
    }
    return sum;
  });
}

function check(e: TreeEnsemble, rows: Float64Array, count: number, options: Partial<TreeExplainerOptions>): number {
  const explainer = createTreeExplainer(e, { width: WIDTH, ...options });
  const out = new Float64Array(rows.length);
  explainer.explain(rows, count, out);
  for (let i = 0; i < count; i++) {
    const expected = bruteForce(e, rows.slice(i * WIDTH, (i + 1) * WIDTH), options.background);
    expected.forEach((phi, j) => expect(out[i * WIDTH + j]).toBeCloseTo(phi, 9));
  }
  expect(explainer.base).toBeCloseTo(expectation(e, rows.slice(0, WIDTH), 0, options.background), 9);
  return explainer.tableTrees;
}

const seeds = fc.integer({ min: 1, max: 1_000_000 });

describe('tree SHAP equals enumeration of all coalitions', { timeout: 60_000 }, () => {
  it.each([
    ['tables', {}],
    ['traversal', { tableCap: 0 }],
  ])('path-dependent, by %s', (_, options) => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 0, max: 6 }), (seed, depth) => {
        const e = randomEnsemble(seed, depth);
        fc.pre(e.hasCovers);
        check(e, randomRows(seed + 1, 4), 4, options);
      }),
      { numRuns: 60 },
    );
  });

  it.each([
    ['tables', {}],
    ['traversal', { tableCap: 0 }],
  ])('interventional, by %s', (_, options) => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 0, max: 6 }), (seed, depth) => {
        const e = randomEnsemble(seed, depth, false);
        const background = { rows: randomRows(seed + 2, 5), count: 5 };
        check(e, randomRows(seed + 1, 3), 3, { ...options, background });
      }),
      { numRuns: 40 },
    );
  });

  it('tables and traversals may share an ensemble when the room for tables runs out', () => {
    const e = randomEnsemble(11, 5);
    expect(e.hasCovers).toBe(true);
    const whole = check(e, randomRows(5, 4), 4, {});
    const partly = check(e, randomRows(5, 4), 4, { totalTableCap: 700 });
    expect(whole).toBe(3);
    expect(partly).toBeLessThan(3);
  });
});

describe('explainers refuse', () => {
  it('an ensemble with neither covers nor background', () => {
    expect(() => createTreeExplainer(randomEnsemble(3, 3, false), { width: WIDTH })).toThrow(ExplanationError);
  });

  it('an empty background and one above 100 rows', () => {
    for (const count of [0, 101]) {
      const background = { rows: new Float64Array(count * WIDTH), count };
      expect(() => createTreeExplainer(randomEnsemble(3, 3), { width: WIDTH, background })).toThrow('1 to 100');
    }
  });
});

describe('Gauss–Legendre quadrature', () => {
  it('with k points is exact for polynomials of degree 2k − 1 on [0, 1]', () => {
    for (const points of [1, 2, 3, 5, 8, 20]) {
      const { at, weight } = gaussLegendre(points);
      for (let degree = 0; degree < 2 * points; degree++) {
        const sum = at.reduce((total, x, k) => total + weight[k] * x ** degree, 0);
        expect(sum).toBeCloseTo(1 / (degree + 1), 12);
      }
    }
  });
});
