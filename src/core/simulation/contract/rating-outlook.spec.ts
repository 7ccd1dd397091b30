import { describe, expect, it } from 'vitest';
import { madeUpContract, rules2026 } from '../../../../test/support/made-up-contract.js';
import { HAS_PUBLISHED_CONTRACTS, loadContracts2026 } from '../../../../test/support/published-contracts.js';
import { createRater, starArrays } from '../../ratings/index.js';
import type { RatingName } from '../../rulesets/index.js';
import { poissonBinomial, shifted, SimulationInputError } from '../distribution/index.js';
import { normalCdf, normalQuantile } from '../random/index.js';
import {
  chanceOfStars,
  type RatingOutlookInput,
  ratingOutlook,
  type SimulatedMeasure,
  simulateContract,
} from './index.js';

const ruleSet = rules2026();
const contract = madeUpContract(ruleSet, 4, { C12: 3, C14: 3, C18: 3, D08: 3, D09: 3, D10: 3, C30: 3, D04: 3 });
const UNSURE = [
  { measureId: 'C12', chances: [0, 0.2, 0.5, 0.3, 0] },
  { measureId: 'C28', chances: [0, 0.1, 0, 0.6, 0.3] },
  { measureId: 'C30', chances: [0, 0.1, 0.3, 0.4, 0.2] },
  { measureId: 'C04', chances: [0.3, 0, 0.3, 0, 0.4] },
  { measureId: 'D10', chances: [0.1, 0, 0.4, 0.4, 0.1] },
];
const TWINS: Readonly<Record<string, string>> = { C28: 'D02' };

/** Every combination of stars with its weight, rated one by one. */
function enumerated(own: typeof contract, measures: typeof UNSURE, name: RatingName): Map<number, number> {
  const rater = createRater(ruleSet, own);
  const stars = starArrays(ruleSet, own)[0]?.slice() ?? new Int8Array();
  const found = new Map<number, number>();
  const walk = (rest: typeof UNSURE, weight: number): void => {
    const [first, ...others] = rest;
    if (first === undefined) {
      const outcome = rater.rate(stars)[name];
      if (outcome.status === 'rated') found.set(outcome.stars, (found.get(outcome.stars) ?? 0) + weight);
      return;
    }
    first.chances.forEach((chance, index) => {
      if (chance === 0) return;
      for (const id of [first.measureId, TWINS[first.measureId]])
        if (id !== undefined) stars[rater.measureIds.indexOf(id)] = index + 1;
      walk(others, weight * chance);
    });
  };
  walk(measures, 1);
  return found;
}

function expectSame(input: RatingOutlookInput, measures: typeof UNSURE): void {
  const { method, ratings } = ratingOutlook(input);
  expect(method).toBe('exact');
  for (const name of ['partC', 'partD', 'overall'] as const) {
    const expected = enumerated(input.contract, measures, name);
    expect(ratings[name]?.chances.map(({ stars }) => stars)).toEqual([...expected.keys()].sort((a, b) => a - b));
    for (const { stars, probability } of ratings[name]?.chances ?? [])
      expect(probability).toBeCloseTo(expected.get(stars) ?? 0, 12);
  }
}

