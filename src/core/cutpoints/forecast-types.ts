import type { ContractScore, CutPointMeasure, CutPoints, GuardrailKind } from './types.js';

/** One measure in one star year: its facts (with the prior year's cut points), scores and final cut points. */
export interface MeasureYear {
  /** A name that stays the same from year to year, because CMS's measure ids change; default the id. */
  readonly name?: string;
  readonly measure: CutPointMeasure;
  readonly scores: readonly ContractScore[];
  readonly final: CutPoints;
  /**
   * CMS's cut points before guardrails (tables K-3 and K-4), if known: the difference to those computed from the public
   * scores, the mark of contracts missing there, is carried over to the forecast.
   */
  readonly beforeGuardrails?: CutPoints;
  /** The guardrail of the year after, where it differs: a measure leaves its first three years. */
  readonly nextGuardrail?: GuardrailKind;
}

/** Everything known of one star year. */
export interface CutPointYear {
  readonly starYear: number;
  readonly measures: readonly MeasureYear[];
}

/** A stated expectation of how a measure's scores move as a whole in one year, in score units. */
export interface TrendAssumption {
  readonly mean: number;
  readonly standardDeviation: number;
}

/** Choices of a forecast; all are repeated in the answer. */
export interface ForecastOptions {
  /** Draws per measure, 10 … 10,000. Default 200. */
  readonly draws?: number;
  /** Trends by `id set` (such as `C14 MA`) in place of the estimated ones. */
  readonly trends?: Readonly<Record<string, TrendAssumption>>;
  /** Contracts at or above this disaster percentage are left out (carried-over scores). Default 25; null keeps all. */
  readonly carryOverPercent?: number | null;
}

/** The distribution of one future cut point, in score units. */
export interface ThresholdForecast {
  /** The better star of the boundary: 2 … 5. */
  readonly star: 2 | 3 | 4 | 5;
  readonly current: number;
  readonly p10: number;
  readonly p50: number;
  readonly p90: number;
  readonly mean: number;
  /** Probability that the guardrail holds the cut point, 0–1. */
  readonly cappedShare: number;
}

/** Where a measure's trend comes from: paired scores of two years, other measures' cut points, the caller, or nowhere. */
export type TrendSource = 'pairedScores' | 'otherMeasures' | 'assumed' | 'none';

export interface MeasureForecast {
  readonly measureId: string;
  readonly set: CutPointMeasure['set'];
  readonly unit: CutPointMeasure['unit'];
  readonly thresholds: readonly ThresholdForecast[];
  readonly trendSource: TrendSource;
  readonly trend: TrendAssumption;
  readonly guardrail: GuardrailKind;
  /** Added to every drawn cut point before the guardrail: published less computed in the latest year. */
  readonly corrections: CutPoints;
  /** Each draw's four final cut points in draw order, for simulations against drawn cut points. */
  readonly draws: readonly CutPoints[];
}

/** Error of one kind of forecast over past years. */
export interface PastError {
  /** `forecast`: this forecast made one year earlier. `noChange`: last year's cut points taken as this year's. */
  readonly method: 'forecast' | 'noChange';
  readonly unit: CutPointMeasure['unit'];
  readonly starYears: readonly number[];
  readonly thresholds: number;
  readonly meanAbsoluteError: number;
  readonly withinOneShare: number;
  /** Share of published cut points inside p10–p90 (80 % if the spread is right); null for `noChange`. */
  readonly insideBandShare: number | null;
}

export interface CutPointForecast {
  readonly starYear: number;
  /** Star years whose scores the forecast rests on. */
  readonly basedOn: readonly number[];
  readonly seed: number;
  readonly options: { readonly draws: number; readonly carryOverPercent: number | null };
  readonly measures: readonly MeasureForecast[];
  readonly pastErrors: readonly PastError[];
  /** What this forecast cannot know, in words. */
  readonly limits: readonly string[];
}
