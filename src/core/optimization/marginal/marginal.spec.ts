import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { madeUpContract, rules2026 } from '../../../../test/support/made-up-contract.js';
import { type ContractYear, cutPointsOf, rateContract, type Star } from '../../ratings/index.js';
import { gapPriority, marginalValues, type MeasureValue, type OpenMeasure } from './index.js';

const ruleSet = rules2026();
const REVENUE = {
  ...{ starYear: 2026, benchmarkPmpm: '1000.00', bidPmpm: '900.00', memberMonths: 12_000, doubleBonusShare: 0 },
};
const CODES = { C01: 'BCS', C12: 'GSD', C13: 'KED', D08: 'PDC-DR' } as const;

function openMeasure(id: keyof typeof CODES, numerator: number, denominator: number, gaps: number, p: number) {
  return { measure: CODES[id], measureId: id, numerator, denominator, open: [{ probability: p, members: gaps }] };
}

function starOf(id: string, numerator: number, denominator: number): Star {
  const rule = ruleSet.measures.find((one) => one.id === id);
  const bounds = rule && cutPointsOf(ruleSet, rule, 'mapd');
  if (!bounds) throw new Error('no cut points');
  const shown = Math.floor((200 * numerator + denominator) / (2 * denominator));
  return (1 + bounds.filter((bound) => shown >= bound).length) as Star;
}

function binomial(n: number, p: number): number[] {
  let row = [1];
  for (let k = 0; k < n; k += 1) row = [...row, 0].map((one, j) => one * (1 - p) + (j > 0 ? (row[j - 1] ?? 0) * p : 0));
  return row;
}

/** Every combination of closures, rated one by one. */
function enumerated(contract: ContractYear, measures: readonly OpenMeasure[]) {
  const sums = { fourOrMore: 0, expectedStars: 0, expectedFinal: 0 };
  const walk = (place: number, probability: number, stars: Record<string, Star>): void => {
    const measure = measures[place];
    if (!measure) {
      const given = contract.measures.map((one) => ({ ...one, star: stars[one.measureId] ?? one.star }));
      const { overall } = rateContract(ruleSet, { ...contract, measures: given });
      if (overall.status !== 'rated') throw new Error('not rated');
      sums.fourOrMore += probability * (overall.stars >= 4 ? 1 : 0);
      sums.expectedStars += probability * overall.stars;
      sums.expectedFinal += (probability * overall.finalMicro) / 1e6;
      return;
    }
    const { members = 0, probability: p = 0 } = measure.open[0] ?? {};
    binomial(members, p).forEach((chance, closures) => {
      const id = measure.measureId ?? '';
      const star = starOf(id, measure.numerator + closures, measure.denominator);
      walk(place + 1, probability * chance, { ...stars, [id]: star });
    });
  };
  walk(0, 1, {});
  return sums;
}

/** A contract near 4 stars: half of its measures with four stars, the rest with three. */
const near = madeUpContract(
  ruleSet,
  4,
  Object.fromEntries(ruleSet.measures.filter((_, n) => n % 3 === 0).map(({ id }) => [id, 3])),
);
const byCode = (values: readonly MeasureValue[], code: string): MeasureValue => {
  const found = values.find(({ measure }) => measure === code);
  if (!found) throw new Error('no such measure');
  return found;
};

