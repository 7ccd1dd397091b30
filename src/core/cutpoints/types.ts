/** The four boundaries 1|2, 2|3, 3|4, 4|5 of a measure, in star order, in the unit of the measure's score. */
export type CutPoints = readonly [number, number, number, number];

/**
 * How a measure's change from year to year is capped (TN p.160–161):
 * `points`: 0–100 scale, at most 5 points; `range`: 5 % of the prior year's score range without outer-fence outliers;
 * `none`: improvement measures, and measures new or respecified in the last three star years.
 */
export type GuardrailKind = 'none' | 'points' | 'range';

/** What the method must know of one measure in one set (`MA`, `MA-PD` or `PDP`: Part D has its own cut points for each). */
export interface CutPointMeasure {
  /** CMS measure id of the star year, such as `C14`. */
  readonly id: string;
  readonly set: 'MA' | 'MA-PD' | 'PDP';
  readonly direction: 'higher' | 'lower';
  /** Digits after the point in the displayed score (TN p.23); cut points are rounded half up to the same digits. */
  readonly decimals: number;
  readonly unit: 'percent' | 'score' | 'rate' | 'improvement';
  readonly method: 'clustering' | 'cahps';
  /** Smallest possible score, if there is one. */
  readonly minimum?: number;
  /** Largest possible score, if there is one. */
  readonly maximum?: number;
  readonly guardrail: GuardrailKind;
  /** Final cut points of the prior star year; absent for a measure that had none. */
  readonly prior?: CutPoints;
  /** Prior year's maximum minus minimum score without outer-fence outliers, for a `range` guardrail. */
  readonly priorRange?: number;
}

/** One contract's score in one measure, as published (already rounded to the displayed digits). */
export interface ContractScore {
  readonly contractId: string;
  readonly score: number;
  /** Percentage of members in a disaster area in the measure's disaster year, 0–100; absent counts as 0. */
  readonly disasterPercent?: number;
}

/** Lower and upper outer fence, capped at the measure's scale (TN p.152, tables K-5 and K-6). */
export interface OutlierBounds {
  readonly lower: number;
  readonly upper: number;
}
