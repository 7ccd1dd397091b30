import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { createRandom } from '../random/index.js';
import {
  type GapGroup,
  type NumeratorDistribution,
  atLeast,
  atMost,
  betaBinomialDistribution,
  commonFactorDistribution,
  conditionalProbability,
  numeratorQuantile,
  poissonBinomial,
  shifted,
} from './index.js';

// Room for busy machines: these tests compute much, and none of them waits.
vi.setConfig({ testTimeout: 60_000 });

/** Every outcome of every member, one by one. */
function enumerate(probabilities: readonly number[]): number[] {
  const totals = new Array<number>(probabilities.length + 1).fill(0);
  for (let outcome = 0; outcome < 2 ** probabilities.length; outcome += 1) {
    let [chance, closed] = [1, 0];
    probabilities.forEach((probability, member) => {
      const isClosed = (outcome >> member) % 2 === 1;
      chance *= isClosed ? probability : 1 - probability;
      closed += isClosed ? 1 : 0;
    });
    totals[closed] = (totals[closed] as number) + chance;
  }
  return totals;
}

function probabilityOf(distribution: NumeratorDistribution, number: number): number {
  return distribution.probabilities[number - distribution.first] ?? 0;
}

const oneByOne = (probabilities: readonly number[]): GapGroup[] =>
  probabilities.map((probability) => ({ probability, members: 1 }));
const chance = fc.double({ min: 0, max: 1, noNaN: true });

describe('independent closures (Poisson-binomial)', () => {
  it('equal the enumeration of every outcome', () => {
    fc.assert(
      fc.property(fc.array(chance, { maxLength: 10 }), (probabilities) => {
        const distribution = poissonBinomial(oneByOne(probabilities));
        enumerate(probabilities).forEach((expected, number) => {
          expect(Math.abs(probabilityOf(distribution, number) - expected)).toBeLessThan(1e-14);
        });
      }),
    );
  });

  it('are the same in groups of equal probability as one by one', () => {
    const groups = [
      { probability: 0.2, members: 40 },
      { probability: 0.75, members: 25 },
      { probability: 1, members: 3 },
      { probability: 0, members: 9 },
    ];
    const grouped = poissonBinomial(groups);
    const single = poissonBinomial(
      groups.flatMap(({ probability, members }) => oneByOne(Array<number>(members).fill(probability))),
    );
    for (let number = 0; number <= 77; number += 1)
      expect(Math.abs(probabilityOf(grouped, number) - probabilityOf(single, number))).toBeLessThan(1e-14);
    expect(grouped.mean).toBeCloseTo(8 + 18.75 + 3, 10);
    expect(grouped.variance).toBeCloseTo(40 * 0.16 + 25 * 0.1875, 10);
  });

  it('sum to one within the stated error for thousands of members', () => {
    const random = createRandom(4);
    const distribution = poissonBinomial(oneByOne(Array.from({ length: 5000 }, () => random.nextFloat())));
    const mass = distribution.probabilities.reduce((sum, value) => sum + value, 0);
    expect(distribution.method).toBe('exact');
    expect(distribution.errorBound).toBeLessThan(1e-10);
    expect(Math.abs(mass - 1)).toBeLessThan(distribution.errorBound);
  });

  it.each([
    ['rare', 3000, () => 0.02],
    ['even', 400, () => 0.5],
    ['mixed', 2000, (u: number) => u],
    ['likely', 4000, (u: number) => 0.9 + 0.1 * u],
    ['two kinds', 1500, (u: number) => (u < 0.5 ? 0.05 : 0.7)],
    ['many', 20_000, (u: number) => u * u],
  ])('are approximated within the stated error: %s', (_, size, shape) => {
    const random = createRandom(8);
    const groups = oneByOne(Array.from({ length: size }, () => shape(random.nextFloat())));
    const exact = poissonBinomial(groups);
    const refined = poissonBinomial(groups, { exactGroups: 0 });
    expect([exact.method, refined.method]).toEqual(['exact', 'refinedNormal']);
    let [worst, one, other] = [0, 0, 0];
    for (let number = 0; number <= size; number += 1) {
      one += probabilityOf(exact, number);
      other += probabilityOf(refined, number);
      worst = Math.max(worst, Math.abs(one - other));
    }
    expect(worst).toBeLessThan(refined.errorBound);
    expect(refined.errorBound * refined.variance).toBeCloseTo(0.1, 10);
    expect(worst * refined.variance).toBeLessThan(0.05);
  });

  it.each([
    [105, 0.6],
    [600, 0.95],
    [40_000, 0.5],
    [100_000, 0.9],
  ])('are approximated within the stated error in one group: %d members of %d', (members, probability) => {
    const groups = [{ probability, members }];
    const [exact, refined] = [poissonBinomial(groups), poissonBinomial(groups, { exactGroups: 0 })];
    let [worst, one, other] = [0, 0, 0];
    for (let number = 0; number <= members; number += 1) {
      one += probabilityOf(exact, number);
      other += probabilityOf(refined, number);
      worst = Math.max(worst, Math.abs(one - other));
    }
    expect(refined.method).toBe('refinedNormal');
    expect(worst * refined.variance).toBeLessThan(0.05);
  });

  it('stay exact where the variance is too small for the approximation', () => {
    expect(poissonBinomial([{ probability: 0.5, members: 20 }], { exactGroups: 0 }).method).toBe('exact');
  });

  it('of nobody are zero for certain', () => {
    expect(poissonBinomial([])).toMatchObject({ first: 0, mean: 0, variance: 0 });
    expect(atLeast(poissonBinomial([]), 0)).toBe(1);
    expect(atLeast(poissonBinomial([]), 1)).toBe(0);
  });

  it('never become less likely to reach a number when one member becomes more likely to close', () => {
    fc.assert(
      fc.property(
        fc.array(chance, { minLength: 1, maxLength: 12 }),
        chance,
        fc.nat(12),
        (probabilities, better, number) => {
          const [first = 0, ...rest] = probabilities;
          const before = poissonBinomial(oneByOne(probabilities));
          const after = poissonBinomial(oneByOne([Math.max(first, better), ...rest]));
          return atLeast(after, number) >= atLeast(before, number) - 1e-12;
        },
      ),
    );
  });
});

