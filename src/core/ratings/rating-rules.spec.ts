import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import json2026 from '../rulesets/data/2026.json' with { type: 'json' };
import { checkRuleSet, type RuleSet } from '../rulesets/index.js';
import { compiledRules } from './compiled-rules.js';
import { chooseRun } from './hold-harmless.js';
import { createRater, rateContract, starArrays, type ContractYear, type Star } from './index.js';
import { finalOf, rewardClass, rewardOf, roundToStep } from './runs.js';

const checked = checkRuleSet(json2026);
if ('problems' in checked) throw new Error('the 2026 rule set does not pass its check');
const rules: RuleSet = checked.ruleSet;
const compiled = compiledRules(rules);

/** An MA-PD without SNP whose every measure has the same star, unless said otherwise. */
function contract(
  facts: Partial<Omit<ContractYear, 'measures'>> = {},
  star: Star | null = 4,
  other: Record<string, Star | null | string> = {},
): ContractYear {
  return {
    contractId: 'H0001',
    organizationType: 'Local CCP',
    snp: false,
    puertoRicoOnly: false,
    disasterPercents: { '2023': 0, '2024': 0 },
    adjustmentCategories: { partC: 4, partDMapd: 3, partDPdp: 3, overall: 4 },
    ...facts,
    measures: rules.measures.map((one) => {
      const value = one.id in other ? other[one.id] : star;
      return typeof value === 'string'
        ? { measureId: one.id, score: null, star: null, note: value }
        : { measureId: one.id, score: null, star: value ?? null, note: null };
    }),
  };
}

describe('reward factor (TN p.14-15)', () => {
  const thresholds = {
    meanRelativelyHigh: 3_700_000,
    meanHigh: 4_000_000,
    varianceLow: 900_000,
    varianceHigh: 1_300_000,
    basis: 'published',
  } as const;

  it.each([
    [4_000_000, 899_999, 400_000, 'high', 'low'],
    [4_000_000, 900_000, 300_000, 'high', 'medium'],
    [3_999_999, 899_999, 200_000, 'relativelyHigh', 'low'],
    [3_700_000, 1_299_999, 100_000, 'relativelyHigh', 'medium'],
    [3_699_999, 0, 0, 'below', 'low'],
    [5_000_000, 1_300_000, 0, 'high', 'high'],
  ])('mean %i with variance %i earns %i', (mean, variance, reward, meanClass, varianceClass) => {
    expect(rewardOf(compiled, thresholds, mean, variance)).toBe(reward);
    expect(rewardClass(thresholds, mean, variance)).toEqual({ mean: meanClass, variance: varianceClass });
  });
});

describe('rounding and cap (TN p.23, Table 22)', () => {
  it.each([
    [249_999, 0],
    [250_000, 0.5],
    [749_999, 0.5],
    [1_250_000, 1.5],
    [2_249_999, 2],
    [2_250_000, 2.5],
    [3_249_926, 3],
    [3_250_000, 3.5],
    [3_749_999, 3.5],
    [3_750_000, 4],
    [4_249_999, 4],
    [4_250_000, 4.5],
    [4_749_999, 4.5],
    [4_750_000, 5],
    [5_000_000, 5],
  ])('%i rounds to %d', (final, stars) => {
    expect(roundToStep(compiled, final)).toBe(stars * 1e6);
  });

  it('the final value is at most 5', () => {
    expect(finalOf(compiled, 4_900_000, 400_000, 100_000)).toBe(5_000_000);
    expect(
      finalOf(compiledRules({ ...rules, arithmetic: { ...rules.arithmetic, cap: null } }), 4_900_000, 400_000, 100_000),
    ).toBe(5_400_000);
  });

  it('fewer decimals round half up', () => {
    const coarse = compiledRules({ ...rules, arithmetic: { ...rules.arithmetic, finalDecimals: 2 } });
    expect([3_745_000, 3_744_999].map((mean) => finalOf(coarse, mean, 0, 0))).toEqual([3_750_000, 3_740_000]);
  });
});

