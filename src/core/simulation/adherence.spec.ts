import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { adherenceOutlook, adherenceReport } from './adherence.js';
import { SimulationInputError } from './distribution/index.js';

const YEAR = { memberId: 'm1', treatmentDays: 365, elapsedDays: 200, coveredDays: 150 };

describe('adherence in days (TN p.164)', () => {
  it('needs 292 of 365 days and allows 73 without cover', () => {
    expect(adherenceOutlook(YEAR)).toMatchObject({ status: 'recoverable', daysNeeded: 292, missableDays: 23 });
    expect(adherenceOutlook(YEAR).fillWithinDays).toBe(23);
  });

  it('counts the supply ahead before the next fill is due', () => {
    const outlook = adherenceOutlook({ ...YEAR, suppliedAheadDays: 30 });
    expect(outlook.fillWithinDays).toBe(53);
    expect(outlook.worstPercent).toBeCloseTo((100 * 180) / 365, 10);
    expect(outlook.bestPercent).toBeCloseTo((100 * 315) / 365, 10);
  });

  it('is secured once the days needed are covered, lost once they cannot be', () => {
    expect(adherenceOutlook({ ...YEAR, elapsedDays: 300, coveredDays: 292 })).toMatchObject({
      status: 'secured',
      fillWithinDays: null,
    });
    expect(adherenceOutlook({ ...YEAR, coveredDays: 127 }).status).toBe('recoverable');
    expect(adherenceOutlook({ ...YEAR, coveredDays: 126 })).toMatchObject({ status: 'lost', missableDays: -1 });
  });

  it('is not rounded: 79.99 percent is not adherent', () => {
    expect(adherenceOutlook({ memberId: 'm', treatmentDays: 363, elapsedDays: 363, coveredDays: 290 }).status).toBe(
      'lost',
    );
    expect(adherenceOutlook({ memberId: 'm', treatmentDays: 365, elapsedDays: 365, coveredDays: 292 }).status).toBe(
      'secured',
    );
  });

  it('refuses days that contradict each other', () => {
    const bad = [
      { treatmentDays: 0 },
      { elapsedDays: 366 },
      { coveredDays: 201 },
      { coveredDays: 1.5 },
      { suppliedAheadDays: 166 },
    ];
    for (const change of bad) expect(() => adherenceOutlook({ ...YEAR, ...change })).toThrow(SimulationInputError);
  });

  it('never gets worse by a covered day, nor better by a missed one', () => {
    const days = fc.tuple(fc.integer({ min: 1, max: 365 }), fc.nat(364), fc.nat(364));
    const rank = { lost: 0, recoverable: 1, secured: 2 };
    fc.assert(
      fc.property(days, ([treatmentDays, elapsed, covered]) => {
        const elapsedDays = elapsed % treatmentDays;
        const coveredDays = elapsedDays === 0 ? 0 : covered % (elapsedDays + 1);
        const now = adherenceOutlook({ memberId: 'm', treatmentDays, elapsedDays, coveredDays });
        const filled = adherenceOutlook({
          memberId: 'm',
          treatmentDays,
          elapsedDays: elapsedDays + 1,
          coveredDays: coveredDays + 1,
        });
        const missed = adherenceOutlook({ memberId: 'm', treatmentDays, elapsedDays: elapsedDays + 1, coveredDays });
        return rank[filled.status] >= rank[now.status] && rank[missed.status] <= rank[now.status];
      }),
    );
  });
});

describe('the members of an adherence measure', () => {
  it('are sorted by urgency, without those treated for less than 91 days', () => {
    const report = adherenceReport([
      { ...YEAR, memberId: 'later' },
      { ...YEAR, memberId: 'urgent', coveredDays: 127 },
      { ...YEAR, memberId: 'also', coveredDays: 127 },
      { ...YEAR, memberId: 'lost', coveredDays: 20 },
      { ...YEAR, memberId: 'safe', elapsedDays: 360, coveredDays: 355 },
      { memberId: 'short', treatmentDays: 90, elapsedDays: 10, coveredDays: 10 },
    ]);
    expect(report).toMatchObject({ denominator: 5, secured: 1, lost: 1, tooShort: 1 });
    expect(report.recoverable.map(({ memberId }) => memberId)).toEqual(['also', 'urgent', 'later']);
  });
});
