import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cahpsBaseGroupCutPoints, cahpsPossibleStars, cahpsStar } from './cahps.js';
import { applyGuardrail, guardrailCap, guardrailKind } from './guardrails.js';
import { insideFences, outerFences, sameFences } from './outliers.js';
import { sasPercentile } from './percentile.js';
import { disasterExclusion } from './population.js';
import { clusterThresholds } from './thresholds.js';
import { fromTicks, roundHalfUp, roundedMean, toTicks } from './ticks.js';

describe('SAS percentiles (PCTLDEF=5)', () => {
  it('averages two values where n·p is whole, else takes the next', () => {
    expect(sasPercentile([1, 2, 3, 4], 25)).toBe(1.5);
    expect(sasPercentile([1, 2, 3, 4, 5], 25)).toBe(2);
    expect(sasPercentile([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 15)).toBe(2);
    expect(sasPercentile([7], 80)).toBe(7);
  });

  it('refuses nothing at all and percentages out of range', () => {
    expect(() => sasPercentile([], 25)).toThrow(RangeError);
    for (const percent of [0, 100, 2.5]) expect(() => sasPercentile([1], percent)).toThrow(RangeError);
  });
});

describe("Tukey's outer fence (TN p.152)", () => {
  it('reaches three interquartile ranges beyond the quartiles', () => {
    expect(outerFences([10, 20, 30, 40])).toEqual({ lower: 15 - 60, upper: 35 + 60 });
  });

  it('is capped at the ends of the scale', () => {
    expect(outerFences([10, 20, 30, 40], { minimum: 0, maximum: 100 })).toEqual({ lower: 0, upper: 95 });
    expect(outerFences([60, 80, 90, 99], { minimum: 0, maximum: 100 }).upper).toBe(100);
  });

  it('keeps a score that equals the fence', () => {
    expect(insideFences(5, { lower: 5, upper: 9 })).toBe(true);
    expect(insideFences(9, { lower: 5, upper: 9 })).toBe(true);
    expect(insideFences(9.01, { lower: 5, upper: 9 })).toBe(false);
  });

  it('is compared to the two printed digits', () => {
    expect(sameFences({ lower: 0.1 + 0.2, upper: 1 }, { lower: 0.3, upper: 1 })).toBe(true);
    expect(sameFences({ lower: 0, upper: 1.04 }, { lower: 0, upper: 1.05 })).toBe(false);
  });
});

describe('boundaries from clusters (TN p.154)', () => {
  const clusters = [10, 30, 50, 70, 90].map((minimum) => ({ minimum, maximum: minimum + 5, count: 3 }));

  it('are the smallest scores of the better clusters if higher is better', () => {
    expect(clusterThresholds(clusters, 5, 'higher')).toEqual([30, 50, 70, 90]);
  });

  it('are the largest scores of the better clusters if lower is better, in star order', () => {
    expect(clusterThresholds(clusters, 5, 'lower')).toEqual([75, 55, 35, 15]);
  });

  it('repeat the worst score below the last cluster where there are fewer clusters (table K-4, D07)', () => {
    const one = [{ minimum: 99, maximum: 99, count: 8 }];
    expect(clusterThresholds(one, 5, 'higher', { minimum: 0, maximum: 100 })).toEqual([0, 0, 0, 99]);
    expect(clusterThresholds(one, 5, 'higher')).toEqual([99, 99, 99, 99]);
    expect(clusterThresholds(clusters.slice(0, 3), 5, 'lower')).toEqual([55, 55, 35, 15]);
    expect(clusterThresholds(clusters.slice(0, 3), 5, 'lower', { maximum: 100 })).toEqual([100, 55, 35, 15]);
  });

  it('need a cluster', () => {
    expect(() => clusterThresholds([], 5, 'higher')).toThrow(RangeError);
  });
});

describe('guardrails (TN p.160–161)', () => {
  it('are none for improvement measures and for the first three star years', () => {
    expect(guardrailKind({ improvement: true, scale0To100: false, yearsInProgram: 9 })).toBe('none');
    expect(guardrailKind({ improvement: false, scale0To100: true, yearsInProgram: 3 })).toBe('none');
    expect(guardrailKind({ improvement: false, scale0To100: true, yearsInProgram: 4 })).toBe('points');
    expect(guardrailKind({ improvement: false, scale0To100: false, yearsInProgram: 4 })).toBe('range');
  });

  it('cap a percentage measure at five points: C01 of 2026 goes from 53/67/75/82 by 63/71/76/84 to 58/71/76/84', () => {
    const { cutPoints, capped } = applyGuardrail([63, 71, 76, 84], [53, 67, 75, 82], guardrailCap('points'), 0);
    expect(cutPoints).toEqual([58, 71, 76, 84]);
    expect(capped).toEqual([true, false, false, false]);
  });

  it('cap a fall as well as a rise: C02 of 2026', () => {
    expect(applyGuardrail([41, 60, 70, 77], [53, 65, 75, 83], 5, 0).cutPoints).toEqual([48, 60, 70, 78]);
  });

  it('cap other measures at five percent of the prior range: complaints of 2026', () => {
    const cap = guardrailCap('range', 1.02);
    expect(applyGuardrail([0.68, 0.46, 0.26, 0.11], [1.39, 0.76, 0.37, 0.12], cap, 2).cutPoints).toEqual([
      1.34, 0.71, 0.32, 0.11,
    ]);
  });

  it('leave new measures alone', () => {
    expect(guardrailCap('none')).toBeNull();
    expect(applyGuardrail([1, 2, 3, 4], [50, 60, 70, 80], null, 0).cutPoints).toEqual([1, 2, 3, 4]);
    expect(applyGuardrail([1, 2, 3, 4], undefined, 5, 0).cutPoints).toEqual([1, 2, 3, 4]);
  });

  it('refuse a range cap without the prior range', () => {
    expect(() => guardrailCap('range')).toThrow(RangeError);
    expect(() => guardrailCap('range', -1)).toThrow(RangeError);
  });

  it('never let a cut point move further than the cap and never move it away from the computed one', () => {
    const four = fc.tuple(...[0, 1, 2, 3].map(() => fc.integer({ min: 0, max: 100 }))) as fc.Arbitrary<
      [number, number, number, number]
    >;
    fc.assert(
      fc.property(four, four, (computed, prior) =>
        applyGuardrail(computed, prior, 5, 0).cutPoints.every((value, place) => {
          const [before, wanted] = [prior[place] as number, computed[place] as number];
          return Math.abs(value - before) <= 5 && Math.abs(value - wanted) <= Math.abs(before - wanted);
        }),
      ),
    );
  });
});

describe('CAHPS (TN p.161–163)', () => {
  it('bounds the base groups by the 15th, 30th, 60th and 80th percentile, rounded to whole points', () => {
    const scores = Array.from({ length: 100 }, (_, index) => index + 1);
    expect(cahpsBaseGroupCutPoints(scores)).toEqual([16, 31, 61, 81]);
  });

  it("follows table K-8: the notes' example of base group 4, not significant, low reliability is 3 stars", () => {
    const example = {
      baseGroup: 4,
      significance: 'none',
      lowReliability: true,
      beyondOneStandardError: false,
    } as const;
    expect(cahpsStar(example)).toBe(3);
    expect(cahpsStar({ ...example, lowReliability: false })).toBe(4);
  });

  it('gives low reliability one or five stars only beyond one standard error', () => {
    const low = { significance: 'below', lowReliability: true } as const;
    expect(cahpsStar({ ...low, baseGroup: 1, beyondOneStandardError: true })).toBe(1);
    expect(cahpsStar({ ...low, baseGroup: 1, beyondOneStandardError: false })).toBe(2);
    const high = { significance: 'above', lowReliability: true } as const;
    expect(cahpsStar({ ...high, baseGroup: 5, beyondOneStandardError: true })).toBe(5);
    expect(cahpsStar({ ...high, baseGroup: 5, beyondOneStandardError: false })).toBe(4);
    expect(cahpsStar({ ...high, baseGroup: 3, beyondOneStandardError: true })).toBe(4);
  });

  it('names the possible stars of each base group', () => {
    expect([1, 2, 3, 4, 5].map((group) => cahpsPossibleStars(group as 1))).toEqual([
      [1, 2],
      [2, 3],
      [2, 3, 4],
      [3, 4],
      [4, 5],
    ]);
    expect(cahpsPossibleStars(2, false)).toEqual([2]);
    expect(cahpsPossibleStars(4, false)).toEqual([4]);
  });
});

describe('rounding (TN p.23)', () => {
  it('rounds halves up, whole and with decimals', () => {
    expect(roundHalfUp(83.5, 0)).toBe(84);
    expect(roundHalfUp(83.499, 0)).toBe(83);
    expect(roundHalfUp(1.005, 2)).toBe(1.01);
    expect(roundedMean(5, 10)).toBe(1);
    expect(roundedMean(4, 10)).toBe(0);
    expect(roundedMean(-5, 10)).toBe(0);
  });

  it('takes scores to ticks and back', () => {
    expect(toTicks(0.29, 2)).toBe(29);
    expect(fromTicks(29, 2)).toBe(0.29);
  });
});

describe('the disaster rule of the clustering', () => {
  it('left contracts of 60 percent and more out until 2025 and no longer does (TN p.2)', () => {
    expect(disasterExclusion(2025)).toBe(60);
    expect(disasterExclusion(2026)).toBeNull();
  });
});
