import { describe, expect, it } from 'vitest';
import { scoreForecasts } from './forecast-score.js';

const MEASURE = {
  measureId: 'C14',
  expectedRate: 80,
  chances: [0, 0, 0.3, 0.6, 0.1],
  actualRate: 82,
  actualStar: 4,
} as const;

describe('the score of past forecasts', () => {
  it('has rate error, star hit rate and the probability of what came', () => {
    const other = { ...MEASURE, expectedRate: null, chances: [0, 0, 0.5, 0.4, 0.1], actualStar: 5 } as const;
    expect(scoreForecasts([MEASURE, other], [])).toMatchObject({
      measures: 2,
      meanAbsoluteRateError: 2,
      starHitRate: 0.5,
      meanProbabilityOfActualStar: 0.35,
      contracts: 0,
      brier: null,
    });
  });

  it('has the Brier score of four stars or more beside that of the base rate', () => {
    const ratings = [
      { contractId: 'H1', fourOrMore: 0.9, actualStars: 4 },
      { contractId: 'H2', fourOrMore: 0.2, actualStars: 3.5 },
    ];
    const score = scoreForecasts([], ratings);
    expect(score.brier).toBeCloseTo((0.01 + 0.04) / 2, 12);
    expect(score.brierOfBaseRate).toBeCloseTo(0.25, 12);
    expect(score).toMatchObject({ meanAbsoluteRateError: null, starHitRate: null });
  });

  it('refuses what is no probability', () => {
    expect(() => scoreForecasts([{ ...MEASURE, chances: [1] }], [])).toThrow(/chances/);
    expect(() => scoreForecasts([], [{ contractId: 'H1', fourOrMore: 1.2, actualStars: 4 }])).toThrow(/fourOrMore/);
  });
});
