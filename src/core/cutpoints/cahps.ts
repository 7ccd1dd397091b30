import { sasPercentile } from './percentile.js';
import { roundHalfUp } from './ticks.js';
import type { CutPoints } from './types.js';

/** Percentiles that bound the CAHPS base groups 1|2, 2|3, 3|4, 4|5 (TN table K-7, p.162). */
export const CAHPS_PERCENTILES = [15, 30, 60, 80] as const;

/** Difference of a contract's mean from the national mean. */
export type Significance = 'below' | 'none' | 'above';

/**
 * The boundaries of the CAHPS base groups: percentiles of the contracts' means, rounded to whole points (TN p.161).
 *
 * CMS takes the unrounded case-mix-adjusted means, which it does not publish. From published whole scores a
 * boundary can be one point off. CAHPS cut points have neither outlier deletion, resampling nor guardrails.
 */
export function cahpsBaseGroupCutPoints(scores: readonly number[]): CutPoints {
  const sorted = [...scores].sort((a, b) => a - b);
  return CAHPS_PERCENTILES.map((percent) => roundHalfUp(sasPercentile(sorted, percent), 0)) as unknown as CutPoints;
}

/** What CMS knows of a contract's CAHPS measure beyond its rounded score; only the contract's own report has it. */
export interface CahpsEvidence {
  readonly baseGroup: 1 | 2 | 3 | 4 | 5;
  readonly significance: Significance;
  /** Reliability of at least 0.60 but below 0.75, and in the lowest 12 % of contracts (TN p.163). */
  readonly lowReliability: boolean;
  /** Further than one standard error outside the 1|2 boundary (group 1) or the 4|5 boundary (group 5). */
  readonly beyondOneStandardError: boolean;
}

/** Table K-8 (TN p.163): rows by base group, columns below/low, below/not low, none/low, none/not low, above/low, above/not low. */
const TABLE_K8 = {
  farBelow: [1, 1, 2, 2, 2, 2],
  1: [2, 1, 2, 2, 2, 2],
  2: [2, 2, 3, 2, 3, 2],
  3: [2, 2, 3, 3, 4, 4],
  4: [3, 4, 3, 4, 4, 4],
  5: [4, 4, 4, 4, 4, 5],
  farAbove: [4, 4, 4, 4, 5, 5],
} as const;

/** The CAHPS star of one contract (TN table K-8, p.163). */
export function cahpsStar(evidence: CahpsEvidence): 1 | 2 | 3 | 4 | 5 {
  const { baseGroup, significance, lowReliability, beyondOneStandardError } = evidence;
  const far =
    beyondOneStandardError && baseGroup === 1
      ? 'farBelow'
      : beyondOneStandardError && baseGroup === 5
        ? 'farAbove'
        : null;
  const row = TABLE_K8[far ?? baseGroup];
  const column = { below: 0, none: 2, above: 4 }[significance] + (lowReliability ? 0 : 1);
  return row[column] as 1 | 2 | 3 | 4 | 5;
}

/**
 * The stars a contract of this base group can have when significance and reliability are unknown, as they are for
 * everybody but the contract itself.
 *
 * @param lowReliabilityPossible false for measures whose 12 % cutoff rules it out (TN table K-9, p.163)
 */
export function cahpsPossibleStars(baseGroup: 1 | 2 | 3 | 4 | 5, lowReliabilityPossible = true): number[] {
  const stars = new Set<number>();
  for (const significance of ['below', 'none', 'above'] as const)
    for (const lowReliability of lowReliabilityPossible ? [true, false] : [false])
      for (const beyondOneStandardError of [true, false])
        stars.add(cahpsStar({ baseGroup, significance, lowReliability, beyondOneStandardError }));
  return [...stars].sort();
}
