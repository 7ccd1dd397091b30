import type { Tier } from '../gaps/index.js';

/** Probabilities from which a gap is of the high and of the medium tier, which a plan keeps as data. */
export interface TierThresholds {
  readonly high: number;
  readonly medium: number;
}

/** What a plan begins with, until it has data of its own. */
export const DEFAULT_TIER_THRESHOLDS: TierThresholds = { high: 0.7, medium: 0.4 };

/** The tier of a probability; a threshold itself belongs to the upper tier. */
export function tierOf(probability: number, { high, medium }: TierThresholds): Tier {
  if (probability >= high) return 'high';
  return probability >= medium ? 'medium' : 'low';
}
