import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SimulationInputError } from '../distribution/index.js';
import { centsOf, moneyText } from './money.js';
import { type RevenueAssumptions, rebatePercent, revenueEffect } from './index.js';

const ASSUMED: RevenueAssumptions = {
  starYear: 2026,
  benchmarkPmpm: '1000.00',
  bidPmpm: '900.00',
  memberMonths: 120_000,
  doubleBonusShare: 0,
};
const EVEN = [
  { stars: 3.5, probability: 0.5 },
  { stars: 4, probability: 0.5 },
];

describe('the revenue effect', () => {
  it('is a cliff at 4 stars: 5 % of the benchmark, shared at 65 %', () => {
    const effect = revenueEffect(EVEN, 3.5, ASSUMED);
    const [below, four] = effect.byRating;
    expect(below).toMatchObject({
      bonusPercent: 0,
      rebatePmpm: '65.00',
      paymentPmpm: '965.00',
      differenceTotal: '0.00',
    });
    expect(four).toMatchObject({
      bonusPercent: 5,
      benchmarkPmpm: '1050.00',
      rebatePmpm: '97.50',
      paymentPmpm: '997.50',
    });
    expect(four?.differenceTotal).toBe('3900000.00');
    expect(effect.expectedDifference).toBe('1950000.00');
    expect([effect.p10Difference, effect.p50Difference, effect.p90Difference]).toEqual(['0.00', '0.00', '3900000.00']);
    expect(effect.gainProbability).toBe(0.5);
  });

  it('names the payment year and returns every assumption, also the defaults', () => {
    const effect = revenueEffect(EVEN, 3.5, ASSUMED);
    expect([effect.starYear, effect.paymentYear]).toEqual([2026, 2027]);
    expect(effect.assumptions).toEqual({
      ...ASSUMED,
      benchmarkCapPmpm: null,
      contract: 'rated',
      bonusPercent: 5,
      newContractBonusPercent: 3.5,
      doubleBonusFactor: 2,
    });
    expect(effect.notes.length).toBeGreaterThan(0);
  });

  it('doubles the bonus for the members in double-bonus counties', () => {
    const [, four] = revenueEffect(EVEN, 3.5, { ...ASSUMED, doubleBonusShare: 0.4 }).byRating;
    expect(four?.bonusPercent).toBeCloseTo(7, 12);
    expect(four?.benchmarkPmpm).toBe('1070.00');
  });

  it('shares savings at 50 % up to 3 stars, 65 % from 3.5, 70 % from 4.5', () => {
    expect([1, 3, 3.5, 4, 4.5, 5].map((stars) => rebatePercent(stars))).toEqual([50, 50, 65, 65, 70, 70]);
    expect(rebatePercent(2, 'new')).toBe(65);
  });

  it('gives new contracts 3.5 %, whatever the rating', () => {
    const { byRating } = revenueEffect(EVEN, 3.5, { ...ASSUMED, contract: 'new' });
    expect(byRating.map(({ benchmarkPmpm }) => benchmarkPmpm)).toEqual(['1035.00', '1035.00']);
  });

  it('stops at the cap, which never takes from the benchmark itself', () => {
    const capped = (benchmarkCapPmpm: string): string | undefined =>
      revenueEffect(EVEN, 3.5, { ...ASSUMED, benchmarkCapPmpm }).byRating[1]?.benchmarkPmpm;
    expect(capped('1020.00')).toBe('1020.00');
    expect(capped('990.00')).toBe('1000.00');
  });

  it('pays a plan that bids above the benchmark the benchmark and no rebate', () => {
    const [below] = revenueEffect(EVEN, 3.5, { ...ASSUMED, bidPmpm: '1100' }).byRating;
    expect(below).toMatchObject({ rebatePmpm: '0.00', paymentPmpm: '1000.00' });
  });

  it('shows losses with their sign', () => {
    const effect = revenueEffect([{ stars: 3.5, probability: 1 }], 4, ASSUMED);
    expect(effect.expectedDifference).toBe('-3900000.00');
    expect(effect.gainProbability).toBe(0);
  });

  it('never pays less for a better rating', () => {
    const cents = fc.integer({ min: 1, max: 300_000 });
    fc.assert(
      fc.property(cents, cents, fc.double({ min: 0, max: 1, noNaN: true }), (benchmark, bid, doubleBonusShare) => {
        const chances = Array.from({ length: 9 }, (_, place) => ({ stars: 1 + place / 2, probability: 1 / 9 }));
        const money = { benchmarkPmpm: moneyText(benchmark), bidPmpm: moneyText(bid), doubleBonusShare };
        const paid = revenueEffect(chances, 1, { ...ASSUMED, ...money }).byRating.map(({ paymentPmpm }) =>
          Number(paymentPmpm),
        );
        return paid.every((value, place) => place === 0 || value >= (paid[place - 1] ?? 0));
      }),
    );
  });

  it('refuses negative money and other impossible input, naming the field', () => {
    const bad: [Partial<RevenueAssumptions>, string][] = [
      [{ benchmarkPmpm: '-1' }, 'benchmarkPmpm'],
      [{ bidPmpm: '1.234' }, 'bidPmpm'],
      [{ benchmarkCapPmpm: 'much' }, 'benchmarkCapPmpm'],
      [{ memberMonths: -1 }, 'memberMonths'],
      [{ doubleBonusShare: 1.1 }, 'doubleBonusShare'],
      [{ bonusPercent: -5 }, 'bonusPercent'],
      [{ newContractBonusPercent: Number.NaN }, 'newContractBonusPercent'],
      [{ doubleBonusFactor: 0 }, 'doubleBonusFactor'],
      [{ starYear: 2026.5 }, 'starYear'],
    ];
    for (const [change, field] of bad) {
      expect(() => revenueEffect(EVEN, 3.5, { ...ASSUMED, ...change })).toThrow(SimulationInputError);
      expect(() => revenueEffect(EVEN, 3.5, { ...ASSUMED, ...change })).toThrow(field);
    }
    expect(() => revenueEffect([{ stars: 4, probability: 0.5 }], 4, ASSUMED)).toThrow(/chances/);
    expect(() => revenueEffect(EVEN, 3.75, ASSUMED)).toThrow(/stars/);
  });
});

describe('money as text', () => {
  it('goes to cents and back', () => {
    expect([centsOf('x', '12'), centsOf('x', '12.5'), centsOf('x', '0.05')]).toEqual([1200, 1250, 5]);
    expect([moneyText(1205), moneyText(-7), moneyText(-0.2)]).toEqual(['12.05', '-0.07', '0.00']);
  });
});
