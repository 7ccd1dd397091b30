import type { ContractYear } from '../../ratings/index.js';
import type { RatingName, RuleSet } from '../../rulesets/index.js';
import type { GapGroup, RatingChance, RevenueAssumptions } from '../../simulation/index.js';

/** A member-level measure of a contract in the middle of the year. */
export interface OpenMeasure {
  /** HEDIS or PQA code. */
  readonly measure: string;
  /** CMS measure id in the rule set; null where the rules have no such measure. */
  readonly measureId: string | null;
  /** Members who count already. */
  readonly numerator: number;
  readonly denominator: number;
  /** Unsettled gaps by the probability that they close without anything further being done. */
  readonly open: readonly GapGroup[];
}

/** What marginal values are computed from. */
export interface MarginalOrder {
  /** Rules; null where the star year has none. */
  readonly ruleSet: RuleSet | null;
  /** The contract as it would be rated, every open measure with a star; null where CMS's results are missing. */
  readonly contract: ContractYear | null;
  readonly measures: readonly OpenMeasure[];
  /** Payments by rating; null leaves revenue out. */
  readonly revenue: RevenueAssumptions | null;
}

/** What one more closure, or a star, changes. */
export interface RatingValue {
  /** Probability of 4 stars or more, −1 to 1. */
  readonly fourOrMore: number;
  /** Expected rating after rounding, in stars. */
  readonly expectedStars: number;
  /** Expected value before rounding, in stars. */
  readonly expectedFinal: number;
  /** Expected payment of the payment year, in dollars; null without assumptions. */
  readonly expectedRevenue: number | null;
}

/** The nearest better star of a measure that its open gaps can reach, by gain for each closure. */
export interface NextStar {
  readonly star: number;
  /** Numerators missing beyond those that are expected anyway; at least a fraction of one. */
  readonly missing: number;
  /** What reaching it adds to the rating before rounding, in stars; null where the contract is not rated. */
  readonly gain: number | null;
}

/** What decided where a measure's gaps stand in the worklist. */
export type PriorityComponent = 'fourOrMore' | 'expectedStars' | 'distance' | 'openness' | 'none';

/** What closing a gap of one measure is worth. */
export interface MeasureValue {
  readonly measure: string;
  readonly measureId: string | null;
  readonly openGaps: number;
  /** Star at today's numerator, and chances of 1 to 5 stars at the end of the year; null where not scored. */
  readonly star: number | null;
  readonly chances: readonly number[] | null;
  /**
   * What making sure of one gap that would stay open for certain is worth; a gap that stays open with probability q is
   * worth q times as much. Null where the contract or the measure is not rated.
   */
  readonly perClosure: RatingValue | null;
  readonly nextStar: NextStar | null;
  /** Worth of a closure relative to the contract's best measure, 0.02–1 in steps of 0.02. */
  readonly level: number;
  readonly decidedBy: PriorityComponent;
}

/** The year-end rating as things stand. */
export interface RatingOutlook {
  readonly rating: RatingName;
  readonly fourOrMore: number;
  readonly expectedStars: number;
  readonly expectedFinal: number;
  readonly expectedRevenue: number | null;
  readonly chances: readonly RatingChance[];
}

/** Marginal values of a contract's measures. */
export interface MarginalValues {
  /** Null where the contract is not rated. */
  readonly outlook: RatingOutlook | null;
  /** Weight of each component in the levels, 0–1, summing to 1; absent ones told nothing apart. */
  readonly components: Readonly<Partial<Record<PriorityComponent, number>>>;
  readonly measures: readonly MeasureValue[];
}
