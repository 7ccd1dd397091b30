import type { EvidenceCounts, Tier } from '../gaps/index.js';
import type { Evidence } from '../gaps/index.js';
import type { Star } from '../ratings/index.js';

/** Gaps of one measure, evidence and tier; what the database counts. */
export interface GapGroup {
  readonly measure: string;
  readonly evidence: Evidence;
  readonly tier: Tier | null;
  readonly gaps: number;
}

/** What the latest predictions say of the unsettled (open and prospective) gaps of one measure. */
export interface OpenOutlook {
  readonly measure: string;
  /** Unsettled gaps that have a prediction. */
  readonly predicted: number;
  /** Sum over them of 1 − P(stays open), decimal text with nine places. */
  readonly expectedClosures: string;
}

/** Tier of a gap; `none` where nobody gave one. */
export type TierOrNone = Tier | 'none';

/** A measure's rate and the star that it would get. */
export interface RateStanding {
  /** Decimal text: whole for the current rate, nine places for an expected one. */
  readonly numerator: string;
  readonly denominator: number;
  /** 0–100, unrounded; null without a denominator. */
  readonly rate: number | null;
  /** The rate rounded half up to the measure's decimals; null without a rate or a Star measure of the rule set. */
  readonly score: string | null;
  readonly star: Star | null;
}

/** Where one measure of a contract stands. */
export interface MeasureStanding {
  /** HEDIS or PQA code. */
  readonly measure: string;
  /** CMS measure id in the rule set; null where it has no such measure. */
  readonly starId: string | null;
  readonly counts: EvidenceCounts;
  readonly tiers: Readonly<Record<TierOrNone, EvidenceCounts>>;
  readonly current: RateStanding;
  /** At the end of the year if every prediction holds on average; unsettled gaps without a prediction stay open. */
  readonly yearEnd: RateStanding;
  /** Unsettled gaps with a prediction. */
  readonly predicted: number;
}
