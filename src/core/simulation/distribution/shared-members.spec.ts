import { describe, expect, it } from 'vitest';
import { bothClose, measureCorrelationOf, SimulationInputError } from './index.js';

describe("a member's gaps in two measures", () => {
  it('close together as the bivariate normal says: at one half each, 1/4 + asin(r)/2π (Sheppard 1899)', () => {
    for (const r of [0, 0.2, 0.5, 0.9])
      expect(bothClose(0.5, 0.5, r)).toBeCloseTo(0.25 + Math.asin(r) / (2 * Math.PI), 8);
    expect(bothClose(0.3, 0.6, 0)).toBeCloseTo(0.18, 12);
    expect(bothClose(1, 0.6, 0.7)).toBeCloseTo(0.6, 9);
  });

  it('correlate the numerators as the enumeration of every outcome says', () => {
    // Two shared members, one more with a gap in the first measure only.
    const shared = [
      { first: 0.3, second: 0.6, members: 1 },
      { first: 0.7, second: 0.5, members: 1 },
    ];
    const alone = 0.4;
    const r = 0.5;
    const moments = { a: 0, b: 0, aa: 0, bb: 0, ab: 0 };
    for (let outcome = 0; outcome < 32; outcome += 1) {
      const bit = (place: number): number => (outcome >> place) & 1;
      let weight = bit(4) === 1 ? alone : 1 - alone;
      shared.forEach(({ first, second }, member) => {
        const both = bothClose(first, second, r);
        const [x, y] = [bit(2 * member), bit(2 * member + 1)];
        weight *= x === 1 ? (y === 1 ? both : first - both) : y === 1 ? second - both : 1 - first - second + both;
      });
      const [a, b] = [bit(0) + bit(2) + bit(4), bit(1) + bit(3)];
      moments.a += weight * a;
      moments.b += weight * b;
      moments.aa += weight * a * a;
      moments.bb += weight * b * b;
      moments.ab += weight * a * b;
    }
    const expected =
      (moments.ab - moments.a * moments.b) / Math.sqrt((moments.aa - moments.a ** 2) * (moments.bb - moments.b ** 2));
    const groups = (chances: number[]) => chances.map((probability) => ({ probability, members: 1 }));
    expect(measureCorrelationOf(groups([0.3, 0.7, alone]), groups([0.6, 0.5]), shared, r)).toBeCloseTo(expected, 10);
  });

  it('leave measures independent where no member is in both, or a member’s gaps are', () => {
    const gaps = [{ probability: 0.5, members: 10 }];
    expect(measureCorrelationOf(gaps, gaps, [], 0.5)).toBe(0);
    expect(measureCorrelationOf(gaps, gaps, [{ first: 0.5, second: 0.5, members: 10 }], 0)).toBeCloseTo(0, 12);
    expect(measureCorrelationOf([], gaps, [], 0.5)).toBe(0);
  });

  it('are refused when impossible', () => {
    const gaps = [{ probability: 0.5, members: 10 }];
    expect(() => measureCorrelationOf(gaps, gaps, [], 1)).toThrow(SimulationInputError);
    expect(() => measureCorrelationOf(gaps, gaps, [{ first: 2, second: 0, members: 1 }], 0)).toThrow('probability');
  });
});
