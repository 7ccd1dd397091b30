import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { CutPointInputError } from './population.js';
import { computeCutPoints } from './compute.js';
import { assignGroups, resampleThresholds } from './resample.js';
import { createRandom } from '../simulation/random/index.js';
import type { ContractScore, CutPointMeasure } from './types.js';

// Room for busy machines: these tests compute much, and none of them waits.
vi.setConfig({ testTimeout: 60_000 });

const PERCENT: CutPointMeasure = {
  id: 'C14',
  set: 'MA',
  direction: 'higher',
  decimals: 0,
  unit: 'percent',
  method: 'clustering',
  minimum: 0,
  maximum: 100,
  guardrail: 'points',
};

function contracts(scores: readonly number[], disasterPercent?: number): ContractScore[] {
  return scores.map((score, index) => ({
    contractId: `H${String(index).padStart(4, '0')}`,
    score,
    ...(disasterPercent === undefined ? {} : { disasterPercent }),
  }));
}

const FIVE_HEAPS = [30, 50, 60, 70, 90].flatMap((center) => [center - 1, center, center, center, center + 1]);

describe('cut points of one measure', () => {
  it('are the lower ends of five clear heaps, whatever the random groups', () => {
    const result = computeCutPoints(PERCENT, contracts([...FIVE_HEAPS, ...FIVE_HEAPS]), { seed: 5 });
    expect(result.beforeGuardrails).toEqual([49, 59, 69, 89]);
    expect(result.final).toEqual([49, 59, 69, 89]);
    expect(result.spread[0]).toEqual([49, 49]);
    expect(result.range).toBe(62);
  });

  it('are the upper ends where lower is better', () => {
    const result = computeCutPoints({ ...PERCENT, direction: 'lower' }, contracts([...FIVE_HEAPS, ...FIVE_HEAPS]));
    expect(result.beforeGuardrails).toEqual([71, 61, 51, 31]);
  });

  it('do not depend on the order in which contracts are given', () => {
    const given = contracts(FIVE_HEAPS.map((score, index) => score + (index % 4)));
    expect(computeCutPoints(PERCENT, [...given].reverse())).toEqual(computeCutPoints(PERCENT, given));
  });

  it('leave outer-fence outliers out and name them', () => {
    const result = computeCutPoints(
      PERCENT,
      contracts([1, ...FIVE_HEAPS.map((score) => 60 + score / 5)].map(Math.round)),
    );
    expect(result.outliers).toEqual(['H0000']);
    expect(result.contracts).toBe(25);
  });

  it('leave contracts of a disaster area out only where the rule of the year says so', () => {
    const given = [...contracts(FIVE_HEAPS), { contractId: 'H9999', score: 99, disasterPercent: 60 }];
    expect(computeCutPoints(PERCENT, given).excludedForDisaster).toEqual([]);
    expect(computeCutPoints(PERCENT, given, { disasterExclusionPercent: 60 }).excludedForDisaster).toEqual(['H9999']);
  });

  it('are capped by the guardrail and say which', () => {
    const result = computeCutPoints({ ...PERCENT, prior: [40, 59, 69, 89] }, contracts(FIVE_HEAPS));
    expect(result.final[0]).toBe(45);
    expect(result.capped).toEqual([true, false, false, false]);
    expect(result.cap).toBe(5);
    expect(result.capEstimated).toBe(false);
  });

  it("take this year's range for the cap where the prior year's is unknown, and say so", () => {
    const rate: CutPointMeasure = { ...PERCENT, unit: 'rate', decimals: 2, guardrail: 'range', prior: [9, 9, 9, 9] };
    const scores = contracts(FIVE_HEAPS.map((score) => score / 100));
    const estimated = computeCutPoints(rate, scores);
    expect(estimated.capEstimated).toBe(true);
    expect(estimated.cap).toBeCloseTo(0.62 * 0.05, 12);
    const given = computeCutPoints({ ...rate, priorRange: 1 }, scores);
    expect(given.capEstimated).toBe(false);
    expect(given.cap).toBe(0.05);
  });

  it('have one value only: five stars for it and nobody below (table K-4, D07)', () => {
    expect(computeCutPoints(PERCENT, contracts([99, 99, 99])).beforeGuardrails).toEqual([0, 0, 0, 99]);
  });

  it('of an improvement measure are found apart below and above zero, with zero as the third star (TN p.154)', () => {
    const measure: CutPointMeasure = {
      ...PERCENT,
      id: 'C30',
      unit: 'improvement',
      decimals: 6,
      guardrail: 'none',
      minimum: -1,
      maximum: 1,
    };
    const scores = [-0.4, -0.39, -0.1, -0.09, 0, 0.01, 0.2, 0.21, 0.5, 0.51];
    const result = computeCutPoints(measure, contracts([...scores, ...scores, ...scores]));
    expect(result.final).toEqual([-0.1, 0, 0.2, 0.5]);
    expect(result.outlierBounds?.lower).toBe(-1);
    expect(result.contracts).toBe(30);
  });

  it('of a CAHPS measure are percentiles without resampling or guardrail', () => {
    const measure: CutPointMeasure = { ...PERCENT, id: 'C22', method: 'cahps', unit: 'score', prior: [1, 2, 3, 4] };
    const given = contracts(Array.from({ length: 100 }, (_, index) => (index % 50) + 50));
    const result = computeCutPoints(measure, given);
    expect(result.final).toEqual([57, 65, 80, 90]);
    expect(result.outlierBounds).toBeNull();
    const hit = [{ contractId: 'H9999', score: 50, disasterPercent: 70 }];
    expect(computeCutPoints(measure, [...given, ...hit], { disasterExclusionPercent: 60 }).excludedForDisaster).toEqual(
      ['H9999'],
    );
    expect(() => computeCutPoints(measure, [])).toThrow(CutPointInputError);
  });

  it('refuse impossible input and name the field, not the value', () => {
    const bad: [string, ContractScore[]][] = [
      ['score', contracts([101])],
      ['score', contracts([Number.NaN])],
      ['contractId', [...contracts([5]), ...contracts([6])]],
      ['disasterPercent', contracts([5], 101)],
      ['scores', []],
    ];
    for (const [field, scores] of bad) {
      const attempt = (): unknown => computeCutPoints(PERCENT, scores);
      expect(attempt).toThrow(CutPointInputError);
      expect(attempt).toThrow(field);
    }
    expect(() => computeCutPoints(PERCENT, contracts([101]))).not.toThrow(/101/);
  });

  it('rise or stay when every score rises by the same', () => {
    const scores = fc.array(fc.integer({ min: 0, max: 90 }), { minLength: 20, maxLength: 80 });
    fc.assert(
      fc.property(scores, fc.integer({ min: 0, max: 10 }), (values, shift) => {
        const free: CutPointMeasure = { ...PERCENT, guardrail: 'none', minimum: -1000, maximum: 1000 };
        const before = computeCutPoints(free, contracts(values)).final;
        const after = computeCutPoints(free, contracts(values.map((value) => value + shift))).final;
        const enough = new Set(values).size >= 15;
        return !enough || before.every((value, place) => after[place] === value + shift);
      }),
      { numRuns: 60 },
    );
  });
});

