import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Adherence,
  AdherenceFactsError,
  adherenceStanding,
  allowedMissedDays,
  dayNumber,
  isoDate,
} from './index.js';

const WHOLE_YEAR: Adherence = {
  treatmentStart: '2026-01-01',
  treatmentEnd: '2026-12-31',
  daysCovered: 90,
  coveredThrough: '2026-03-31',
};

const standing = (facts: Partial<Adherence>): ReturnType<typeof adherenceStanding> =>
  adherenceStanding({ ...WHOLE_YEAR, ...facts }, 2026);

const day = (date: string): number => dayNumber(date) ?? Number.NaN;

describe('adherence', () => {
  it('a whole year allows 73 missed days, and exactly 80 % passes', () => {
    expect(allowedMissedDays(365)).toBe(73);
    expect((365 - 73) / 365).toBeCloseTo(0.8, 12);
    expect(allowedMissedDays(100)).toBe(20);
    expect(allowedMissedDays(91)).toBe(18);
  });

  it('names the last day on which a refill still reaches the threshold', () => {
    // Covered through 31 March, 73 days left: uncovered from 1 April to 12 June, covered from 13 June.
    expect(standing({})).toMatchObject({ daysAllowed: 73, daysMissed: 0, daysLeft: 73, passUntil: '2026-06-13' });
  });

  it('counts days that were already missed', () => {
    expect(standing({ daysCovered: 60 })).toMatchObject({ daysMissed: 30, daysLeft: 43, passUntil: '2026-05-14' });
  });

  it('has no such day once too many are missed', () => {
    expect(standing({ daysCovered: 16 })).toMatchObject({ daysLeft: -1, passUntil: null });
    expect(standing({ daysCovered: 17 })).toMatchObject({ daysLeft: 0, passUntil: '2026-04-01' });
  });

  it('ends with the period when passing is certain', () => {
    expect(standing({ daysCovered: 330, coveredThrough: '2026-12-01' }).passUntil).toBe('2026-12-31');
  });

  it('does not count a supply beyond the period', () => {
    const { daysMissed, pdcAtBest } = standing({ daysCovered: 365, coveredThrough: '2027-02-15' });
    expect([daysMissed, pdcAtBest]).toEqual([0, 100]);
  });

  it.each([
    ['a period outside the year', { treatmentEnd: '2027-01-01' }],
    ['a period that ends before it starts', { treatmentStart: '2026-08-01', treatmentEnd: '2026-07-01' }],
    ['more days covered than have passed', { daysCovered: 91 }],
    ['no covered day at all', { daysCovered: 0 }],
    ['half days', { daysCovered: 12.5 }],
    ['a day that is not in the calendar', { coveredThrough: '2026-02-30' }],
    ['a text that is no date', { treatmentStart: 'January' }],
  ])('refuses %s', (_what, facts) => {
    expect(() => standing(facts)).toThrow(AdherenceFactsError);
  });

  it('the member passes with a refill on the last day, and not with one a day later', () => {
    const facts = fc
      .tuple(
        fc.integer({ min: 0, max: 270 }),
        fc.integer({ min: 1, max: 300 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
      )
      .map(([start, length, share]) => {
        const from = day('2026-01-01') + start;
        const through = Math.min(from + length - 1, day('2026-12-31'));
        const daysCovered = Math.max(1, Math.floor((through - from + 1) * share));
        return { ...WHOLE_YEAR, treatmentStart: isoDate(from), coveredThrough: isoDate(through), daysCovered };
      });
    fc.assert(
      fc.property(facts, (each) => {
        const { passUntil, daysInPeriod } = adherenceStanding(each, 2026);
        const end = day(each.treatmentEnd);
        const covered = (refill: number): number =>
          each.daysCovered + Math.max(0, end - Math.max(refill, day(each.coveredThrough) + 1) + 1);
        const passes = (refill: number): boolean => covered(refill) * 100 >= 80 * daysInPeriod;
        if (passUntil === null) expect(passes(day(each.coveredThrough) + 1)).toBe(false);
        else {
          expect(passes(day(passUntil))).toBe(true);
          if (day(passUntil) < end) expect(passes(day(passUntil) + 1)).toBe(false);
        }
      }),
    );
  });
});
