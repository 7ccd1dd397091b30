import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { createRandom, randomFromState, randomOrder } from './index.js';

// Room for busy machines: these tests compute much, and none of them waits.
vi.setConfig({ testTimeout: 60_000 });

describe('xoshiro128**', () => {
  it("gives the reference implementation's stream for the state 1, 2, 3, 4", () => {
    const random = randomFromState([1, 2, 3, 4]);
    const first = Array.from({ length: 10 }, () => random.nextUint32());
    expect(first).toEqual([
      11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804,
    ]);
  });

  it('gives the same numbers for the same seed and others for another seed or stream', () => {
    const draw = (seed: number, stream?: number): number[] => {
      const random = createRandom(seed, stream);
      return Array.from({ length: 5 }, () => random.nextUint32());
    };
    expect(draw(42)).toEqual(draw(42));
    expect(draw(42)).not.toEqual(draw(43));
    expect(draw(42, 1)).not.toEqual(draw(42, 2));
    expect(draw(2 ** 40)).not.toEqual(draw(0));
  });

  it('keeps its published stream: these numbers may never change', () => {
    const random = createRandom(8_675_309);
    expect([random.nextUint32(), random.nextUint32(), random.nextUint32()]).toMatchInlineSnapshot(`
      [
        1276645253,
        833391043,
        2179124405,
      ]
    `);
  });

  it('refuses a state of zeros, seeds and streams out of range', () => {
    expect(() => randomFromState([0, 0, 0, 0])).toThrow(RangeError);
    for (const seed of [-1, 0.5, Number.NaN, 2 ** 53]) expect(() => createRandom(seed)).toThrow(RangeError);
    for (const stream of [-1, 0.5, 2 ** 32]) expect(() => createRandom(1, stream)).toThrow(RangeError);
    for (const bound of [0, 1.5, 2 ** 33]) expect(() => createRandom(1).nextInt(bound)).toThrow(RangeError);
  });

  it('draws floats in [0, 1) with the mean and variance of the uniform distribution', () => {
    const random = createRandom(7);
    const size = 20_000;
    let sum = 0;
    let squares = 0;
    for (let index = 0; index < size; index += 1) {
      const value = random.nextFloat();
      expect(value >= 0 && value < 1).toBe(true);
      sum += value;
      squares += value * value;
    }
    expect(sum / size).toBeCloseTo(0.5, 1.9);
    expect(squares / size - (sum / size) ** 2).toBeCloseTo(1 / 12, 2);
  });

  it('draws whole numbers without modulo bias', () => {
    const random = createRandom(3);
    const counts = [0, 0, 0];
    for (let index = 0; index < 30_000; index += 1) {
      const pick = random.nextInt(3);
      counts[pick] = (counts[pick] ?? 0) + 1;
    }
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(400);
  });

  it('orders every set completely', () => {
    fc.assert(
      fc.property(fc.nat(60), fc.nat(), (size, seed) => {
        const order = randomOrder(size, createRandom(seed));
        return [...order].sort((a, b) => a - b).every((value, index) => value === index) && order.length === size;
      }),
    );
  });
});
