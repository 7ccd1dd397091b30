import type { ContractYear } from '../../ratings/index.js';
import type { RatingName, RuleSet } from '../../rulesets/index.js';
import type { RatingChance, SimulatedMeasure } from './simulation-types.js';

/** What the outlook of a contract's ratings is computed from. Measures that are not given keep the contract's stars. */
export interface RatingOutlookInput {
  readonly ruleSet: RuleSet;
  readonly contract: ContractYear;
  /** By chances of the stars, or by a numerator's distribution (`yearEndNumerator`); cut points fixed or drawn. */
  readonly measures: readonly SimulatedMeasure[];
  /** Correlation of the measures through one common factor, 0 up to but not 1. Default 0. */
  readonly measureCorrelation?: number;
  /** Ratings wanted; default all that the contract has. Each costs its own table. */
  readonly ratings?: readonly RatingName[];
  /** Where the exact way would be too large: draws (100 … 100,000, default 10,000) and seed (default 1) of the Monte Carlo way. */
  readonly draws?: number;
  readonly seed?: number;
  /** Largest table of the exact way; default 2,000,000 cells. 0 always draws. */
  readonly mostCells?: number;
}

/** The distribution of one rating. */
export interface OutlookOfRating {
  /** Half stars that can come, ascending, with their probabilities. */
  readonly chances: readonly RatingChance[];
  /** Probability of 4 stars or more. */
  readonly fourOrMore: number;
  /** Mean of the rounded rating. */
  readonly expectedStars: number;
  /** Mean and spread of the value before rounding, in stars. */
  readonly expectedFinal: number;
  readonly standardDeviation: number;
}

/** What a contract's ratings will be. */
export interface RatingOutlook {
  /** `exact`: no draw was made, the probabilities are right to about 1e−12 (with correlation 1e−6). */
  readonly method: 'exact' | 'monteCarlo';
  readonly ratings: Readonly<Partial<Record<RatingName, OutlookOfRating>>>;
  /** The contract's highest rating (TN table 3, p.4), of those wanted; null if it has none. */
  readonly highest: RatingName | null;
}
