/** A limit that holds the plan back. */
export class BindingLimitResponse {
  /** @example "budget" */
  kind: string;

  /** Channel or stratum; null where there is only one such limit. */
  name: string | null;

  /** Last day of the channel's figure; null for the whole plan. */
  through: string | null;

  /**
   * In the limit's unit: cents, minutes, slots, members.
   * @example 24999900
   */
  used: number;

  /** @example 25000000 */
  limit: number;
}

/** What more of a limit would be worth. */
export class ShadowPriceResponse {
  /** @example "channel" */
  kind: string;

  /** @example "call" */
  name: string | null;

  through: string | null;

  /**
   * Step that was tried, in the limit's unit.
   * @example 60
   */
  step: number;

  /**
   * Change of the objective for the whole step.
   * @example 11240
   */
  gain: number;

  /** @example "cents" */
  unit: string;

  /** @example "60 more minutes of call are worth $112.40" */
  text: string;
}

/** Least cost of one rating. */
export class CurvePointResponse {
  /** @example 4 */
  targetStars: number;

  /**
   * Null: out of reach whatever it costs.
   * @example "182340.00"
   */
  cost: string | null;

  /**
   * No plan costs less than this.
   * @example "182310.50"
   */
  bound: string | null;

  /** @example 0.81 */
  probability: number | null;
}

/** Something that is not done, and why. */
export class LeftOutResponse {
  /** @example "measure" */
  kind: string;

  /** @example "COL" */
  name: string;

  /**
   * Members, or gaps of a measure.
   * @example 2210
   */
  count: number;

  /** @example "starWouldNotRaiseTheRating" */
  reason: string;

  text: string;
}

/** What the money buys. Null where the divisor is nothing. */
export class PlanReturnResponse {
  /** @example "182340.00" */
  cost: string;

  /**
   * Closures more than without the plan.
   * @example 1410.2
   */
  incrementalClosures: number;

  /** @example "129.30" */
  costPerClosure: string | null;

  /**
   * Change of the expected rating in stars.
   * @example 0.31
   */
  starPoints: number;

  /** @example "588193.55" */
  costPerStarPoint: string | null;

  /** Payments more than without the plan; null without revenue assumptions. */
  expectedRevenue: string | null;

  net: string | null;

  /** Months of the payment year until the revenue has paid for the plan; null: never, or no revenue given. */
  paybackMonths: number | null;

  assumptions: string[];
}