describe('hold-harmless rules', () => {
  /** Finals of the four runs: with all, without new, without improvement, without both. */
  const choose = (finals: number[], improvement: boolean, fresh: boolean) =>
    chooseRun(compiled, { improvement, fresh }, (run) => (finals[run] ?? 0) * 1e6).run;

  it('improvement measures are left out only if the result without them is higher and reaches 4 stars after rounding (TN p.14)', () => {
    expect(choose([3.6, 0, 3.75, 0], true, false)).toBe(2);
    expect(choose([3.6, 0, 3.749999, 0], true, false)).toBe(0);
    expect(choose([3.8, 0, 3.8, 0], true, false)).toBe(0);
    expect(choose([3.6, 0, 4.5, 0], false, false)).toBe(0);
  });

  it('new measures are left out only if the result without them is higher, after the improvement rule (TN p.8)', () => {
    expect(choose([3.1, 3.2, 3.0, 3.0], true, true)).toBe(1);
    expect(choose([3.2, 3.2, 3.0, 3.0], true, true)).toBe(0);
    expect(choose([4.0, 4.0, 4.1, 4.2], true, true)).toBe(3);
    expect(choose([3.1, 3.9, 3.0, 3.0], true, false)).toBe(0);
  });

  it('the general eligibility rule equals the printed one for 2026 (TN p.8)', () => {
    const low: Record<string, Star | null> = { C04: 1, C05: 1, C13: 1 };
    for (let bits = 0; bits < 32; bits += 1) {
      const has = { C04: bits & 1, C05: bits & 2, C13: bits & 4 };
      const [y2023, y2024] = [bits & 8 ? 25 : 24, bits & 16 ? 25 : 24];
      const given = Object.fromEntries(
        Object.keys(low).map((id) => [id, has[id as keyof typeof has] ? 1 : null]),
      ) as Record<string, Star | null>;
      const hedis = has.C13 > 0;
      const hos = has.C04 > 0 || has.C05 > 0;
      const printed =
        (hedis && hos && (y2023 >= 25 || y2024 >= 25)) ||
        (hedis && !hos && y2024 >= 25) ||
        (!hedis && hos && y2023 >= 25);
      const { partC, overall, partD } = rateContract(
        rules,
        contract({ disasterPercents: { '2023': y2023, '2024': y2024 } }, 4, given),
      );
      expect(partC, `case ${bits}`).toMatchObject({ newMeasuresUsed: !printed });
      expect(overall, `case ${bits}`).toMatchObject({ newMeasuresUsed: !printed });
      expect(partD).toMatchObject({ newMeasuresUsed: true });
    }
  });
});

describe('weights and adjustments', () => {
  it('a Puerto Rico-only contract has adherence weight 0, and those measures leave the count too (TN p.131)', () => {
    const stars = { D08: 1, D09: 1, D10: 1 } as const;
    expect(rateContract(rules, contract({ puertoRicoOnly: true }, 4, stars)).partD).toMatchObject({
      final: '4.397312',
    });
    expect(rateContract(rules, contract({}, 4, stars)).partD).toMatchObject({ final: '2.997312' });
  });

  it('the overall leaves out D02 and D03 (TN p.12)', () => {
    const overall = (stars: Record<string, Star>) => rateContract(rules, contract({}, 3, stars)).overall;
    expect(overall({ D02: 1, D03: 5 })).toEqual(overall({}));
    expect(overall({ C28: 1 })).not.toEqual(overall({}));
  });

  it('a missing adjustment category makes the rating provisional, computed without the adjustment', () => {
    const { partC, overall } = rateContract(rules, contract({ adjustmentCategories: { overall: 99 } }, 3));
    expect(partC).toMatchObject({
      status: 'rated',
      provisional: true,
      final: '3.000000',
      provisionalReason: expect.stringContaining('not final'),
    });
    expect(overall).toMatchObject({ provisional: true });
    expect(rateContract(rules, contract({}, 3)).partC).toMatchObject({
      provisional: false,
      provisionalReason: null,
      final: '3.004022',
    });
  });
});

describe('createRater', () => {
  const starsOf = fc.array(fc.integer({ min: 0, max: 5 }), {
    minLength: rules.measures.length,
    maxLength: rules.measures.length,
  });

  it('gives the same as rateContract, and finals the same as rate', () => {
    const rater = createRater(rules, contract());
    const into = new Float64Array(3);
    fc.assert(
      fc.property(starsOf, (stars) => {
        const input = contract(
          {},
          null,
          Object.fromEntries(rules.measures.map((one, k) => [one.id, (stars[k] || null) as Star | null])),
        );
        expect(starArrays(rules, input)[0]).toEqual(Int8Array.from(stars));
        const ratings = rater.rate(Int8Array.from(stars));
        expect(ratings).toEqual(rateContract(rules, input));
        rater.finals(Int8Array.from(stars), into);
        const finals = [ratings.partC, ratings.partD, ratings.overall].map((one) =>
          one.status === 'rated' ? one.finalMicro : Number.NaN,
        );
        expect([...into]).toEqual(finals);
      }),
      { numRuns: 60 },
    );
    expect(rater.measureIds[0]).toBe('C01');
  });

  it('a value lies between 1 + the lowest adjustment and 5', () => {
    fc.assert(
      fc.property(starsOf, (stars) => {
        const { overall } = createRater(rules, contract()).rate(Int8Array.from(stars));
        if (overall.status === 'rated')
          expect(overall.finalMicro).toSatisfy((final: number) => final >= 936_000 && final <= 5_000_000);
      }),
      { numRuns: 60 },
    );
  });
});
