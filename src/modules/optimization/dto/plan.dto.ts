import {
  BindingLimitResponse,
  CurvePointResponse,
  LeftOutResponse,
  PlanReturnResponse,
  ShadowPriceResponse,
} from './plan-findings.dto.js';

/** Half stars and their probability. */
export class PlannedStarChanceResponse {
  /** @example 4 */
  stars: number;

  /** @example 0.83 */
  probability: number;
}

/** The rating without or with the plan. */
export class PlannedRatingResponse {
  /**
   * Half stars at the expected numerators less the safety margin; null where there is no rating.
   * @example 4
   */
  plannedStars: number | null;

  /** Exact distribution over the stars of the measures. */
  chances: PlannedStarChanceResponse[];

  /** @example 3.93 */
  expectedStars: number;

  /**
   * P(rating ≥ target); of 4 stars for the objective `value`.
   * @example 0.83
   */
  targetProbability: number;

  /**
   * The same by simulation, with its 95 % interval for 4 stars; null where it was not simulated.
   * @example { "fourOrMore": { "probability": 0.829, "low": 0.821, "high": 0.836 } }
   */
  simulated: Record<string, unknown> | null;
}

/** Where one measure stands without and with the plan. */
export class MeasureEffectResponse {
  /** @example "COL" */
  measure: string;

  /** @example "C02" */
  starId: string;

  /** @example 12000 */
  denominator: number;

  /**
   * Expected year-end numerator without the plan.
   * @example 8300.4
   */
  before: number;

  /** @example 8441.9 */
  after: number;

  /**
   * Members whose gap of this measure the plan works on.
   * @example 612
   */
  treated: number;

  /** @example 3 */
  plannedStarBefore: number;

  /** @example 4 */
  plannedStarAfter: number;

  /**
   * Chances of 1 to 5 stars.
   * @example [0, 0, 0.6, 0.4, 0]
   */
  chancesBefore: number[];

  /** @example [0, 0, 0.1, 0.9, 0] */
  chancesAfter: number[];
}

/** Cost and use of a channel. */
export class ChannelCostResponse {
  /** @example "call" */
  channel: string;

  /** @example "10800.00" */
  cost: string;

  /**
   * Minutes of staff, or slots where the limit counts slots.
   * @example 12000
   */
  amount: number;

  /** @example 600 */
  members: number;
}

/** Actions of a type. */
export class TypeCostResponse {
  /** @example "call" */
  typeCode: string;

  /** @example 600 */
  members: number;

  /** @example "10800.00" */
  cost: string;
}

/** How a plan was found. */
export class PlanWorkResponse {
  /** @example 12.4 */
  seconds: number;

  /** @example 3120 */
  classes: number;

  /** @example 18240 */
  columns: number;

  /** @example 41 */
  linearPrograms: number;

  /** @example 3 */
  masterPrograms: number;
}

/** A plan of action. */
export class PlanResponse {
  /**
   * `optimal`: proven within tolerance; `withinLimit`: stopped by time, see `gap`; `targetOutOfReach`: the best reachable
   * rating is planned for; `limitsConflict`: no plan keeps the limits, nothing is planned.
   * @example "optimal"
   */
  status: string;

  /**
   * Cents (cost: lower is better; value: higher is better) or probability.
   * @example 18234000
   */
  objectiveValue: number;

  /**
   * Proven: no plan of the model is better.
   * @example 18231050
   */
  bound: number;

  /**
   * |bound − value| ÷ |value|.
   * @example 0.00016
   */
  gap: number;

  /**
   * Rating that was planned for: the target, or the best reachable one.
   * @example 4
   */
  targetStars: number;

  /**
   * Standard deviations by which expected numerators are lowered for safety.
   * @example 0.9
   */
  margin: number;

  /** @example 1840 */
  treatedMembers: number;

  /** @example "182340.00" */
  cost: string;

  costByChannel: ChannelCostResponse[];

  costByType: TypeCostResponse[];

  measures: MeasureEffectResponse[];

  before: PlannedRatingResponse;

  after: PlannedRatingResponse;

  binding: BindingLimitResponse[];

  shadowPrices: ShadowPriceResponse[];

  curve: CurvePointResponse[];

  leftOut: LeftOutResponse[];

  roi: PlanReturnResponse;

  work: PlanWorkResponse;
}
