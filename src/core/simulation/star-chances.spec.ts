import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { SimulationInputError, poissonBinomial, shifted } from './distribution/index.js';
import { distanceToStars } from './distance.js';
import { displayedRate, numeratorForCutPoint, starOfScore } from './measure-score.js';
import { expectedStar, starChances } from './star-chances.js';

// Room for busy machines: these tests compute much, and none of them waits.
vi.setConfig({ testTimeout: 60_000 });

const HIGHER = { direction: 'higher', decimals: 0 } as const;
const LOWER = { direction: 'lower', decimals: 0 } as const;
const C14 = [67, 75, 80, 86] as const;

describe('the displayed rate', () => {
  it('is rounded half up (TN p.23: 82.499 is 82, 83.5 is 84)', () => {
    expect(displayedRate(167, 200, 0)).toBe(84);
    expect(displayedRate(82_499, 100_000, 0)).toBe(82);
    expect(displayedRate(1, 3, 2)).toBe(33.33);
    expect(displayedRate(0, 7, 0)).toBe(0);
    expect(displayedRate(7, 7, 0)).toBe(100);
  });

  it('never falls when a gap is closed', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5000 }),
        fc.nat(4999),
        fc.integer({ min: 0, max: 2 }),
        (size, part, decimals) => {
          const numerator = part % size;
          return displayedRate(numerator + 1, size, decimals) >= displayedRate(numerator, size, decimals);
        },
      ),
    );
  });

  it('refuses impossible counts', () => {
    expect(() => displayedRate(5, 4, 0)).toThrow(SimulationInputError);
    expect(() => displayedRate(-1, 4, 0)).toThrow(/numerator/);
    expect(() => displayedRate(0, 0, 0)).toThrow(/denominator/);
  });
});

describe('the star of a score', () => {
  it('includes the lower bound if higher is better', () => {
    expect([66, 67, 74, 75, 85, 86].map((score) => starOfScore(score, C14, HIGHER))).toEqual([1, 2, 2, 3, 4, 5]);
  });

  it('includes the upper bound if lower is better', () => {
    const readmissions = [12, 10, 9, 7] as const;
    expect([13, 12, 11, 10, 9, 8, 7].map((score) => starOfScore(score, readmissions, LOWER))).toEqual([
      1, 2, 2, 3, 4, 4, 5,
    ]);
  });

  it('compares decimals without binary noise', () => {
    expect(starOfScore(0.1 + 0.2, [1.34, 0.71, 0.3, 0.11], { direction: 'lower', decimals: 2 })).toBe(4);
  });
});

describe('the numerator that reaches a cut point', () => {
  it('uses the rounding: 79.5 % shows as 80 %', () => {
    expect(numeratorForCutPoint(200, 80, HIGHER)).toBe(159);
    expect(numeratorForCutPoint(200, 10, LOWER)).toBe(20);
    expect(numeratorForCutPoint(1000, 10, LOWER)).toBe(104);
  });

  it('is null where nobody gets there', () => {
    expect(numeratorForCutPoint(10, 101, HIGHER)).toBeNull();
    expect(numeratorForCutPoint(10, -1, LOWER)).toBeNull();
  });

  it('is the first or last one, for every denominator', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 800 }), fc.integer({ min: 1, max: 100 }), (size, bound) => {
        const needed = numeratorForCutPoint(size, bound, HIGHER) as number;
        const enough = displayedRate(needed, size, 0) >= bound;
        const oneLess = needed === 0 || displayedRate(needed - 1, size, 0) < bound;
        const most = numeratorForCutPoint(size, bound, LOWER) as number;
        const fits = displayedRate(most, size, 0) <= bound;
        const oneMore = most === size || displayedRate(most + 1, size, 0) > bound;
        return enough && oneLess && fits && oneMore;
      }),
    );
  });
});

describe('the probabilities of the stars', () => {
  it('equal the sum over every numerator', () => {
    const numerator = shifted(poissonBinomial([{ probability: 0.5, members: 30 }]), 60);
    const chances = starChances(numerator, 100, C14, HIGHER);
    const expected = [0, 0, 0, 0, 0];
    numerator.probabilities.forEach((probability, place) => {
      const star = starOfScore(displayedRate(numerator.first + place, 100, 0), C14, HIGHER);
      expected[star - 1] = (expected[star - 1] ?? 0) + probability;
    });
    chances.forEach((chance, place) => expect(chance).toBeCloseTo(expected[place] ?? 0, 12));
    expect(expectedStar(chances)).toBeCloseTo(
      expected.reduce((sum, value, place) => sum + value * (place + 1), 0),
      10,
    );
  });

  it('turn around for events of which fewer are better', () => {
    const events = poissonBinomial([{ probability: 0.08, members: 300 }]);
    const chances = starChances(events, 300, [12, 10, 9, 7], LOWER);
    expect(chances.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 12);
    expect(chances[3] + chances[4]).toBeGreaterThan(0.6);
  });

  it('average over drawn cut points', () => {
    const certain = shifted(poissonBinomial([]), 80);
    const draws = [C14, [70, 78, 83, 90]] as const;
    expect(starChances(certain, 100, draws, HIGHER)).toEqual([0, 0, 0.5, 0.5, 0]);
  });

  it('refuse numerators beyond the denominator and no draws', () => {
    const numerator = poissonBinomial([{ probability: 0.5, members: 11 }]);
    expect(() => starChances(numerator, 10, C14, HIGHER)).toThrow(/numerator/);
    expect(() => starChances(numerator, 20, [], HIGHER)).toThrow(/cutPoints/);
  });
});

