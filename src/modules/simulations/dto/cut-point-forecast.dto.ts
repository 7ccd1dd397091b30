/** Distribution of one future cut point, in the unit of the measure's score. */
export class ThresholdForecastResponse {
  /** The better star of the boundary, 2–5. */
  star: number;

  /** Cut point of the latest star year. */
  current: number;

  p10: number;
  p50: number;
  p90: number;
  mean: number;

  /** Probability that the guardrail holds the cut point, 0–1. */
  cappedShare: number;
}

/** How far a way of forecasting was off in past years, over all boundaries of one unit. */
export class PastErrorResponse {
  /** `forecast`: this forecast, made one year earlier. `noChange`: last year's cut points taken as this year's. */
  method: 'forecast' | 'noChange';

  unit: 'percent' | 'score' | 'rate' | 'improvement';

  /** Star years that were forecast. */
  starYears: number[];

  /** Boundaries compared. */
  thresholds: number;

  meanAbsoluteError: number;

  /** Share within one point (complaint rates: a tenth), 0–1. */
  withinOneShare: number;

  /** Share of published cut points within p10–p90, 0–1; null for `noChange`. */
  insideBandShare: number | null;
}

/** Forecast of one measure's cut points. */
export class MeasureCutPointForecastResponse {
  /**
   * CMS measure id of the latest star year.
   * @example "C14"
   */
  measureId: string;

  /** Contracts that the cut points are for: Part C, or Part D with or without Part C. */
  set: 'MA' | 'MA-PD' | 'PDP';

  unit: 'percent' | 'score' | 'rate' | 'improvement';

  /** The boundaries 1|2, 2|3, 3|4, 4|5. */
  thresholds: ThresholdForecastResponse[];

  /** Where the trend comes from: scores of two years, other measures' cut points, the caller, or nowhere. */
  trendSource: 'pairedScores' | 'otherMeasures' | 'assumed' | 'none';

  /** Expected move of all scores in a year and its standard deviation, in score units. */
  trend: { mean: number; standardDeviation: number };

  /** Guardrail of the year forecast: 5 points, 5 percent of the range, or none. */
  guardrail: 'none' | 'points' | 'range';

  /** Measured past error for measures of this unit. Without an entry of `forecast` it cannot be measured yet; see `limits`. */
  pastErrors: PastErrorResponse[];
}

/** A forecast of cut points, or the job that makes it. */
export class CutPointForecastResponse {
  /** `pending`: the job waits or runs, ask again. */
  status: 'ready' | 'pending';

  /** Job that makes or made it, at `/api/v1/jobs/{id}`. */
  jobId: string;

  /**
   * Star year that is forecast.
   * @example 2027
   */
  starYear: number;

  /** Star years whose scores it rests on; empty while pending. */
  basedOn: number[];

  /** Seed of the draws; null while pending. */
  seed: number | null;

  /** Draws per measure; null while pending. */
  draws: number | null;

  measures: MeasureCutPointForecastResponse[];

  /** What this forecast cannot know, in words. */
  limits: string[];

  /** SHA-256 of the imports and rule sets it rests on, hexadecimal. */
  inputsDigest: string;
}
