import { IsNumber, Max, Min } from 'class-validator';
import type { TierThresholds } from '../../../core/prediction/index.js';
import { Problem } from '../../../platform/http/index.js';
import type { VersionedTierThresholds } from './tier-thresholds.repository.js';

/** Both thresholds; those that are there are replaced. */
export class TierThresholdsRequest {
  /**
   * Probability from which on a gap is of the high tier: above `medium`.
   * @example 0.7
   */
  @IsNumber()
  @Min(0)
  @Max(1)
  high: number;

  /**
   * Probability from which on a gap is of the medium tier; below, it is of the low one.
   * @example 0.4
   */
  @IsNumber()
  @Min(0)
  @Max(1)
  medium: number;
}

/** What tiers are given by. */
export class TierThresholdsResponse extends TierThresholdsRequest {
  /** Counts the changes, from 1. */
  version: number;
}

export const toTierThresholdsResponse = ({ thresholds, version }: VersionedTierThresholds): TierThresholdsResponse => ({
  ...thresholds,
  version,
});

/** The thresholds as data. @throws Problem where the high tier would not begin above the medium one */
export function tierThresholdsOf({ high, medium }: TierThresholdsRequest): TierThresholds {
  if (high > medium) return { high, medium };
  throw new Problem('validation-failed', 'One or more fields are not valid.', [
    { pointer: '/high', code: 'high-not-above-medium', message: 'The high tier begins above the medium one.' },
  ]);
}