describe('the distance to the next stars', () => {
  const state = {
    numerator: 730,
    denominator: 1000,
    open: [
      { probability: 0.1, members: 100 },
      { probability: 0.5, members: 60 },
    ],
    scale: HIGHER,
    cutPoints: C14,
  };

  it('names numerators, reach and closures by confidence', () => {
    const report = distanceToStars(state);
    expect(report).toMatchObject({ rateToday: 73, starToday: 2 });
    expect(report.stars.map(({ star }) => star)).toEqual([3, 4, 5]);
    const [three, four, five] = report.stars;
    expect(three).toMatchObject({ numeratorNeeded: 745, missingToday: 15, isReachable: true });
    expect(three?.chance).toBeGreaterThan(0.99);
    expect(three?.needed).toEqual([0.5, 0.8, 0.95].map((confidence) => ({ confidence, closures: 0 })));
    expect(four).toMatchObject({ numeratorNeeded: 795, missingToday: 65, isReachable: true });
    const closures = four?.needed.map((item) => item.closures ?? NaN) ?? [];
    expect(closures[0]).toBeGreaterThan(0);
    expect(closures).toEqual([...closures].sort((a, b) => a - b));
    expect(five).toMatchObject({ numeratorNeeded: 855, missingToday: 125, isReachable: true });
  });

  it('gives the fewest closures: one less is not sure enough', () => {
    const four = distanceToStars(state).stars.find(({ star }) => star === 4);
    const closures = four?.needed[1]?.closures ?? 0;
    const chanceWith = (sure: number): number => {
      const open = [
        { probability: 0.1, members: 100 - sure },
        state.open[1] as { probability: number; members: number },
      ];
      return (
        distanceToStars({ ...state, numerator: 730 + sure, open }).stars.find(({ star }) => star === 4)?.chance ?? 0
      );
    };
    expect(chanceWith(closures)).toBeGreaterThanOrEqual(0.8);
    expect(chanceWith(closures - 1)).toBeLessThan(0.8);
  });

  it('says so where all open gaps do not suffice', () => {
    const [, four] = distanceToStars({ ...state, open: [{ probability: 0.9, members: 30 }] }).stars;
    expect(four).toMatchObject({ isReachable: false, chance: 0 });
    expect(four?.needed.every(({ closures }) => closures === null)).toBe(true);
  });

  it('has an unreachable cut point without a numerator', () => {
    const [, , five] = distanceToStars({ ...state, cutPoints: [67, 75, 80, 101] }).stars;
    expect(five).toMatchObject({ numeratorNeeded: null, missingToday: null, isReachable: false });
  });

  it('needs more closures to be sure against uncertain cut points of the same median', () => {
    const uncertain = [[67, 75, 78, 86], C14, [67, 75, 83, 86]] as const;
    const sure = (cutPoints: typeof uncertain | typeof C14): number | null | undefined =>
      distanceToStars({ ...state, cutPoints }).stars.find(({ star }) => star === 4)?.needed[2]?.closures;
    expect(sure(uncertain)).toBeGreaterThan(sure(C14) ?? 0);
  });

  it('refuses contradictions', () => {
    expect(() => distanceToStars({ ...state, numerator: 900 })).toThrow(/open/);
    expect(() => distanceToStars({ ...state, scale: LOWER })).toThrow(/direction/);
  });

  it('never grows when a gap is closed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 90 }), (closed) => {
        const open = [{ probability: 0.2, members: 100 - closed }];
        const at = (numerator: number, gaps: typeof open): number =>
          distanceToStars({ ...state, numerator, open: gaps }).stars.find(({ star }) => star === 5)?.missingToday ?? 0;
        const next = [{ probability: 0.2, members: 99 - closed }];
        return at(730 + closed + 1, next) <= at(730 + closed, open);
      }),
      { numRuns: 30 },
    );
  });
});
