import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { poissonBinomial, SimulationInputError } from '../distribution/index.js';
import { combinedSuccess, coverGaps, type OpenGapGroup } from './index.js';

const group = (closing: number, gaps: number, covered: readonly number[] = []): OpenGapGroup => ({
  closing,
  gaps,
  covered,
});
const line = (successRate: number, gaps: number) => ({ successRate, gaps });

describe('interventions over gaps', () => {
  it('combine on one gap: 1 − ∏(1 − s), and never below the best of them', () => {
    expect(combinedSuccess([])).toBe(0);
    expect(combinedSuccess([0.5, 0.5])).toBe(0.75);
    expect(combinedSuccess([0.2, 1])).toBe(1);
    // By enumeration: both fail with 0.7 · 0.6.
    expect(combinedSuccess([0.3, 0.4])).toBeCloseTo(1 - 0.7 * 0.6, 15);
  });

  it('act on top of what would have happened anyhow: 1 − (1 − c)(1 − s)', () => {
    const { open, effect } = coverGaps([group(0.2, 10)], [line(0.5, 4)], 'leastLikely', 'apart');
    expect(open).toEqual([
      { probability: expect.closeTo(0.2, 12), members: 6 },
      { probability: expect.closeTo(0.6, 12), members: 4 },
    ]);
    expect(effect).toEqual({
      coveredGaps: 4,
      overlappingGaps: 0,
      expectedClosures: 2,
      expectedAdded: expect.closeTo(4 * 0.8 * 0.5, 12),
    });
  });

  it('take the least likely first, the most likely first, or the same share of all', () => {
    const groups = [group(0.8, 10), group(0.1, 30)];
    const taken = (order: 'leastLikely' | 'mostLikely' | 'even') =>
      coverGaps(groups, [line(1, 20)], order, 'apart').effect.expectedAdded;
    expect(taken('leastLikely')).toBeCloseTo(20 * 0.9, 12);
    expect(taken('mostLikely')).toBeCloseTo(10 * 0.2 + 10 * 0.9, 12);
    expect(taken('even')).toBeCloseTo(5 * 0.2 + 15 * 0.9, 12);
  });

  it('lie apart while there are gaps, or one on the other; named ones come on top', () => {
    const lines = [line(0.5, 6), line(0.2, 6)];
    const apart = coverGaps([group(0, 10)], lines, 'leastLikely', 'apart');
    expect(apart.effect).toMatchObject({ coveredGaps: 10, overlappingGaps: 2 });
    const together = coverGaps([group(0, 10)], lines, 'leastLikely', 'together');
    expect(together.effect).toMatchObject({ coveredGaps: 6, overlappingGaps: 6 });
    expect(together.open).toEqual([
      { probability: 0, members: 4 },
      { probability: expect.closeTo(0.6, 12), members: 6 },
    ]);
    const named = coverGaps([group(0, 4, [0.3]), group(0, 6)], [line(0.5, 10)], 'leastLikely', 'apart');
    expect(named.effect).toMatchObject({ coveredGaps: 10, overlappingGaps: 4 });
    expect(named.open.map(({ members }) => members)).toEqual([6, 4]);
  });

  it('give the distribution of every outcome enumerated: own chance, and each intervention, one coin each', () => {
    const { open } = coverGaps([group(0.3, 3, [0.2])], [line(0.5, 2), line(0.4, 2)], 'leastLikely', 'together');
    // Two gaps have coins 0.3, 0.2, 0.5, 0.4; one has 0.3, 0.2. A gap closes when any of its coins does.
    const coins = [0.3, 0.2, 0.5, 0.4, 0.3, 0.2, 0.5, 0.4, 0.3, 0.2];
    const ofGap = [0, 0, 0, 0, 1, 1, 1, 1, 2, 2];
    const expected = [0, 0, 0, 0];
    for (let outcome = 0; outcome < 2 ** coins.length; outcome += 1) {
      let weight = 1;
      const closed = new Set<number>();
      coins.forEach((chance, coin) => {
        const heads = ((outcome >> coin) & 1) === 1;
        weight *= heads ? chance : 1 - chance;
        if (heads) closed.add(ofGap[coin] ?? 0);
      });
      expected[closed.size] = (expected[closed.size] ?? 0) + weight;
    }
    const { first, probabilities } = poissonBinomial(open);
    expected.forEach((probability, number) => expect(probabilities[number - first] ?? 0).toBeCloseTo(probability, 12));
  });

  it('never lose a gap, never lower a chance, and add exactly what the mean gains (property)', () => {
    const groups = fc.array(
      fc.record({
        closing: fc.double({ min: 0, max: 1, noNaN: true }),
        gaps: fc.integer({ min: 0, max: 40 }),
        covered: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 2 }),
      }),
      { maxLength: 6 },
    );
    const order = fc.constantFrom('leastLikely' as const, 'mostLikely' as const, 'even' as const);
    const overlap = fc.constantFrom('apart' as const, 'together' as const);
    const shares = fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true })), { maxLength: 4 }); // prettier-ignore
    fc.assert(
      fc.property(groups, shares, order, overlap, (own, wanted, by, over) => {
        const total = own.reduce((sum, { gaps }) => sum + gaps, 0);
        const lines = wanted.map(([rate, share]) => line(rate, Math.floor(share * total)));
        const { open, effect } = coverGaps(own, lines, by, over);
        expect(open.reduce((sum, { members }) => sum + members, 0)).toBe(total);
        const mean = open.reduce((sum, { probability, members }) => sum + probability * members, 0);
        const before = own.reduce((sum, { closing, gaps }) => sum + closing * gaps, 0);
        expect(mean - before).toBeCloseTo(effect.expectedAdded, 8);
        expect(effect.expectedAdded).toBeGreaterThanOrEqual(-1e-9);
        expect(effect.expectedAdded).toBeLessThanOrEqual(effect.expectedClosures + 1e-9);
      }),
      { numRuns: 60 },
    );
  });

  it('refuse impossible rates and more gaps than are open', () => {
    const cover = (rate: number, gaps: number) => () =>
      coverGaps([group(0.5, 5)], [line(rate, gaps)], 'leastLikely', 'apart');
    expect(cover(1.1, 1)).toThrow(SimulationInputError);
    expect(cover(0.5, 6)).toThrow('gaps');
    expect(cover(0.5, -1)).toThrow('gaps');
  });
});
