import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { divideHalfUp, floorDivide, meanUnits, varianceUnits, type RunSums } from './exact-arithmetic.js';

/** Rounds a non-negative fraction half up by the definition: floor(x + 1/2). */
const halfUp = (a: bigint, b: bigint): number => Number((2n * a + b) / (2n * b));

interface Rated {
  readonly weight: number;
  readonly star: number;
}

function sumsOf(rated: readonly Rated[]): RunSums {
  const total = (value: (one: Rated) => number): number => rated.reduce((sum, one) => sum + value(one), 0);
  return {
    weight: total((one) => one.weight),
    first: total((one) => one.weight * one.star),
    second: total((one) => one.weight * one.star ** 2),
    count: rated.length,
  };
}

/** Mean and variance as CMS writes them (TN p.14-15), in rationals: n * sum(w (x - mean)^2) / (W (n - 1)). */
function reference(rated: readonly Rated[]): { mean: number; variance: number } {
  const [W, S] = [
    rated.reduce((sum, one) => sum + BigInt(one.weight), 0n),
    rated.reduce((sum, one) => sum + BigInt(one.weight * one.star), 0n),
  ];
  const n = BigInt(rated.length);
  // x - S/W = (xW - S)/W
  const squares = rated.reduce((sum, one) => sum + BigInt(one.weight) * (BigInt(one.star) * W - S) ** 2n, 0n);
  return {
    mean: halfUp(S * 1_000_000n, W),
    variance: n > 1n ? halfUp(n * squares * 1_000_000n, (n - 1n) * W ** 3n) : 0,
  };
}

const ratedMeasures = (maxWeight: number): fc.Arbitrary<Rated[]> =>
  fc.array(fc.record({ weight: fc.integer({ min: 1, max: maxWeight }), star: fc.integer({ min: 1, max: 5 }) }), {
    minLength: 1,
    maxLength: 60,
  });

describe('exact arithmetic', () => {
  it.each([5, 150, 2000])('mean and variance equal the rational reference for weights up to %i', (maxWeight) => {
    fc.assert(
      fc.property(ratedMeasures(maxWeight), (rated) => {
        const sums = sumsOf(rated);
        expect({ mean: meanUnits(sums, 6), variance: varianceUnits(sums, 6) }).toEqual(reference(rated));
      }),
    );
  });

  it('stays exact where products pass the bound of doubles', () => {
    const rated = Array.from({ length: 60 }, (_, k) => ({ weight: 99_999_937 + k, star: 1 + (k % 5) }));
    const sums = sumsOf(rated);
    expect({ mean: meanUnits(sums, 6), variance: varianceUnits(sums, 6) }).toEqual(reference(rated));
    expect(meanUnits({ weight: 2 ** 40, first: 3 * 2 ** 40, second: 0, count: 1 }, 6)).toBe(3_000_000);
  });

  it('one measure has the variance 0', () => {
    expect(varianceUnits({ weight: 3, first: 12, second: 48, count: 1 }, 6)).toBe(0);
  });

  it('equal stars have the variance 0, and the mean lies between the lowest and the highest star', () => {
    fc.assert(
      fc.property(ratedMeasures(5), (rated) => {
        const mean = meanUnits(sumsOf(rated), 6) / 1e6;
        expect(mean).toBeGreaterThanOrEqual(Math.min(...rated.map((one) => one.star)));
        expect(mean).toBeLessThanOrEqual(Math.max(...rated.map((one) => one.star)));
        expect(varianceUnits(sumsOf(rated.map((one) => ({ ...one, star: 4 }))), 6)).toBe(0);
      }),
    );
  });

  it('division of whole numbers is exact up to 2^52', () => {
    const whole = fc.integer({ min: 1, max: 2 ** 52 - 1 });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 52 - 1 }), whole, (a, b) => {
        expect(floorDivide(a, b)).toBe(Number(BigInt(a) / BigInt(b)));
      }),
    );
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 25 }), fc.integer({ min: 1, max: 2 ** 26 }), (q, b) => {
        expect(floorDivide(q * b, b)).toBe(q);
        expect(floorDivide(q * b - 1, b)).toBe(q - 1);
      }),
    );
  });

  it('rounds halves up', () => {
    expect([divideHalfUp(1, 2), divideHalfUp(3, 2), divideHalfUp(1, 3), divideHalfUp(2, 3)]).toEqual([1, 2, 0, 1]);
  });
});
