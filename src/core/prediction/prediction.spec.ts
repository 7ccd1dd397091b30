import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_TIER_THRESHOLDS, featureRow, recommendationFor, tierOf, topFeatures } from './index.js';

describe('tiers', () => {
  it.each([
    [1, 'high'],
    [0.7, 'high'],
    [0.6999, 'medium'],
    [0.4, 'medium'],
    [0.3999, 'low'],
    [0, 'low'],
  ])('%d is %s', (probability, tier) => expect(tierOf(probability, DEFAULT_TIER_THRESHOLDS)).toBe(tier));

  it('follow thresholds that are data', () => expect(tierOf(0.5, { high: 0.5, medium: 0.2 })).toBe('high'));
});

describe('a row of features', () => {
  const features = [
    { name: 'age', min: 18, max: 120 },
    { name: 'bmi', min: 10, max: null },
    { name: 'toString', min: null, max: 5 },
  ];

  it('is in the order of the model; left out and null are missing', () => {
    expect(featureRow(features, { bmi: 30, age: null })).toEqual({
      values: [null, 30, null],
      missing: ['age', 'toString'],
    });
  });

  it.each([
    [{ weight: 3 }, 'weight', 'unknown-feature'],
    [{ age: '40' }, 'age', 'feature-type'],
    [{ age: NaN }, 'age', 'feature-type'],
    [{ age: Infinity }, 'age', 'feature-type'],
    [{ age: true }, 'age', 'feature-type'],
    [{ age: 17 }, 'age', 'feature-range'],
    [{ age: 121 }, 'age', 'feature-range'],
    [{ bmi: 9 }, 'bmi', 'feature-range'],
    [{ toString: 6 }, 'toString', 'feature-range'],
    [{ age: null }, '', 'no-features'],
    [{}, '', 'no-features'],
  ])('%j is refused: %s %s', (given, feature, code) => {
    expect(featureRow(features, given)).toMatchObject({ faults: [{ feature, code }] });
  });

  it('names every fault, and never the value', () => {
    const outcome = featureRow(features, { age: 4242, bmi: 'x4242' });
    expect(outcome).toMatchObject({ faults: [{ feature: 'age' }, { feature: 'bmi' }] });
    expect(JSON.stringify(outcome)).not.toContain('4242');
  });
});

describe('top features', () => {
  it('are those with the largest contributions, with their direction', () => {
    expect(topFeatures(['a', 'b', 'c', 'd'], [0.1, -0.5, 0, 0.2], 2)).toEqual([
      { feature: 'b', contribution: -0.5, direction: 'lowers' },
      { feature: 'd', contribution: 0.2, direction: 'raises' },
    ]);
  });

  it('never lists one smaller before one larger', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ noNaN: true, min: -9, max: 9 }), { maxLength: 12 }), (values) => {
        const top = topFeatures(
          values.map((_, j) => `f${j}`),
          values,
        );
        const sizes = top.map(({ contribution }) => Math.abs(contribution));
        expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
      }),
    );
  });
});

describe('recommendations', () => {
  const raising = (feature: string) => [{ feature, contribution: 1, direction: 'raises' as const }];

  it.each([
    ['GSD', [], 'a1c_test_and_review'],
    ['GSD', raising('insulin'), 'endocrinology_referral'],
    ['GSD', raising('usual_place'), 'connect_primary_care'],
    ['PDC-STA', raising('pir'), 'cost_and_refill_support'],
    ['PDC-DR', [], 'refill_outreach'],
    ['COL', [], 'stool_test_kit'],
    ['OMW', [], 'care_manager_outreach'],
  ])('%s with %j: %s', (measure, top, code) => {
    expect(recommendationFor(measure, 'high', top)?.code).toBe(code);
  });

  it('a feature that lowers the probability is no reason', () => {
    const top = [{ feature: 'insulin', contribution: -1, direction: 'lowers' as const }];
    expect(recommendationFor('GSD', 'high', top)?.code).toBe('a1c_test_and_review');
  });

  it('are none for the low tier, and none when no rule fits', () => {
    expect(recommendationFor('GSD', 'low', [])).toBeNull();
    expect(recommendationFor('GSD', 'high', [], [])).toBeNull();
  });
});
