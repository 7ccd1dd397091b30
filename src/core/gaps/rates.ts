import type { Evidence } from './evidence.js';

/** Gaps of one measure by evidence. */
export type EvidenceCounts = Readonly<Record<Evidence, number>>;

/** A measure's rate as it follows from the gaps. */
export interface GapRate {
  readonly numerator: number;
  readonly denominator: number;
  /** 0–100, unrounded; null without a denominator. */
  readonly rate: number | null;
}

export const NO_GAPS: EvidenceCounts = { open: 0, closed: 0, prospective: 0, excluded: 0, not_applicable: 0 };

/** Counts evidence states. */
export function countEvidence(states: Iterable<Evidence>): EvidenceCounts {
  const counts = { ...NO_GAPS };
  for (const state of states) counts[state]++;
  return counts;
}

/**
 * Numerator: closed. Denominator: closed, open and prospective (in the population, not yet due). Excluded and not
 * applicable members count in neither (HEDIS: required exclusions leave the eligible population).
 */
export function gapRate(counts: EvidenceCounts): GapRate {
  const numerator = counts.closed;
  const denominator = counts.closed + counts.open + counts.prospective;
  return { numerator, denominator, rate: denominator === 0 ? null : (numerator * 100) / denominator };
}
