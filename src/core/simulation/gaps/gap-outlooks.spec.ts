import { describe, expect, it } from 'vitest';
import { madeUpContract, rules2026 } from '../../../../test/support/made-up-contract.js';
import { contractForecast, type CountedMeasure, gapAssumptions, measureFromGaps } from '../index.js';

const ruleSet = rules2026();
const CBP: CountedMeasure = {
  measure: 'CBP',
  denominator: 100,
  numerator: 60,
  unsettled: [
    { step: 250, lost: false, types: [], gaps: 10 },
    { step: 750, lost: false, types: ['call'], gaps: 10 },
    { step: null, lost: false, types: [], gaps: 15 },
    { step: 100, lost: true, types: ['call'], gaps: 5 },
  ],
  adherence: null,
};

describe('a measure from its gaps', () => {
  it('has closed gaps as numerator, 1 − p as the chance of open ones; without a prediction they stay open', () => {
    const found = measureFromGaps(ruleSet, CBP, { withoutPrediction: 'stayOpen' }, null);
    expect(found?.outlook).toMatchObject({ measureId: 'C14', denominator: 100, numerator: 60 });
    expect(found?.outlook.open).toEqual([
      { probability: 0, members: 15 },
      { probability: 0.25, members: 10 },
      { probability: 0.75, members: 10 },
    ]);
    expect(found?.effect).toBeNull();
    expect(found?.basis).toEqual({
      ...{ measureId: 'C14', measure: 'CBP', denominator: 100, numerator: 60, open: 40 },
      ...{ predicted: 20, withoutPrediction: 15, lost: 5 },
    });
  });

  it('can let gaps without a prediction close like the predicted ones on average', () => {
    const found = measureFromGaps(ruleSet, CBP, { withoutPrediction: 'likePredicted' }, null);
    expect(found?.outlook.open).toContainEqual({ probability: 0.5, members: 15 });
    const nobody = { ...CBP, unsettled: CBP.unsettled.filter(({ step }) => step === null) };
    expect(measureFromGaps(ruleSet, nobody, { withoutPrediction: 'likePredicted' }, null)?.outlook.open).toEqual([
      { probability: 0, members: 15 },
    ]);
  });

  it('is covered by named and planned interventions; gaps of those who can no longer be adherent are not', () => {
    const interventions = {
      successRates: { call: 0.4 },
      plan: [{ successRate: 0.5, count: 15, measures: ['CBP'] }],
      order: 'leastLikely',
      overlap: 'apart',
    } as const;
    const found = measureFromGaps(ruleSet, CBP, { withoutPrediction: 'stayOpen', leavingShare: 0.1 }, interventions);
    expect(found?.effect).toEqual({
      ...{ measureId: 'C14', measure: 'CBP', coveredGaps: 25, overlappingGaps: 0 },
      expectedClosures: expect.closeTo(0.9 * (15 * 0.5 + 10 * 0.4), 12),
      expectedAdded: expect.closeTo(0.9 * (15 * 0.5 + 10 * 0.75 * 0.4), 12),
    });
    expect(found?.outlook.open).toHaveLength(3);
    expect(found?.treated.enrolment).toEqual({ leavingShare: 0.1, joining: { probability: 0, members: 0 } });
  });

  it('is none where the rule set has no such measure', () => {
    expect(measureFromGaps(ruleSet, { ...CBP, measure: 'BPD' }, { withoutPrediction: 'stayOpen' }, null)).toBeNull();
  });

  it('tells its assumptions, each in words', () => {
    const plain = gapAssumptions({ withoutPrediction: 'stayOpen' }, null);
    expect(plain).toHaveLength(5);
    const plan = [{ successRate: 0.5, count: 1, measures: ['CBP'] }];
    const interventions = { successRates: {}, plan, order: 'even', overlap: 'together' } as const;
    const rules = { withoutPrediction: 'likePredicted', memberCorrelation: 0.1, leavingShare: 0.1 } as const;
    expect(gapAssumptions(rules, interventions)).toHaveLength(9);
  });
});

describe('the forecast of a contract', () => {
  const contract = madeUpContract(ruleSet, 4, { C12: 3, D08: 3, D09: 3, D10: 3, C30: 3, D04: 3 });

  it('is a distribution of the highest rating and of each measure, without draws', () => {
    const found = measureFromGaps(ruleSet, CBP, { withoutPrediction: 'stayOpen' }, null);
    const outlooks = found ? [found.outlook] : [];
    const others = [
      { measureId: 'C14', chances: [1, 0, 0, 0, 0] },
      { measureId: 'C01', chances: [0, 0, 0.5, 0.5, 0] },
    ];
    const forecast = contractForecast({ ruleSet, contract, outlooks, others });
    expect(forecast).toMatchObject({ rating: 'overall', method: 'exact' });
    expect(forecast.measures.map(({ measureId }) => measureId)).toEqual(['C14', 'C01']);
    expect(forecast.measures[0]?.expectedRate).toBeCloseTo(70, 9);
    expect(forecast.fourOrMore).toBeGreaterThanOrEqual(0);
    expect(forecast.expectedStars).toBeGreaterThan(3);
    const nothing = madeUpContract(ruleSet, 4, Object.fromEntries(ruleSet.measures.map(({ id }) => [id, null])));
    expect(contractForecast({ ruleSet, contract: nothing, outlooks: [], others: [] })).toMatchObject({
      ...{ rating: null, fourOrMore: null, expectedStars: null },
    });
  });
});
