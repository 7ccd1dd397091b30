import { type RandomSource, createRandom, randomOrder } from '../simulation/random/index.js';
import { clusterThresholds } from './thresholds.js';
import type { Scale } from './outliers.js';
import { ascendingOrder, wardClusters } from './ward.js';

/** CMS forms ten groups of equal size and leaves one out at a time (TN p.152–153). */
export const RESAMPLING_GROUPS = 10;

/** The seed printed in CMS's SAS call (TN p.152). The generator and the list of contracts differ, so the groups do too. */
export const CMS_SEED = 8_675_309;

/** How the random groups are drawn. */
export interface ResampleOptions {
  /** Seed of the assignment, 0 … 2^53 − 1. Default: the number CMS prints. */
  readonly seed?: number;
  /** Number of independent assignments averaged, at least 1: more remove the noise of one seed. Default 1. */
  readonly repeats?: number;
}

/** A boundary over all clusterings: the sum to be averaged and how far the single clusterings lie apart. */
export interface ResampledThreshold {
  readonly total: number;
  readonly count: number;
  readonly smallest: number;
  readonly largest: number;
}

/** The group 0 … groups − 1 of each observation: random, sizes differing by at most one. */
export function assignGroups(size: number, groups: number, random: RandomSource): Uint8Array {
  const assignment = new Uint8Array(size);
  randomOrder(size, random).forEach((observation, place) => {
    assignment[observation] = place % groups;
  });
  return assignment;
}

/**
 * Mean resampling: clusters the scores ten times, each time without one of ten random groups, and collects the
 * boundaries of every clustering (TN p.152–154).
 *
 * @param scores whole numbers in the order of the observations; at least one
 * @param levels number of star levels to form: 5, or 3 and 2 for the improvement measures
 */
export function resampleThresholds(
  scores: readonly number[],
  levels: number,
  direction: 'higher' | 'lower',
  scale: Scale,
  options: ResampleOptions = {},
): ResampledThreshold[] {
  const { seed = CMS_SEED, repeats = 1 } = options;
  if (!Number.isInteger(repeats) || repeats < 1) throw new RangeError('repeats must be a whole number of at least 1');
  if (scores.length === 0) throw new RangeError('resampling needs at least one score');
  const collected = Array.from({ length: levels - 1 }, () => ({
    total: 0,
    count: 0,
    smallest: Infinity,
    largest: -Infinity,
  }));
  const order = ascendingOrder(scores);
  for (let repeat = 0; repeat < repeats; repeat += 1) {
    const groupOf = assignGroups(scores.length, RESAMPLING_GROUPS, createRandom(seed, repeat));
    for (let left = 0; left < RESAMPLING_GROUPS; left += 1) {
      const kept = order.filter((observation) => groupOf[observation] !== left);
      if (kept.length === 0) continue;
      const thresholds = clusterThresholds(wardClusters(scores, levels, kept), levels, direction, scale);
      thresholds.forEach((value, place) => {
        const sum = collected[place];
        if (sum === undefined) return;
        sum.total += value;
        sum.count += 1;
        sum.smallest = Math.min(sum.smallest, value);
        sum.largest = Math.max(sum.largest, value);
      });
    }
  }
  return collected;
}
