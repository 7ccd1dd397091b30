import { GROUP, type CompiledRules, type CompiledThresholds, type Members } from './compiled-rules.js';
import { meanUnits, varianceUnits, type RunSums } from './exact-arithmetic.js';

/** Weight, first and second moment and count for each of the three groups of measures. */
export type GroupSums = Float64Array;
const WIDTH = 4;
const IMPROVEMENT = GROUP.improvement * WIDTH;
const FRESH = GROUP.fresh * WIDTH;

/** Adds up the rated measures once; every run is a sum of groups. */
export function sumGroups(
  members: Members,
  stars: Int8Array,
  sums: GroupSums = new Float64Array(3 * WIDTH),
): GroupSums {
  sums.fill(0);
  const { indices, weights, groups } = members;
  for (let k = 0; k < indices.length; k += 1) {
    const star = stars[indices[k] as number] as number;
    if (star > 0) addTo(sums, groups[k] as number, weights[k] as number, star);
  }
  return sums;
}

/** Adds one rated measure. */
function addTo(sums: GroupSums, group: number, weight: number, star: number): void {
  const at = group * WIDTH;
  sums[at] = (sums[at] as number) + weight;
  sums[at + 1] = (sums[at + 1] as number) + weight * star;
  sums[at + 2] = (sums[at + 2] as number) + weight * star * star;
  sums[at + 3] = (sums[at + 3] as number) + 1;
}

/** Gives one rated measure another star. */
export function moveStar(sums: GroupSums, group: number, weight: number, from: number, to: number): void {
  const at = group * WIDTH;
  sums[at + 1] = (sums[at + 1] as number) + weight * (to - from);
  sums[at + 2] = (sums[at + 2] as number) + weight * (to * to - from * from);
}

/** The sums of one run: bit 1 of `run` leaves the improvement measures out, bit 0 the new measures. */
export function sumsOfRun(sums: GroupSums, run: number): RunSums {
  const improvement = run & 2 ? 0 : 1;
  const fresh = run & 1 ? 0 : 1;
  // Spelled out, without a loop or closure: this is the innermost step of traces and simulations.
  return {
    weight: sums[0] + improvement * sums[IMPROVEMENT] + fresh * sums[FRESH],
    first: sums[1] + improvement * sums[IMPROVEMENT + 1] + fresh * sums[FRESH + 1],
    second: sums[2] + improvement * sums[IMPROVEMENT + 2] + fresh * sums[FRESH + 2],
    count: sums[3] + improvement * sums[IMPROVEMENT + 3] + fresh * sums[FRESH + 3],
  };
}

/** Mean of a run in micro-units, at the precision of the rule set. */
export function meanOf({ meanUnit, meanPlaces }: CompiledRules, sums: RunSums): number {
  return meanUnits(sums, meanPlaces) * meanUnit;
}

/** Variance of a run in micro-units, at the precision of the rule set. */
export function varianceOf({ varianceUnit, variancePlaces }: CompiledRules, sums: RunSums): number {
  return varianceUnits(sums, variancePlaces) * varianceUnit;
}

/** How a mean and a variance stand to the thresholds. */
export interface RewardClass {
  readonly mean: 'high' | 'relativelyHigh' | 'below';
  readonly variance: 'low' | 'medium' | 'high';
}

/** A mean at its threshold counts as reached; a variance at its threshold counts as the higher class (TN p.15). */
export function rewardClass(thresholds: CompiledThresholds, mean: number, variance: number): RewardClass {
  return {
    mean: mean >= thresholds.meanHigh ? 'high' : mean >= thresholds.meanRelativelyHigh ? 'relativelyHigh' : 'below',
    variance: variance < thresholds.varianceLow ? 'low' : variance < thresholds.varianceHigh ? 'medium' : 'high',
  };
}

/** The reward factor in micro-units (TN p.15). */
export function rewardOf(rules: CompiledRules, thresholds: CompiledThresholds, mean: number, variance: number): number {
  const { factors } = rules;
  if (mean < thresholds.meanRelativelyHigh || variance >= thresholds.varianceHigh) return factors.otherwise;
  const low = variance < thresholds.varianceLow;
  if (mean >= thresholds.meanHigh) return low ? factors.highMeanLowVariance : factors.highMeanMediumVariance;
  return low ? factors.relativelyHighMeanLowVariance : factors.relativelyHighMeanMediumVariance;
}

/** Mean + reward + adjustment, at most the cap, at the precision of the rule set, in micro-units (TN p.13, p.22-23). */
export function finalOf(rules: CompiledRules, mean: number, reward: number, adjustment: number): number {
  const unit = rules.finalUnit;
  const sum = mean + reward + adjustment;
  return Math.min(rules.cap, unit === 1 ? sum : Math.floor((2 * sum + unit) / (2 * unit)) * unit);
}

/** The rounded rating in micro-units: nearest step, halves up (TN p.23, Table 22). */
export function roundToStep(rules: CompiledRules, final: number): number {
  return Math.floor((2 * final + rules.step) / (2 * rules.step)) * rules.step;
}

/** No rating in this run: it has no measures. */
export const NO_FINAL = -1e9;

/**
 * The final value of one run in micro-units, or NO_FINAL. A mean below its lower threshold earns no reward whatever the
 * variance, which is then not computed.
 */
export function finalOfRun(
  rules: CompiledRules,
  sums: GroupSums,
  run: number,
  thresholds: CompiledThresholds,
  adjustment: number,
): number {
  const ofRun = sumsOfRun(sums, run);
  if (ofRun.weight === 0) return NO_FINAL;
  const mean = meanOf(rules, ofRun);
  const rewarded = mean >= thresholds.meanRelativelyHigh;
  const reward = rewarded ? rewardOf(rules, thresholds, mean, varianceOf(rules, ofRun)) : rules.factors.otherwise;
  return finalOf(rules, mean, reward, adjustment);
}
