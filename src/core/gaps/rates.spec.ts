import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countEvidence, EVIDENCE, gapRate, NO_GAPS } from './index.js';

const states = fc.array(fc.constantFrom(...EVIDENCE), { maxLength: 200 });

describe('rates', () => {
  it('count closed over closed, open and prospective', () => {
    const counts = { open: 3, closed: 5, prospective: 2, excluded: 4, not_applicable: 6 };
    expect(gapRate(counts)).toEqual({ numerator: 5, denominator: 10, rate: 50 });
  });

  it('have no rate without a denominator', () => {
    expect(gapRate({ ...NO_GAPS, excluded: 7 })).toEqual({ numerator: 0, denominator: 0, rate: null });
  });

  it('never count an excluded or not applicable member, however many there are', () => {
    fc.assert(
      fc.property(states, fc.array(fc.constantFrom('excluded' as const, 'not_applicable' as const)), (some, out) => {
        expect(gapRate(countEvidence([...some, ...out]))).toEqual(gapRate(countEvidence(some)));
      }),
    );
  });

  it('follow from the states one by one, in any order', () => {
    fc.assert(
      fc.property(states, (some) => {
        const { numerator, denominator } = gapRate(countEvidence([...some].reverse()));
        expect(numerator).toBe(some.filter((state) => state === 'closed').length);
        expect(denominator - numerator).toBe(some.filter((s) => s === 'open' || s === 'prospective').length);
      }),
    );
  });

  it('closing a gap raises the numerator by one and leaves the denominator', () => {
    fc.assert(
      fc.property(states, (some) => {
        const before = gapRate(countEvidence([...some, 'open']));
        const after = gapRate(countEvidence([...some, 'closed']));
        expect([after.numerator, after.denominator]).toEqual([before.numerator + 1, before.denominator]);
      }),
    );
  });
});
