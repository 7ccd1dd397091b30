import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MalformedModelError, ModelLimitError, UnsupportedModelError } from '../errors.js';
import { DEFAULT_MODEL_LIMITS, type ModelLimits } from '../limits.js';
import { assembleTrees, type RawTree } from './assemble.js';
import { goesLeft, NODE, type TreeEnsemble } from './ensemble.js';
import { doubleBefore, floatBefore } from './floats.js';

/** One split on column 0 and two leaves, with what a test changes. */
function stump(changes: Partial<RawTree> = {}): RawTree {
  return {
    size: 3,
    feature: [0, -1, -1],
    threshold: [1, 0, 0],
    left: [1, -1, -1],
    right: [2, -1, -1],
    value: [0, -1, 1],
    cover: [10, 4, 6],
    kind: [0, 0, 0],
    ...changes,
  };
}

function assemble(trees: RawTree[], limits: Partial<ModelLimits> = {}): TreeEnsemble {
  return assembleTrees(trees, {
    features: 2,
    base: 0,
    precision: 'float64',
    limits: { ...DEFAULT_MODEL_LIMITS, ...limits },
  });
}

describe('the structural check', () => {
  it.each<[string, Partial<RawTree>, string]>([
    ['a cycle', { left: [0, -1, -1] }, 'reaches node 0 twice'],
    ['a shared child', { right: [1, -1, -1] }, 'reaches node 1 twice'],
    ['a child out of range', { right: [7, -1, -1] }, 'does not exist'],
    ['a child below the range', { left: [-2, -1, -1] }, 'does not exist'],
    ['a child that is no whole number', { left: [1.5, -1, -1] }, 'does not exist'],
    ['a node no path reaches', { feature: [-1, -1, -1] }, 'no path reaches'],
    ['a column out of range', { feature: [2, -1, -1] }, 'column 2 of 2'],
    ['a leaf that is NaN', { value: [0, NaN, 1] }, 'not finite'],
    ['a leaf that is infinite', { value: [0, 1, Infinity] }, 'not finite'],
    ['a threshold that is NaN', { threshold: [NaN, 0, 0] }, 'not a number'],
    ['arrays of different lengths', { value: [0, 1] }, 'value has 2 entries for 3 nodes'],
    ['covers of another length', { cover: [1] }, 'cover has 1 entries'],
    ['a size that is no size', { size: 0 }, 'has no nodes'],
  ])('refuses %s', (_, changes, message) => {
    expect(() => assemble([stump(changes)])).toThrow(MalformedModelError);
    expect(() => assemble([stump(changes)])).toThrow(message);
  });

  it('accepts exactly the unreached nodes that the library declares deleted', () => {
    const pruned = stump({ feature: [-1, -1, -1], deleted: 2 });
    expect(assemble([pruned]).feature).toHaveLength(1);
    expect(() => assemble([{ ...pruned, deleted: 1 }])).toThrow(MalformedModelError);
  });

  it('refuses more trees, nodes, depth, features or category words than allowed', () => {
    const set = stump({ kind: [NODE.set, 0, 0], sets: new Map([[0, [1, 2, 3]]]) });
    for (const limits of [
      { maxTrees: 1 },
      { maxNodes: 5 },
      { maxDepth: 0 },
      { maxFeatures: 1 },
      { maxCategoryWords: 2 },
    ]) {
      expect(() => assemble([set, set], limits)).toThrow(ModelLimitError);
    }
  });

  it('refuses a chain deeper than the limit at once', () => {
    const size = 20_001;
    const chain: RawTree = {
      size,
      feature: Array.from({ length: size }, (_, n) => (n % 2 === 0 && n < size - 1 ? 0 : -1)),
      threshold: new Float64Array(size),
      left: Array.from({ length: size }, (_, n) => n + 1),
      right: Array.from({ length: size }, (_, n) => n + 2),
      value: new Float64Array(size),
      kind: new Uint8Array(size),
    };
    expect(() => assemble([chain])).toThrow('depth');
  });

  it('refuses a categorical split without a set and a base margin that is not finite', () => {
    expect(() => assemble([stump({ kind: [NODE.set, 0, 0] })])).toThrow(UnsupportedModelError);
    const options = { features: 2, precision: 'float64', limits: DEFAULT_MODEL_LIMITS } as const;
    expect(() => assembleTrees([stump()], { ...options, base: NaN })).toThrow('base margin');
  });

  it('has covers only if every inner node has a positive one and every leaf none below zero', () => {
    expect(assemble([stump()]).hasCovers).toBe(true);
    expect(assemble([stump({ cover: [0, 0, 0] })]).hasCovers).toBe(false);
    expect(assemble([stump({ cover: [10, -1, 11] })]).hasCovers).toBe(false);
    expect(assemble([stump({ cover: undefined })]).hasCovers).toBe(false);
  });
});

describe('the three questions of a node', () => {
  const ask = (kind: number, x: number, words: number[] = [0b1010]): boolean =>
    goesLeft(assemble([stump({ kind: [kind, 0, 0], sets: new Map([[0, words]]) })]), 0, x);

  it('LE: up to and with the threshold goes left', () => {
    expect([0.5, 1, 1.0000001].map((x) => ask(0, x))).toEqual([true, true, false]);
  });

  it("missing goes to the node's missing side", () => {
    expect([ask(0, NaN), ask(NODE.missingLeft, NaN), ask(NODE.set | NODE.missingLeft, NaN)]).toEqual([
      false,
      true,
      true,
    ]);
  });

  it('zero within 1e-35 counts as missing only where the node says so', () => {
    expect([0, -0, 1e-36, 1e-34].map((x) => ask(NODE.zeroMissing, x))).toEqual([false, false, false, true]);
    expect(ask(NODE.zeroMissing | NODE.missingLeft, 0)).toBe(true);
    expect(ask(0, 0)).toBe(true);
  });

  it('EQ: only the threshold goes left', () => {
    expect([0.99, 1, 2].map((x) => ask(NODE.equal, x))).toEqual([false, true, false]);
  });

  it('SET: categories 1 and 3 go left, unknown and negative ones do not', () => {
    expect([0, 1, 2, 3, 3.9, 32, 1e12, -1, -0.5].map((x) => ask(NODE.set, x))).toEqual([
      false,
      true,
      false,
      true,
      true,
      false,
      false,
      false,
      false,
    ]);
    expect(ask(NODE.set | NODE.truncate, -0.5, [1])).toBe(true);
    expect(ask(NODE.set, -0.5, [1])).toBe(false);
    expect(ask(NODE.set, -0, [1])).toBe(true);
    expect(ask(NODE.set, 33, [0, 2])).toBe(true);
  });
});

describe('the float before', () => {
  it('turns < into ≤ for doubles', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true }), fc.double({ noNaN: true }), (a, x) => a < x === a <= doubleBefore(x)),
    );
  });

  it('turns < into ≤ for float32 values', () => {
    const float = fc.float({ noNaN: true });
    fc.assert(fc.property(float, float, (a, x) => a < x === a <= floatBefore(x)));
  });

  it('has nothing below -Infinity and the smallest negative number below zero', () => {
    expect(doubleBefore(-Infinity)).toBeNaN();
    expect(floatBefore(-Infinity)).toBeNaN();
    expect(doubleBefore(0)).toBe(-Number.MIN_VALUE);
    expect(floatBefore(-0)).toBeCloseTo(-1.4e-45, 46);
  });
});