describe('mean resampling (TN p.152–154)', () => {
  it('forms ten groups of equal size', () => {
    const groups = assignGroups(95, 10, createRandom(1));
    const sizes = Array.from({ length: 10 }, (_, group) => groups.filter((value) => value === group).length);
    expect(sizes.sort((a, b) => a - b)).toEqual([9, 9, 9, 9, 9, 10, 10, 10, 10, 10]);
  });

  it('clusters ten times for each random assignment', () => {
    const [threshold] = resampleThresholds(
      [1, 2, 10, 11, 20, 21, 30, 31, 40, 41, 42, 43],
      5,
      'higher',
      {},
      { repeats: 3 },
    );
    expect(threshold?.count).toBe(30);
  });

  it('gives the same answer for the same seed', () => {
    const scores = Array.from({ length: 60 }, (_, index) => (index * 37) % 83);
    const run = (seed: number): unknown => resampleThresholds(scores, 5, 'higher', {}, { seed });
    expect(run(1)).toEqual(run(1));
  });

  it('works with fewer contracts than groups', () => {
    expect(resampleThresholds([5], 5, 'higher', {})[0]?.count).toBe(9);
  });

  it('refuses no scores and less than one repeat', () => {
    expect(() => resampleThresholds([], 5, 'higher', {})).toThrow(RangeError);
    expect(() => resampleThresholds([1], 5, 'higher', {}, { repeats: 0 })).toThrow(RangeError);
  });
});