describe('tails and quantiles', () => {
  const distribution = shifted(poissonBinomial([{ probability: 0.5, members: 4 }]), 10);

  it('count from the members who are certain', () => {
    expect(distribution.mean).toBe(12);
    expect(atLeast(distribution, 10)).toBe(1);
    expect(atLeast(distribution, 13)).toBeCloseTo(5 / 16, 14);
    expect(atLeast(distribution, 12)).toBeCloseTo(11 / 16, 14);
    expect(atLeast(distribution, 15)).toBe(0);
    expect(atMost(distribution, 11)).toBeCloseTo(5 / 16, 14);
  });

  it('find the number that is not exceeded with a probability', () => {
    expect(numeratorQuantile(distribution, 0.5)).toBe(12);
    expect(numeratorQuantile(distribution, 0)).toBe(10);
    expect(numeratorQuantile(distribution, 1)).toBe(14);
    expect(numeratorQuantile({ ...distribution, probabilities: Float64Array.of(0.2, 0.2) }, 0.9)).toBe(11);
    expect(() => numeratorQuantile(distribution, 1.1)).toThrow(RangeError);
  });
});

describe('correlated closures', () => {
  const groups = [
    { probability: 0.3, members: 60 },
    { probability: 0.8, members: 40 },
  ];

  it('keep the mean and widen the spread with the correlation', () => {
    const independent = poissonBinomial(groups);
    let variance = independent.variance;
    for (const correlation of [0.01, 0.05, 0.2, 0.6]) {
      const common = commonFactorDistribution(groups, correlation);
      expect(common.mean).toBeCloseTo(independent.mean, 8);
      expect(common.variance).toBeGreaterThan(variance);
      variance = common.variance;
    }
    expect(commonFactorDistribution(groups, 0)).toEqual(independent);
  });

  it('equal a plain integral over the factor for two members', () => {
    const correlation = 0.3;
    const pair = commonFactorDistribution(oneByOne([0.4, 0.7]), correlation);
    let [both, weights] = [0, 0];
    for (let factor = -8; factor <= 8; factor += 0.001) {
      const weight = Math.exp((-factor * factor) / 2);
      weights += weight;
      both +=
        weight * conditionalProbability(0.4, correlation, factor) * conditionalProbability(0.7, correlation, factor);
    }
    expect(probabilityOf(pair, 2)).toBeCloseTo(both / weights, 9);
  });

  it('are integrated finely enough for thousands of members', () => {
    const large = [{ probability: 0.6, members: 4000 }];
    const common = commonFactorDistribution(large, 0.02);
    expect(common.mean).toBeCloseTo(2400, 1);
    expect(common.errorBound).toBeLessThan(0.01);
    const jagged = [...common.probabilities].slice(1).filter((value, index) => {
      const before = common.probabilities[index] as number;
      return value > 1e-6 && Math.abs(value - before) / value > 0.05;
    });
    expect(jagged).toEqual([]);
  });

  it('leave certain members certain', () => {
    expect(conditionalProbability(1, 0.5, -3)).toBe(1);
    expect(conditionalProbability(0, 0.5, 3)).toBe(0);
    expect(commonFactorDistribution([{ probability: 1, members: 3 }], 0.2).mean).toBeCloseTo(3, 12);
  });

  it('of one probability follow the beta-binomial: its variance, and the uniform for a flat beta', () => {
    const wide = betaBinomialDistribution(50, 0.4, 0.1);
    expect(wide.mean).toBeCloseTo(20, 9);
    expect(wide.variance).toBeCloseTo(50 * 0.24 * (1 + 49 * 0.1), 7);
    const flat = betaBinomialDistribution(9, 0.5, 1 / 3);
    for (let number = 0; number <= 9; number += 1) expect(probabilityOf(flat, number)).toBeCloseTo(0.1, 12);
  });

  it('keep both ends of a beta that is high at zero and one, also for many members', () => {
    const split = betaBinomialDistribution(2000, 0.5, 0.8);
    expect(split.mean).toBeCloseTo(1000, 6);
    expect(split.variance).toBeCloseTo(2000 * 0.25 * (1 + 1999 * 0.8), 2);
    expect(probabilityOf(split, 0)).toBeGreaterThan(probabilityOf(split, 1000));
    const low = betaBinomialDistribution(5000, 0.99, 0.05);
    expect(low.mean).toBeCloseTo(4950, 6);
  });

  it('are binomial without correlation or without doubt', () => {
    expect(betaBinomialDistribution(10, 0.3, 0).method).toBe('exact');
    expect(betaBinomialDistribution(10, 1, 0.3).mean).toBe(10);
    expect(betaBinomialDistribution(1, 0.3, 0.3).mean).toBeCloseTo(0.3, 14);
  });
});
