import type { CutPointsBySet } from './ruleset-measures.js';
import type { RatingKind } from './rating-kind.js';

/** Use the run without the improvement measures where it is higher. */
export interface ImprovementHoldHarmless {
  /** `highest`: only the contract's highest rating; `all`: every rating. */
  readonly scope: 'highest' | 'all';
  /** The rounded stars the run without must reach; null: no gate. */
  readonly gate: number | null;
  readonly source: string;
}

/** Use the runs without the new measures where they are higher, for contracts struck by a disaster. */
export interface NewMeasureHoldHarmless {
  /** Affected percentage, in a disaster year of a new measure the contract has, from which the rule applies. */
  readonly affectedPercent: number;
  readonly source: string;
}

/** Percentile levels and reward factors. */
export interface RewardFactorRules {
  readonly percentiles: {
    readonly meanRelativelyHigh: number;
    readonly meanHigh: number;
    readonly varianceLow: number;
    readonly varianceHigh: number;
  };
  readonly factors: {
    readonly highMeanLowVariance: number;
    readonly highMeanMediumVariance: number;
    readonly relativelyHighMeanLowVariance: number;
    readonly relativelyHighMeanMediumVariance: number;
    readonly otherwise: number;
  };
  readonly source: string;
}

/** Reward thresholds of one run and rating kind. Estimated ones may come without values: they are computed from the contracts. */
export interface RunThresholds {
  readonly kind: RatingKind;
  readonly improvement: 'with' | 'without';
  /** `any` (the default): the run holds for both choices. */
  readonly newMeasures?: 'with' | 'without' | 'any';
  readonly basis: 'published' | 'estimated';
  readonly mean?: { readonly relativelyHigh: number; readonly high: number };
  readonly variance?: { readonly low: number; readonly high: number };
  readonly source: string;
}

/** The adjustment categories of one rating kind. */
export interface AdjustmentTable {
  /** Value of category 1, 2, ... */
  readonly values: readonly number[];
  readonly lisDualLowerBounds?: readonly number[];
  readonly disabilityLowerBounds?: readonly number[];
  /** Category by LIS/DE group (row) and disability group (column). */
  readonly cells?: readonly (readonly number[])[];
  readonly source: string;
}

/** One complete calculation of the year's ratings. The highest of several is published. */
export interface Calculation {
  readonly id: string;
  readonly title: string;
  readonly thresholds: readonly RunThresholds[];
  /** Cut points that differ from the measure's own. */
  readonly cutPoints?: Readonly<Record<string, CutPointsBySet>>;
  /** Adjustment tables that differ from the rule set's own. */
  readonly adjustmentIndex?: Readonly<Partial<Record<RatingKind, AdjustmentTable>>>;
}

/** Stars that can be an earlier year's for a reason without a published percentage. */
export interface AdditionalRevert {
  readonly id: string;
  readonly title: string;
  readonly measures: readonly string[];
  readonly source: string;
}

/** The rules for contracts struck by a disaster. */
export interface DisasterRules {
  /** Disaster years for which the tables give a percentage. */
  readonly years: readonly string[];
  /** Affected percentage from which measure stars may be the earlier year's. */
  readonly affectedPercent: number;
  readonly additionalReverts: readonly AdditionalRevert[];
  /** Contracts from this percentage on are left out of cut points and thresholds; null: nobody is. */
  readonly exclusion: {
    readonly affectedPercent: number;
    readonly years: readonly string[];
    readonly source: string;
  } | null;
  readonly source: string;
}

/** Precision, cap and rounding of the ratings. All roundings are half up. */
export interface Arithmetic {
  readonly meanDecimals: number;
  readonly varianceDecimals: number;
  readonly finalDecimals: number;
  readonly step: number;
  readonly cap: number | null;
  readonly source: string;
}