describe('marginalValues', () => {
  it('are the differences of exhaustive enumeration: outlook, and one gap closed for certain', () => {
    const small = fc.record({
      closed: fc.integer({ min: 9, max: 20 }),
      gaps: fc.integer({ min: 1, max: 4 }),
      p: fc.constantFrom(0, 0.2, 0.5, 0.85),
    });
    const ids = ['C01', 'C12', 'C13'] as const;
    fc.assert(
      fc.property(fc.tuple(small, small, small), (drawn) => {
        const measures = drawn.map(({ closed, gaps, p }, n) =>
          openMeasure(ids[n] ?? 'C01', closed, closed + gaps + 3, gaps, p),
        );
        const { outlook, measures: values } = marginalValues({ ruleSet, contract: near, measures, revenue: null });
        const before = enumerated(near, measures);
        expect(outlook?.fourOrMore).toBeCloseTo(before.fourOrMore, 12);
        expect(outlook?.expectedStars).toBeCloseTo(before.expectedStars, 12);
        expect(outlook?.expectedFinal).toBeCloseTo(before.expectedFinal, 10);
        measures.forEach((measure, place) => {
          const { members = 0, probability = 0 } = measure.open[0] ?? {};
          const closed = {
            ...measure,
            numerator: measure.numerator + 1,
            open: [{ probability, members: members - 1 }],
          };
          const after = enumerated(near, measures.with(place, closed));
          const own = byCode(values, measure.measure).perClosure;
          expect((own?.fourOrMore ?? 0) * (1 - probability)).toBeCloseTo(after.fourOrMore - before.fourOrMore, 12);
          const stars = after.expectedStars - before.expectedStars;
          expect((own?.expectedStars ?? 0) * (1 - probability)).toBeCloseTo(stars, 12);
          const final = after.expectedFinal - before.expectedFinal;
          expect((own?.expectedFinal ?? 0) * (1 - probability)).toBeCloseTo(final, 10);
        });
      }),
      { numRuns: 12 },
    );
  });

  it('gaps of different probabilities: each is worth its probability to stay open, and together what they are exactly', () => {
    const open = [0.1, 0.4, 0.9].map((probability) => ({ probability, members: 1 }));
    const measure: OpenMeasure = { measure: 'GSD', measureId: 'C12', numerator: 85, denominator: 100, open };
    const value = (one: OpenMeasure): number =>
      marginalValues({ ruleSet, contract: near, measures: [one], revenue: null }).outlook?.expectedFinal ?? 0;
    const exact = open.map((gap) => {
      const others = open.filter((one) => one !== gap);
      return value({ ...measure, numerator: 86, open: others }) - value(measure);
    });
    const { measures } = marginalValues({ ruleSet, contract: near, measures: [measure], revenue: null });
    const each = open.map(({ probability }) => (measures[0]?.perClosure?.expectedFinal ?? 0) * (1 - probability));
    const sum = (all: readonly number[]): number => all.reduce((total, one) => total + one, 0);
    expect(sum(each)).toBeCloseTo(sum(exact), 10);
    expect(sum(exact)).not.toBe(0);
  });

  it('a closure that cannot tip a star is worth exactly nothing', () => {
    const measures = [openMeasure('C12', 500, 1000, 10, 0)];
    const { measures: values } = marginalValues({ ruleSet, contract: near, measures, revenue: REVENUE });
    expect(values[0]?.perClosure).toEqual({ fourOrMore: 0, expectedStars: 0, expectedFinal: 0, expectedRevenue: 0 });
  });

  it('a closure that costs the reward factor is worth less than nothing, and its gap comes last', () => {
    // Five fives and nine ones among fours: one more five lifts the variance into the class without a reward.
    const ids = ruleSet.measures.map(({ id }) => id);
    const stars = Object.fromEntries(ids.slice(0, 14).map((id, n) => [id, (n < 5 ? 5 : 1) as Star]));
    const contract = madeUpContract(ruleSet, 4, { ...stars, D08: 4 });
    const measures = [openMeasure('D08', 914, 1000, 10, 0)];
    const { measures: values } = marginalValues({ ruleSet, contract, measures, revenue: null });
    expect(values[0]?.perClosure).toMatchObject({ fourOrMore: -1, expectedStars: -0.5 });
    expect(values[0]?.perClosure?.expectedFinal).toBeLessThan(0);
    expect(values[0]).toMatchObject({ level: 0.02, decidedBy: 'fourOrMore' });
  });

  it('revenue follows the rating under its assumptions', () => {
    const measures = [openMeasure('C12', 85, 100, 4, 0.5)];
    const { measures: values, outlook } = marginalValues({ ruleSet, contract: near, measures, revenue: REVENUE });
    expect(outlook?.expectedRevenue).toBeGreaterThan(12_000 * 900);
    const own = values[0]?.perClosure;
    expect(Math.sign(own?.expectedRevenue ?? 0)).toBe(Math.sign(own?.expectedStars ?? 0));
  });
});

describe('priority', () => {
  const measures = [
    openMeasure('C12', 8650, 10_000, 400, 0.1),
    openMeasure('C01', 5000, 10_000, 3000, 0.3),
    openMeasure('D08', 8000, 10_000, 900, 0.2),
    { measure: 'BPD', measureId: null, numerator: 10, denominator: 100, open: [{ probability: 0, members: 90 }] },
  ];
  const ranked = (order: Partial<Parameters<typeof marginalValues>[0]> = {}) =>
    marginalValues({ ruleSet, contract: near, measures, revenue: null, ...order });

  it('levels are relative to the best measure; a measure that no rating counts comes last', () => {
    const { measures: values, components } = ranked();
    expect(Math.max(...values.map(({ level }) => level))).toBeLessThanOrEqual(1);
    expect(byCode(values, 'BPD')).toMatchObject({ level: 0.02, decidedBy: 'none', perClosure: null });
    expect(byCode(values, 'GSD').level).toBeGreaterThan(byCode(values, 'BCS').level);
    expect(Object.values(components).reduce((sum, one) => sum + one, 0)).toBeCloseTo(1, 12);
  });

  it('where no closure moves the rating, the way to the next star orders the measures', () => {
    const far = madeUpContract(ruleSet, 1);
    const { measures: values, components } = ranked({
      contract: far,
      measures: [openMeasure('C12', 7000, 10_000, 2000, 0), openMeasure('C01', 6000, 10_000, 2000, 0)],
    });
    expect(components).toEqual({ distance: 1 });
    expect(byCode(values, 'GSD')).toMatchObject({ level: 1, decidedBy: 'distance', nextStar: { star: 3 } });
    expect(byCode(values, 'BCS').level).toBeLessThan(1);
  });

  it('without CMS results the weight on the way to the next star orders them, without rules only openness', () => {
    const unrated = ranked({ contract: null });
    expect(unrated.outlook).toBeNull();
    expect(unrated.components).toEqual({ distance: 1 });
    const lawless = ranked({ contract: null, ruleSet: null });
    expect(lawless.measures.map(({ level, decidedBy }) => [level, decidedBy])).toEqual(
      measures.map(() => [1, 'openness']),
    );
  });

  it('rises with level and with the probability to stay open, from 0 to 100 in steps of 0.1', () => {
    expect([gapPriority(1, 1), gapPriority(0.02, 0.5), gapPriority(0.5, 0.285), gapPriority(1, 0)]).toEqual([
      100, 1, 14, 0,
    ]);
    const unit = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(unit, unit, unit, (level, a, b) => {
        const [less, more] = a < b ? [a, b] : [b, a];
        expect(gapPriority(level, less)).toBeLessThanOrEqual(gapPriority(level, more));
        expect(gapPriority(less, level)).toBeLessThanOrEqual(gapPriority(more, level));
      }),
    );
  });
});
