import { type Scale, insideFences, outerFences } from './outliers.js';
import { fromTicks, toTicks } from './ticks.js';
import type { ContractScore, CutPointMeasure, OutlierBounds } from './types.js';

/** From this percentage of members in a disaster area a contract's scores were left out of the clustering before 2026. */
export const DISASTER_EXCLUSION_PERCENT = 60;

/**
 * The percentage from which contracts are left out of the clustering of non-CAHPS measures in a star year, or null.
 * The 60 percent rule was removed with the 2026 Star Ratings (TN p.2, change e).
 */
export function disasterExclusion(starYear: number): number | null {
  return starYear >= 2026 ? null : DISASTER_EXCLUSION_PERCENT;
}

/** Scores or facts that no cut point can be computed from. `field` names what is wrong, never its value. */
export class CutPointInputError extends Error {
  constructor(
    readonly field: string,
    reason: string,
  ) {
    super(`${field}: ${reason}`);
    this.name = 'CutPointInputError';
  }
}

/** The contracts a measure's cut points are computed from, and those left out. */
export interface Population {
  /** Scores in ticks, in the order of the contract numbers. */
  readonly ticks: readonly number[];
  readonly bounds: OutlierBounds;
  readonly excludedForDisaster: readonly string[];
  readonly outliers: readonly string[];
  /** Largest minus smallest score without outliers: next year's restricted range (TN p.161). */
  readonly range: number;
}

function checked(measure: CutPointMeasure, scores: readonly ContractScore[]): ContractScore[] {
  const { minimum = -Infinity, maximum = Infinity } = measure;
  const seen = new Set<string>();
  for (const { contractId, score, disasterPercent = 0 } of scores) {
    if (seen.has(contractId)) throw new CutPointInputError('contractId', `twice in ${measure.id}`);
    seen.add(contractId);
    if (!Number.isFinite(score) || score < minimum || score > maximum)
      throw new CutPointInputError('score', `not on the scale of ${measure.id}`);
    if (!(disasterPercent >= 0 && disasterPercent <= 100))
      throw new CutPointInputError('disasterPercent', 'not in 0–100');
  }
  return [...scores].sort((a, b) => (a.contractId < b.contractId ? -1 : 1));
}

function scaleInTicks(measure: CutPointMeasure): Scale {
  const { minimum, maximum, decimals } = measure;
  return {
    ...(minimum === undefined ? {} : { minimum: toTicks(minimum, decimals) }),
    ...(maximum === undefined ? {} : { maximum: toTicks(maximum, decimals) }),
  };
}

/**
 * Leaves out the contracts excluded by the disaster rule, then Tukey's outer-fence outliers (TN p.152).
 *
 * @param disasterExclusionPercent contracts at or above it are left out; null: nobody is
 * @throws CutPointInputError for scores off the scale, contracts given twice, or nothing left
 */
export function selectPopulation(
  measure: CutPointMeasure,
  scores: readonly ContractScore[],
  disasterExclusionPercent: number | null = null,
): Population {
  const ordered = checked(measure, scores);
  const isExcluded = ({ disasterPercent = 0 }: ContractScore): boolean =>
    disasterExclusionPercent !== null && disasterPercent >= disasterExclusionPercent;
  const kept = ordered.filter((contract) => !isExcluded(contract));
  if (kept.length === 0) throw new CutPointInputError('scores', `none for ${measure.id}`);
  const { decimals } = measure;
  const fences = outerFences(
    kept.map(({ score }) => toTicks(score, decimals)),
    scaleInTicks(measure),
  );
  const isInside = ({ score }: ContractScore): boolean => insideFences(toTicks(score, decimals), fences);
  const ticks = kept.filter(isInside).map(({ score }) => toTicks(score, decimals));
  const smallest = ticks.reduce((least, value) => Math.min(least, value), Infinity);
  const largest = ticks.reduce((most, value) => Math.max(most, value), -Infinity);
  return {
    ticks,
    bounds: { lower: fences.lower / 10 ** decimals, upper: fences.upper / 10 ** decimals },
    excludedForDisaster: ordered.filter(isExcluded).map(({ contractId }) => contractId),
    outliers: kept.filter((contract) => !isInside(contract)).map(({ contractId }) => contractId),
    range: fromTicks(largest - smallest, decimals),
  };
}
