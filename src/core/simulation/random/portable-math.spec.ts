import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom, nextNormal, normalCdf, normalQuantile, portableExp, portableLog } from './index.js';

function relative(found: number, expected: number): number {
  return Math.abs(found - expected) / Math.max(Math.abs(expected), Number.MIN_VALUE);
}

describe('portable logarithm and exponential', () => {
  it('agree with the engine to the last digits', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-300, max: 1e300, noNaN: true }), (value) => {
        const expected = Math.log(value);
        return Math.abs(portableLog(value) - expected) <= 1e-15 * Math.max(1, Math.abs(expected));
      }),
      { numRuns: 2000 },
    );
    fc.assert(
      fc.property(
        fc.double({ min: -700, max: 700, noNaN: true }),
        (value) => relative(portableExp(value), Math.exp(value)) < 4e-15,
      ),
      { numRuns: 2000 },
    );
  });

  it('know their limits', () => {
    expect(portableLog(0)).toBe(-Infinity);
    expect(portableLog(Infinity)).toBe(Infinity);
    expect(portableLog(-1)).toBeNaN();
    expect(portableLog(NaN)).toBeNaN();
    expect(portableLog(Number.MIN_VALUE)).toBeCloseTo(Math.log(Number.MIN_VALUE), 9);
    expect(portableExp(1000)).toBe(Infinity);
    expect(portableExp(-1000)).toBe(0);
    expect(portableExp(NaN)).toBeNaN();
    expect(relative(portableExp(709.7), Math.exp(709.7))).toBeLessThan(1e-14);
  });
});

describe('the normal distribution', () => {
  // Reference figures: SciPy 1.17, scipy.stats.norm.
  it.each([
    [1e-300, -37.0470962993612],
    [1e-20, -9.262340089798409],
    [1e-10, -6.361340902404056],
    [0.001, -3.090232306167813],
    [0.025, -1.9599639845400545],
    [0.07, -1.4757910281791706],
    [0.3, -0.5244005127080409],
    [0.9, 1.2815515655446004],
    [0.9999, 3.719016485455709],
  ])('has the quantile of %d at %d', (p, x) => {
    expect(relative(normalQuantile(p), x)).toBeLessThan(1e-14);
  });

  it.each([
    [-30, 4.906713927147908e-198],
    [-10, 7.61985302416047e-24],
    [-7.5, 3.1908916729108844e-14],
    [-3, 0.0013498980316300933],
    [-1, 0.15865525393145707],
    [-0.1, 0.460172162722971],
    [0, 0.5],
    [0.5, 0.6914624612740131],
    [2, 0.9772498680518208],
    [6, 0.9999999990134123],
  ])('has at most %d with probability %d', (x, p) => {
    expect(Math.abs(normalCdf(x) - p)).toBeLessThan(1e-14);
    expect(relative(normalCdf(x), p)).toBeLessThan(1e-11);
  });

  it('knows its limits', () => {
    expect(normalQuantile(0.5)).toBe(0);
    expect(normalQuantile(0)).toBe(-Infinity);
    expect(normalQuantile(1)).toBe(Infinity);
    expect(normalQuantile(1.1)).toBeNaN();
    expect(normalCdf(40)).toBe(1);
    expect(normalCdf(-40)).toBe(0);
    expect(normalCdf(NaN)).toBeNaN();
  });

  it('is its own inverse', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true }),
        (p) => Math.abs(normalCdf(normalQuantile(p)) - p) < 1e-13,
      ),
    );
  });

  it('draws with mean 0 and variance 1, the same for the same seed', () => {
    const random = createRandom(11);
    const draws = Array.from({ length: 20_000 }, () => nextNormal(random));
    const mean = draws.reduce((sum, value) => sum + value, 0) / draws.length;
    const variance = draws.reduce((sum, value) => sum + (value - mean) ** 2, 0) / draws.length;
    expect(Math.abs(mean)).toBeLessThan(0.03);
    expect(Math.abs(variance - 1)).toBeLessThan(0.04);
    expect(nextNormal(createRandom(11))).toBe(draws[0]);
  });
});
