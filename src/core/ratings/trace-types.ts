import type { RatingKind, RatingName, RuleSetStatus } from '../rulesets/index.js';
import type { Star } from './contract-year.js';
import type { RatingOutcome } from './rating-outcome.js';

export const TRACE_FORMAT = 'star-rating-trace/1';

/** Why a measure counts in a rating or not. */
export const MEASURE_USES = {
  counted: 'counts in the rating and toward the minimum number of measures',
  improvement: 'improvement measure: in the runs with improvement, not toward the minimum',
  newMeasure: 'new measure: in the runs with new measures, and toward the minimum',
  notRated: 'no star for this contract',
  otherPart: 'belongs to the other part',
  duplicate: 'the same measure stands in the other part; the overall rating counts it once',
  weightZero: 'weight 0 for this contract',
} as const;
export type MeasureUse = keyof typeof MEASURE_USES;

/** One measure of the ledger. */
export interface MeasureLine {
  readonly measureId: string;
  readonly name: string;
  readonly domain: string;
  readonly score: string | null;
  readonly note: string | null;
  /** The star the ratings are computed from. */
  readonly star: Star | null;
  readonly starsByCalculation: Readonly<Record<string, Star | null>> | null;
  /** Weight for this contract. */
  readonly weight: number;
  /** The star the cut points give for the score (CAHPS: the base group), with its bounds. */
  readonly cutPointStar: Star | null;
  readonly bounds: string | null;
  /** Why the star may differ from the one by the cut points; null where they agree or no score is known. */
  readonly difference: string | null;
  readonly use: Readonly<Record<RatingName, MeasureUse>>;
  readonly source: string;
}

/** Thresholds of a run as six-decimal text. */
export interface ThresholdTexts {
  readonly meanRelativelyHigh: string;
  readonly meanHigh: string;
  readonly varianceLow: string;
  readonly varianceHigh: string;
  readonly basis: 'published' | 'estimated';
}

/** One of the runs of a rating. Values are six-decimal text. */
export interface RunTrace {
  readonly improvement: 'with' | 'without';
  readonly newMeasures: 'with' | 'without';
  readonly measures: number;
  readonly weight: number;
  readonly mean: string;
  readonly variance: string;
  readonly meanClass: 'high' | 'relativelyHigh' | 'below';
  readonly varianceClass: 'low' | 'medium' | 'high';
  readonly thresholds: ThresholdTexts;
  readonly reward: string;
  readonly final: string;
  readonly stars: number;
  /** The rating is taken from this run. */
  readonly used: boolean;
}

/** One calculation of a rating: its runs and the way to the one used. */
export interface CalculationTrace {
  readonly calculation: string;
  readonly adjustmentCategory: number | null;
  readonly adjustment: string;
  readonly runs: readonly RunTrace[];
  /** The decisions of the hold-harmless rules in order, each with its reason. */
  readonly branch: readonly string[];
  readonly final: string;
  readonly stars: number;
}

/** A change of one measure's star that gives another rating. */
export interface StarChange {
  readonly measureId: string;
  readonly from: Star;
  readonly to: Star;
  readonly final: string;
  readonly stars: number;
}

/** What is missing to a goal, with reward factor and adjustment as they are. */
export interface Distance {
  readonly stars: number;
  /** The value from which the goal is reached. */
  readonly value: string;
  /** Value minus final: negative where the goal is passed. */
  readonly distance: string;
}

/** The ledger of one rating. */
export interface RatingTrace {
  readonly kind: RatingKind;
  readonly outcome: RatingOutcome;
  readonly minimum: { readonly counted: number; readonly minimum: number | null; readonly why: string };
  readonly calculations: readonly CalculationTrace[];
  readonly publishedFrom: string | null;
  readonly nextHalfStar: Distance | null;
  readonly fourStars: Distance | null;
  readonly changes: readonly StarChange[];
}

/** The ledger of a contract's ratings. */
export interface ContractTrace {
  readonly format: typeof TRACE_FORMAT;
  readonly starYear: number;
  readonly ruleSet: { readonly version: string; readonly status: RuleSetStatus; readonly title: string };
  readonly contractId: string;
  readonly contractType: { readonly id: string; readonly title: string };
  readonly puertoRicoOnly: boolean;
  readonly highestKind: RatingKind | null;
  readonly highPerforming: boolean;
  readonly measures: readonly MeasureLine[];
  readonly uses: typeof MEASURE_USES;
  readonly ratings: Readonly<Record<RatingName, RatingTrace>>;
}
