import { describe, expect, it } from 'vitest';
import { type CountedOptions, optionClasses } from './index.js';

const options = (count: number): CountedOptions[] =>
  Array.from({ length: count }, (_, n) => ({
    key: `k${n}`,
    members: 1 + (n % 3),
    gaps: [{ measureId: n % 2 === 0 ? 'C01' : 'C02', chance: (n + 0.5) / count }],
    contactsLeft: 1,
    strata: [],
  }));

describe('classes of members', () => {
  it('hold every member once, at most as many as wanted, and keep the expected closures', () => {
    const counted = options(100);
    for (const most of [40, 20, 10, 4, 2]) {
      const { classes, classOf } = optionClasses(counted, most);
      expect(classes.length).toBeLessThanOrEqual(most);
      expect(classOf.size).toBe(100);
      for (const id of ['C01', 'C02']) {
        const of = (all: readonly Pick<CountedOptions, 'gaps' | 'members'>[]): number =>
          all.reduce((sum, { gaps, members }) => sum + (gaps[0]?.measureId === id ? members * gaps[0].chance : 0), 0);
        expect(of(classes)).toBeCloseTo(of(counted), 10);
      }
      expect(classes.reduce((sum, { members }) => sum + members, 0)).toBe(199);
    }
  });

  it('never mix different gaps, days, contacts or strata', () => {
    const [one] = options(1);
    if (!one) throw new Error('none');
    const gap = one.gaps[0] ?? { measureId: 'C01', chance: 0 };
    const apart = [
      one,
      { ...one, key: 'due', gaps: [{ ...gap, dueOn: '2026-06-15' }] },
      { ...one, key: 'contacts', contactsLeft: 0 },
      { ...one, key: 'strata', strata: ['tier:high'] },
    ];
    expect(optionClasses(apart, 1).classes).toHaveLength(4);
  });
});
