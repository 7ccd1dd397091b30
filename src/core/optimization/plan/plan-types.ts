import type { RatingDistribution } from '../../simulation/index.js';
import type { Objective } from '../problem/problem-types.js';

/** Members of one class who get the same interventions. */
export interface PlanLine {
  readonly classId: string;
  /** Codes of the interventions each of these members gets. */
  readonly interventions: readonly string[];
  readonly members: number;
  /** Cost for one member in whole cents. */
  readonly costCents: number;
  /** Gaps that the interventions work on, with the chance of closing without and with them. */
  readonly gaps: readonly {
    readonly measureId: string;
    readonly chanceBefore: number;
    readonly chanceAfter: number;
  }[];
}

/** Where one measure stands without and with the plan. */
export interface MeasureEffect {
  readonly measureId: string;
  readonly denominator: number;
  /** Expected year-end numerators. */
  readonly before: number;
  readonly after: number;
  /** Numerators by which the expectation is lowered for safety when the stars are planned; 0 outside the rating. */
  readonly reserve: number;
  /** Members whose gap of this measure the plan works on. */
  readonly treated: number;
  /** Stars the plan was made for: at the expected numerators less the safety margin. */
  readonly plannedStarBefore: number;
  readonly plannedStarAfter: number;
  /** Chances of 1 to 5 stars. */
  readonly chancesBefore: readonly number[];
  readonly chancesAfter: readonly number[];
}

/** A limit that holds the plan back. */
export interface BindingLimit {
  readonly kind: 'budget' | 'channel' | 'minimumEffort' | 'contacts' | 'members';
  /** Channel or stratum; null where there is only one such limit. */
  readonly name: string | null;
  /** Last day of the channel's capacity; null for the whole horizon. */
  readonly through: string | null;
  readonly used: number;
  readonly limit: number;
}

/** What more of a limit would be worth, found by solving again. */
export interface ShadowPrice {
  readonly kind: 'budget' | 'channel' | 'minimumEffort';
  readonly name: string | null;
  readonly through: string | null;
  /** Size of the step that was tried, in the limit's unit (cents, minutes, slots, members). */
  readonly step: number;
  /** Change of the objective for the whole step: cents, or probability. Positive is better. */
  readonly gain: number;
  readonly unit: 'cents' | 'probability';
  /** In words: `60 more minutes of nurse are worth $112.40`. */
  readonly text: string;
}

/** One point of the curve of budget against rating. */
export interface CurvePoint {
  readonly targetStars: number;
  /** Least cost at which the plan holds the rating, whole cents; null: out of reach whatever it costs. */
  readonly costCents: number | null;
  /** Proven lower bound of that cost. */
  readonly boundCents: number | null;
  /** P(rating ≥ target) with that plan. */
  readonly probability: number | null;
}

/** Something that was not done, and why. */
export interface LeftOut {
  readonly kind: 'measure' | 'intervention' | 'stratum';
  readonly name: string;
  /** Members, or gaps of a measure, left untreated. */
  readonly count: number;
  readonly reason:
    | 'cannotBeDoneInTime'
    | 'noIntervention'
    | 'noStarWithinReach'
    | 'starWouldNotRaiseTheRating'
    | 'starWouldLowerTheRating'
    | 'targetReachedWithout'
    | 'tooExpensive'
    | 'noCapacity';
  readonly text: string;
}

/** What the money buys. Null where the divisor is nothing. */
export interface ReturnOnInvestment {
  readonly costCents: number;
  /** Expected closures more than without the plan. */
  readonly incrementalClosures: number;
  readonly centsPerClosure: number | null;
  /** Change of the expected rating in stars. */
  readonly starPoints: number;
  readonly centsPerStarPoint: number | null;
  /** Expected revenue more than without the plan; null without revenue assumptions. */
  readonly expectedRevenueCents: number | null;
  readonly netCents: number | null;
  /** Months of the payment year until the expected revenue has paid for the plan; null: never, or no revenue given. */
  readonly paybackMonths: number | null;
  readonly assumptions: readonly string[];
}

/** Ratings without and with the plan. */
export interface RatingOutlook {
  /** Half stars that follow from the planned stars; null where there is no rating. */
  readonly plannedStars: number | null;
  /** Exact distribution over measures' stars. */
  readonly chances: readonly { readonly stars: number; readonly probability: number }[];
  readonly expectedStars: number;
  /** P(rating ≥ the target); for a value objective of 4 stars. */
  readonly targetProbability: number;
  /** The Monte Carlo check; null where it was not asked for. */
  readonly simulated: RatingDistribution | null;
}

/** The optimiser's answer. */
export interface OptimizationPlan {
  /**
   * `optimal`: gap within tolerance; `withinLimit`: stopped by time, see `gap`; `targetOutOfReach`: the best reachable
   * rating is planned for; `limitsConflict`: no plan keeps the limits, nothing is planned.
   */
  readonly status: 'optimal' | 'withinLimit' | 'targetOutOfReach' | 'limitsConflict';
  readonly objective: Objective;
  /** Cents (cost: lower is better; value: higher is better) or probability. */
  readonly objectiveValue: number;
  /** Proven: no plan of the model is better. */
  readonly bound: number;
  /** |bound − value| / |value|, 0 at a proven optimum. */
  readonly gap: number;
  /** Target the plan was made for: that of the objective, or the best reachable one. */
  readonly targetStars: number;
  /** Standard deviations by which expected numerators are lowered for safety. */
  readonly margin: number;
  readonly lines: readonly PlanLine[];
  readonly treatedMembers: number;
  readonly costCents: number;
  readonly costByChannel: readonly {
    readonly channel: string;
    readonly costCents: number;
    readonly amount: number;
    readonly members: number;
  }[];
  readonly measures: readonly MeasureEffect[];
  readonly before: RatingOutlook;
  readonly after: RatingOutlook;
  readonly binding: readonly BindingLimit[];
  /** Empty unless asked for. */
  readonly shadowPrices: readonly ShadowPrice[];
  /** Empty unless asked for. */
  readonly curve: readonly CurvePoint[];
  readonly leftOut: readonly LeftOut[];
  readonly roi: ReturnOnInvestment;
  /** How it was found. */
  readonly work: {
    readonly seconds: number;
    readonly classes: number;
    readonly columns: number;
    readonly linearPrograms: number;
    readonly masterPrograms: number;
  };
}
