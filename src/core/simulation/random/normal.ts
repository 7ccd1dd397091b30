import { normalQuantile } from './portable-math.js';
import type { RandomSource } from './xoshiro.js';

/**
 * A standard normal draw: the quantile of one uniform draw from the middle of 2^52 equal cells. One uniform for each
 * normal, in order, and the same bits on every machine.
 */
export function nextNormal(random: RandomSource): number {
  const high = random.nextUint32();
  const low = random.nextUint32() >>> 12;
  return normalQuantile((high * 0x100000 + low + 0.5) / 0x10000000000000);
}
