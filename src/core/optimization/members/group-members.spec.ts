import { describe, expect, it } from 'vitest';
import { PlanDealer } from '../plan/plan-dealer.js';
import { type GroupedMember, MemberGrouper } from './group-members.js';

const member = (...gaps: readonly [string, number, string?][]): GroupedMember => ({
  gaps: gaps.map(([measureId, chance, dueOn]) => ({ measureId, chance, ...(dueOn === undefined ? {} : { dueOn }) })),
});

describe('members with equal options', () => {
  it('are one class, whatever the order of their gaps; others are not', () => {
    const grouper = new MemberGrouper();
    const alike = [member(['C14', 0.31], ['C02', 0.1]), member(['C02', 0.12], ['C14', 0.33])];
    const other = { ...member(['C14', 0.31], ['C02', 0.1]), strata: ['low-income'] };
    [...alike, other, member()].forEach((one) => grouper.add(one));
    const classes = grouper.classes();
    expect(classes.map(({ members }) => members)).toEqual([2, 1]);
    expect(classes[0]?.gaps).toEqual([
      { measureId: 'C02', chance: expect.closeTo(0.11, 12) as number },
      { measureId: 'C14', chance: expect.closeTo(0.32, 12) as number },
    ]);
    expect(alike.map((one) => grouper.classOf(one))).toEqual([classes[0]?.id, classes[0]?.id]);
    expect(grouper.classOf(other)).toBe(classes[1]?.id);
    expect(grouper.classOf(member())).toBeNull();
  });

  it('are put together more coarsely until they are few enough, with the same expected closures', () => {
    const grouper = new MemberGrouper({ mostClasses: 3 });
    const all = Array.from({ length: 200 }, (_, place) => member(['C14', ((place * 37) % 100) / 100]));
    all.forEach((one) => grouper.add(one));
    const classes = grouper.classes();
    expect(classes.length).toBeLessThanOrEqual(3);
    expect(classes.length).toBeGreaterThan(1);
    const expected = all.reduce((sum, { gaps }) => sum + (gaps[0]?.chance ?? 0), 0);
    const kept = classes.reduce((sum, { members, gaps }) => sum + members * (gaps[0]?.chance ?? 0), 0);
    expect(kept).toBeCloseTo(expected, 9);
    const ids = new Set(classes.map(({ id }) => id));
    expect(all.every((one) => ids.has(grouper.classOf(one) ?? ''))).toBe(true);
  });

  it('are counted in many at a time, and found in their class however coarse it came out', () => {
    const counted = Array.from({ length: 100 }, (_, n) => ({
      ...{ members: 1 + (n % 3), one: member([n % 2 === 0 ? 'C01' : 'C02', (n + 0.5) / 100]) },
    }));
    for (const mostClasses of [40, 20, 10, 6, 4, 2]) {
      const grouper = new MemberGrouper({ mostClasses });
      counted.forEach(({ one, members }) => grouper.add(one, members));
      const classes = grouper.classes();
      expect(classes.length).toBeLessThanOrEqual(mostClasses);
      for (const { id, members, gaps } of classes) {
        const own = counted.filter(({ one }) => grouper.classOf(one) === id);
        const closures = own.reduce((sum, { one, members: count }) => sum + count * (one.gaps[0]?.chance ?? 0), 0);
        expect(own.reduce((sum, { members: count }) => sum + count, 0)).toBe(members);
        expect(members * (gaps[0]?.chance ?? 0)).toBeCloseTo(closures, 10);
      }
    }
  });

  it('never are one class with different gaps, days, contacts, strata or exclusions', () => {
    const one = member(['C01', 0.5]);
    const apart: GroupedMember[] = [
      ...[one, member(['C02', 0.5]), member(['C01', 0.5, '2026-06-15'])],
      ...[
        { ...one, contactsLeft: 0 },
        { ...one, strata: ['tier:high'] },
        { ...one, excluded: ['call'] },
      ],
    ];
    const grouper = new MemberGrouper({ mostClasses: 1 });
    apart.forEach((each) => grouper.add(each));
    expect(grouper.classes()).toHaveLength(apart.length);
    expect(grouper.classOf(member(['C03', 0.5]))).toBeNull();
  });

  it('have due dates rounded down to the days that matter, never up', () => {
    const grouper = new MemberGrouper({ dueDays: ['2026-09-30', '2026-12-31'] });
    [
      member(['D10', 0.1, '2026-11-04']),
      member(['D10', 0.1, '2026-10-01']),
      member(['D10', 0.1, '2026-08-01']),
    ].forEach((one) => grouper.add(one));
    expect(grouper.classes().map(({ members, gaps }) => [members, gaps[0]?.dueOn])).toEqual([
      [2, '2026-09-30'],
      [1, '2026-08-01'],
    ]);
  });

  it('are dealt what their class got, one after another, until nothing is left', () => {
    const line = { classId: 'a', interventions: ['call'], members: 2, costCents: 1, gaps: [] };
    const dealer = new PlanDealer([line, { ...line, interventions: ['visit'], members: 1 }]);
    const dealt = [1, 2, 3, 4].map(() => dealer.deal('a')?.interventions.join() ?? null);
    expect(dealt).toEqual(['call', 'call', 'visit', null]);
    expect(dealer.deal('b')).toBeNull();
  });
});
