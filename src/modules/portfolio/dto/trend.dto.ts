/** A value at both ends, and what it rose by. */
export class DifferenceResponse {
  /** @example 70.5 */
  from: number | null;

  /** @example 72 */
  to: number | null;

  /**
   * Null where an end has no value.
   * @example 1.5
   */
  change: number | null;
}

/** How a measure moved. */
export class MeasureTrendResponse {
  /** @example "BCS" */
  measure: string;

  /** @example "C01" */
  starId: string | null;

  numerator: DifferenceResponse;

  denominator: DifferenceResponse;

  /** Open gaps. */
  open: DifferenceResponse;

  rate: DifferenceResponse;

  star: DifferenceResponse;

  yearEndRate: DifferenceResponse;

  yearEndStar: DifferenceResponse;
}

/** How a rating moved, in half stars. */
export class RatingTrendResponse {
  current: DifferenceResponse;

  yearEnd: DifferenceResponse;
}

/** How the three ratings moved. */
export class RatingTrendsResponse {
  partC: RatingTrendResponse;

  partD: RatingTrendResponse;

  overall: RatingTrendResponse;
}
