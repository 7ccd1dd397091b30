/** Gaps by what the records say. */
export class EvidenceCountsResponse {
  /** @example 250 */
  open: number;

  /** @example 720 */
  closed: number;

  /** @example 30 */
  prospective: number;

  /** Never counted. */
  excluded: number;

  /** Never counted. */
  notApplicable: number;
}

/** Gaps by tier and by what the records say. */
export class TierCountsResponse {
  high: EvidenceCountsResponse;

  medium: EvidenceCountsResponse;

  low: EvidenceCountsResponse;

  /** Without a tier. */
  none: EvidenceCountsResponse;
}

/** A rate and the star that it gets. */
export class RateStandingResponse {
  /**
   * Decimal text: whole for the current rate, nine places for an expected one.
   * @example "720"
   */
  numerator: string;

  /** @example 1000 */
  denominator: number;

  /**
   * 0–100, unrounded; null without a denominator.
   * @example 72
   */
  rate: number | null;

  /**
   * Rounded half up to the measure's decimals; null where Stars has no such measure.
   * @example "72"
   */
  score: string | null;

  /**
   * By the cut points of the star year; null where Stars has no such measure.
   * @example 3
   */
  star: number | null;
}

/** Where a measure stands. */
export class MeasureStandingResponse {
  /**
   * HEDIS or PQA code.
   * @example "BCS"
   */
  measure: string;

  /**
   * CMS measure id in the star year; null where it has no such measure.
   * @example "C01"
   */
  starId: string | null;

  counts: EvidenceCountsResponse;

  tiers: TierCountsResponse;

  current: RateStandingResponse;

  /** The expected numerator: unsettled gaps without a prediction stay open, closed ones stay closed. */
  yearEnd: RateStandingResponse;

  /**
   * Unsettled gaps that have a prediction.
   * @example 260
   */
  predicted: number;
}

/** One rating: stars, or CMS's message where there is none. */
export class SnapshotRatingResponse {
  /**
   * Half stars, 1–5; null when not rated.
   * @example 3.5
   */
  stars: number | null;

  /**
   * Value before rounding, six decimals; null when not rated.
   * @example "3.429923"
   */
  final: string | null;

  /** CMS's message in place of a rating; null when rated. */
  message: string | null;

  /** True when the adjustment category (CAI) is missing. */
  provisional: boolean;
}

/** The three ratings. */
export class SnapshotRatingsResponse {
  partC: SnapshotRatingResponse;

  partD: SnapshotRatingResponse;

  overall: SnapshotRatingResponse;
}
