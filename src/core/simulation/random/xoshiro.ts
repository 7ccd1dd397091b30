/** A stream of random numbers that is the same on every machine for the same seed. */
export interface RandomSource {
  /** The next whole number in 0 … 2^32 − 1. */
  nextUint32(): number;
  /** The next number in [0, 1) on the grid of 2^−53. */
  nextFloat(): number;
  /** The next whole number in 0 … bound − 1, without modulo bias. */
  nextInt(bound: number): number;
}

const TWO_32 = 0x1_0000_0000;

function rotateLeft(value: number, bits: number): number {
  return ((value << bits) | (value >>> (32 - bits))) >>> 0;
}

/** SplitMix32: spreads a 32-bit seed over the four words of the state (32-bit integer arithmetic only). */
function splitMix32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let z = state;
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return (z ^ (z >>> 15)) >>> 0;
  };
}

/**
 * xoshiro128** 1.1 (Blackman and Vigna, 2018) from a given state of four 32-bit words, not all zero.
 * Integer arithmetic modulo 2^32 only, so that every machine gives the same stream.
 */
export function randomFromState(state: readonly [number, number, number, number]): RandomSource {
  let [s0, s1, s2, s3] = state.map((word) => word >>> 0) as [number, number, number, number];
  if ((s0 | s1 | s2 | s3) === 0) throw new RangeError('the state of xoshiro128** must not be all zero');

  function nextUint32(): number {
    const result = Math.imul(rotateLeft(Math.imul(s1, 5), 7), 9) >>> 0;
    const t = (s1 << 9) >>> 0;
    s2 = (s2 ^ s0) >>> 0;
    s3 = (s3 ^ s1) >>> 0;
    s1 = (s1 ^ s2) >>> 0;
    s0 = (s0 ^ s3) >>> 0;
    s2 = (s2 ^ t) >>> 0;
    s3 = rotateLeft(s3, 11);
    return result;
  }

  return {
    nextUint32,
    nextFloat() {
      const high = nextUint32() >>> 5;
      const low = nextUint32() >>> 6;
      return (high * 0x4000000 + low) / 0x20000000000000;
    },
    nextInt(bound) {
      if (!Number.isInteger(bound) || bound < 1 || bound > TWO_32) throw new RangeError('bound must be 1 … 2^32');
      const limit = TWO_32 - (TWO_32 % bound);
      let value = nextUint32();
      while (value >= limit) value = nextUint32();
      return value % bound;
    },
  };
}

/**
 * A random source from a seed and a stream number: different streams of one seed are unrelated.
 *
 * @param seed whole number, 0 … 2^53 − 1
 * @param stream whole number, 0 … 2^32 − 1 (a measure's place, a worker's number)
 * @throws RangeError if either is out of range
 */
export function createRandom(seed: number, stream = 0): RandomSource {
  if (!Number.isSafeInteger(seed) || seed < 0) throw new RangeError('seed must be a whole number of 0 … 2^53 − 1');
  if (!Number.isInteger(stream) || stream < 0 || stream >= TWO_32)
    throw new RangeError('stream must be a whole number of 0 … 2^32 − 1');
  const low = splitMix32(seed % TWO_32);
  const high = splitMix32((Math.floor(seed / TWO_32) ^ 0x5851f42d) >>> 0);
  const way = splitMix32((stream ^ 0x14057b7e) >>> 0);
  const word = (): number => (low() ^ rotateLeft(high(), 11) ^ rotateLeft(way(), 22)) >>> 0;
  const state: [number, number, number, number] = [word(), word(), word(), word()];
  if ((state[0] | state[1] | state[2] | state[3]) === 0) state[0] = 1;
  return randomFromState(state);
}

/** A random order of 0 … size − 1 (Fisher–Yates). */
export function randomOrder(size: number, random: RandomSource): number[] {
  const order = Array.from({ length: size }, (_, index) => index);
  for (let last = size - 1; last > 0; last -= 1) {
    const pick = random.nextInt(last + 1);
    const kept = order[last] as number;
    order[last] = order[pick] as number;
    order[pick] = kept;
  }
  return order;
}