describe('the outlook of the ratings', () => {
  it('equals the enumeration of every combination, in all three ratings, twins and improvement included', () => {
    expectSame({ ruleSet, contract, measures: UNSURE }, UNSURE);
  });

  it('equals it where new measures and improvement may be left out (hold harmless)', () => {
    const years = ruleSet.measures.flatMap(({ disasterYears = [] }) => disasterYears);
    const struck = { ...contract, disasterPercents: Object.fromEntries(years.map((year) => [year, 60])) };
    const high = madeUpContract(ruleSet, 5, { C30: 2, D04: 2 });
    expectSame({ ruleSet, contract: { ...high, disasterPercents: struck.disasterPercents }, measures: UNSURE }, UNSURE);
  });

  it('with a common factor equals the integral over every combination, and the draws within their interval', () => {
    const measures = UNSURE.slice(0, 3);
    const correlation = 0.4;
    const expected = new Map<number, number>();
    let weights = 0;
    for (let factor = -8; factor <= 8; factor += 0.05) {
      const weight = Math.exp((-factor * factor) / 2);
      weights += weight;
      const given = measures.map(({ measureId, chances }) => {
        let sum = 0;
        const until = [0, ...chances.map((chance) => (sum += chance))].map((limit) =>
          limit <= 0
            ? 0
            : limit > 1 - 1e-12
              ? 1
              : normalCdf((normalQuantile(limit) - Math.sqrt(correlation) * factor) / Math.sqrt(1 - correlation)),
        );
        return { measureId, chances: chances.map((_, star) => (until[star + 1] ?? 0) - (until[star] ?? 0)) };
      });
      for (const [stars, probability] of enumerated(contract, given, 'overall'))
        expected.set(stars, (expected.get(stars) ?? 0) + weight * probability);
    }
    const { ratings, method } = ratingOutlook({ ruleSet, contract, measures, measureCorrelation: correlation });
    expect(method).toBe('exact');
    for (const [stars, sum] of expected) {
      const own = ratings.overall?.chances.find((one) => one.stars === stars);
      expect(own?.probability ?? 0).toBeCloseTo(sum / weights, 6);
    }
    const independent = ratingOutlook({ ruleSet, contract, measures }).ratings.overall;
    expect(ratings.overall?.standardDeviation).toBeGreaterThan((independent?.standardDeviation ?? 9) * 1.1);
    const drawn = simulateContract({
      ruleSet,
      contract,
      measures,
      draws: 20_000,
      seed: 5,
      measureCorrelation: correlation,
    });
    expect(
      Math.abs((drawn.ratings.overall?.fourOrMore.probability ?? 9) - (ratings.overall?.fourOrMore ?? 0)),
    ).toBeLessThan(0.015);
  });

  it('agrees with the draws for numerators against drawn cut points', () => {
    const numerator = shifted(poissonBinomial([{ probability: 0.5, members: 100 }]), 750);
    const cutPoints = [
      [60, 70, 79, 85],
      [60, 70, 82, 90],
    ] as const;
    const measures: SimulatedMeasure[] = [{ measureId: 'C14', numerator, denominator: 1000, cutPoints }, ...UNSURE];
    const exact = ratingOutlook({ ruleSet, contract, measures }).ratings.overall;
    const drawn = simulateContract({ ruleSet, contract, measures, draws: 20_000, seed: 2 }).ratings.overall;
    expect(drawn?.expectedFinal).toBeCloseTo(exact?.expectedFinal ?? 0, 2);
    expect(drawn?.standardDeviation).toBeCloseTo(exact?.standardDeviation ?? 0, 2);
    expect(chanceOfStars(exact?.chances ?? [], 3.5)).toBeGreaterThan(exact?.fourOrMore ?? 1);
  });

  it('draws where a table would be too large, and says so; asks only for the rating wanted', () => {
    const drawn = ratingOutlook({ ruleSet, contract, measures: UNSURE, mostCells: 0, draws: 4000, seed: 7 });
    const exact = ratingOutlook({ ruleSet, contract, measures: UNSURE, ratings: ['overall'] });
    expect(drawn).toMatchObject({ method: 'monteCarlo', highest: 'overall' });
    expect(Object.keys(exact.ratings)).toEqual(['overall']);
    expect(drawn.ratings.overall?.expectedFinal).toBeCloseTo(exact.ratings.overall?.expectedFinal ?? 0, 1);
  });

  it('of a whole contract with every measure uncertain is exact', () => {
    const measures = contract.measures.map(({ measureId }) => ({ measureId, chances: [0.05, 0.15, 0.4, 0.3, 0.1] }));
    const begun = process.cpuUsage();
    const { method, ratings } = ratingOutlook({ ruleSet, contract, measures, ratings: ['overall'] });
    const { user } = process.cpuUsage(begun);
    process.stdout.write(
      `exact outlook of ${measures.length} measures: ${Math.round(user / 1000)} ms of processor time\n`,
    );
    expect(method).toBe('exact');
    const drawn = simulateContract({ ruleSet, contract, measures, draws: 5000, seed: 1 }).ratings.overall;
    expect(Math.abs((drawn?.fourOrMore.probability ?? 9) - (ratings.overall?.fourOrMore ?? 0))).toBeLessThan(0.03);
  });

  it('has none where the contract has no rating, and refuses what is impossible', () => {
    const nothing = madeUpContract(ruleSet, 4, Object.fromEntries(ruleSet.measures.map(({ id }) => [id, null])));
    expect(ratingOutlook({ ruleSet, contract: nothing, measures: [] })).toEqual({
      method: 'exact',
      ratings: {},
      highest: null,
    });
    expect(() => ratingOutlook({ ruleSet, contract, measures: UNSURE, measureCorrelation: 1 })).toThrow(
      SimulationInputError,
    );
    expect(() => ratingOutlook({ ruleSet, contract, measures: [...UNSURE, ...UNSURE] })).toThrow('measures');
  });
});

it('announces what is left out', () => {
  if (!HAS_PUBLISHED_CONTRACTS) process.stdout.write('left out: exact outlooks of the published 2026 contracts\n');
  expect(typeof HAS_PUBLISHED_CONTRACTS).toBe('boolean');
});

describe.runIf(HAS_PUBLISHED_CONTRACTS)('the 2026 contracts within 0.1 of 4.0', () => {
  it('have the exact chance of 4 stars within what their draws can tell', () => {
    const near = loadContracts2026().filter((one) => {
      const { overall } = createRater(ruleSet, one).rate(starArrays(ruleSet, one));
      return overall.status === 'rated' && Math.abs(overall.finalMicro - 4_000_000) <= 100_000;
    });
    expect(near.length).toBeGreaterThan(20);
    for (const one of near) {
      const measures = one.measures.flatMap(({ measureId, star }) =>
        star !== null && ['C10', 'C12', 'C14', 'D08', 'D09', 'D10'].includes(measureId)
          ? [{ measureId, chances: [1, 2, 3, 4, 5].map((value) => (Math.abs(value - star) <= 1 ? 1 : 0)) }]
          : [],
      );
      const own = measures.map(({ measureId, chances }) => {
        const total = chances.reduce<number>((sum, chance) => sum + chance, 0);
        return { measureId, chances: chances.map((chance) => chance / total) };
      });
      const exact = ratingOutlook({ ruleSet, contract: one, measures: own, ratings: ['overall'] });
      const drawn = simulateContract({ ruleSet, contract: one, measures: own, draws: 1000, seed: 11 });
      expect(exact.method).toBe('exact');
      const share = drawn.ratings.overall?.fourOrMore.probability ?? -1;
      const chance = exact.ratings.overall?.fourOrMore ?? -1;
      // Five standard deviations: of some forty fixed draws none lies further off.
      expect(Math.abs(share - chance)).toBeLessThan(5 * Math.sqrt((chance * (1 - chance)) / 1000) + 0.002);
    }
  });
});
