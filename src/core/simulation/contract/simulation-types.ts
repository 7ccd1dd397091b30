import type { ContractYear } from '../../ratings/index.js';
import type { RatingName, RuleSet } from '../../rulesets/index.js';
import type { NumeratorDistribution } from '../distribution/index.js';
import type { CutPointsOrDraws } from '../star-chances.js';

/** A measure whose year-end star is uncertain, by the chances of 1 to 5 stars. */
export interface MeasureByChances {
  readonly measureId: string;
  /** Probabilities of 1, 2, 3, 4 and 5 stars, summing to 1. */
  readonly chances: readonly number[];
}

/** A measure whose year-end numerator is uncertain. */
export interface MeasureByNumerator {
  readonly measureId: string;
  readonly numerator: NumeratorDistribution;
  readonly denominator: number;
  /** Cut points fixed or drawn (each draw is equally likely); default: those of the rule set. */
  readonly cutPoints?: CutPointsOrDraws;
}

export type SimulatedMeasure = MeasureByChances | MeasureByNumerator;

/** A contract's Monte Carlo run. Measures that are not simulated keep the contract's stars. */
export interface ContractSimulationInput {
  readonly ruleSet: RuleSet;
  readonly contract: ContractYear;
  readonly measures: readonly SimulatedMeasure[];
  /** Draws, 100 … 100,000. */
  readonly draws: number;
  /** Whole number, 0 … 2^53 − 1. */
  readonly seed: number;
  /**
   * Correlation of the measures through one common factor, 0 up to but not 1: one organization works on all of them.
   * Default 0, independent measures.
   */
  readonly measureCorrelation?: number;
}

/** One half star and its probability. */
export interface RatingChance {
  readonly stars: number;
  readonly probability: number;
}

/** The distribution of one rating over the draws. */
export interface RatingDistribution {
  /** Share of draws in which the rating exists, 0–1. All else is over those draws. */
  readonly ratedShare: number;
  readonly chances: readonly RatingChance[];
  /** Probability of 4 stars or more, the limit of the quality bonus, with its 95 % Monte Carlo interval (Wilson). */
  readonly fourOrMore: { readonly probability: number; readonly low: number; readonly high: number };
  /** Mean of the rounded rating. */
  readonly expectedStars: number;
  /** Mean, spread and quantiles of the value before rounding. */
  readonly expectedFinal: number;
  readonly standardDeviation: number;
  readonly quantiles: {
    readonly p5: number;
    readonly p10: number;
    readonly p50: number;
    readonly p90: number;
    readonly p95: number;
  };
}

/** How much of the highest rating's variance one measure explains by itself. */
export interface VarianceShare {
  readonly measureId: string;
  /** Variance between the means given the measure's star, divided by the whole variance, corrected for chance; 0–1. */
  readonly share: number;
}

export interface ContractSimulation {
  readonly contractId: string;
  readonly starYear: number;
  readonly ruleSetVersion: string;
  readonly seed: number;
  readonly draws: number;
  readonly measureCorrelation: number;
  /** Ratings that exist in at least one draw. */
  readonly ratings: Readonly<Partial<Record<RatingName, RatingDistribution>>>;
  /** Rating the variance shares are of; null if none exists. */
  readonly highest: RatingName | null;
  /** Largest first. Together they can be below 1 (thresholds of the reward factor make measures interact) or, with correlated measures, above. */
  readonly varianceShares: readonly VarianceShare[];
}
