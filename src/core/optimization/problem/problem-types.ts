import type { ContractYear } from '../../ratings/index.js';
import type { RuleSet } from '../../rulesets/index.js';
import type { RevenueAssumptions } from '../../simulation/index.js';

/** A measure whose numerator follows from members' gaps. Higher must be better. */
export interface MemberMeasure {
  /** CMS measure id of the rule set, such as `C14`. */
  readonly measureId: string;
  /** Members who count already and stay counted, a whole number. */
  readonly numerator: number;
  /** Members of the measure, a whole number of at least 1: numerator, open gaps and members who can no longer count. */
  readonly denominator: number;
}

/** One open gap that every member of a class has. */
export interface ClassGap {
  readonly measureId: string;
  /** Chance that the gap closes by the end of the year if nothing is done, 0–1. */
  readonly chance: number;
  /** Last day on which closing it counts, `YYYY-MM-DD`; absent: the last day of the measurement year. */
  readonly dueOn?: string;
}

/** Members with equal options: the same open gaps at the same chances and dates, the same strata, the same contacts left. */
export interface MemberClass {
  /** Unique in the problem. */
  readonly id: string;
  /** Members, a whole number of at least 1. */
  readonly members: number;
  readonly gaps: readonly ClassGap[];
  /** Labels that minimum efforts refer to, such as a plan or a low-income stratum. */
  readonly strata?: readonly string[];
  /** Contacts that each member may still get; absent: the limit of the problem. */
  readonly contactsLeft?: number;
  /** Interventions these members must not get, by code. */
  readonly excluded?: readonly string[];
}

/** What an intervention does to one measure's gap. */
export interface InterventionEffect {
  readonly measureId: string;
  /** Chance that it closes a gap that would otherwise stay open, 0–1. */
  readonly success: number;
}

/** One kind of intervention. Several effects make it a bundle: one contact closes several gaps of a member. */
export interface InterventionOption {
  /** Unique in the problem. */
  readonly code: string;
  /** Channel whose capacity it uses. */
  readonly channel: string;
  /** Cost for one member in whole cents. */
  readonly costCents: number;
  /** Use of the channel for one member, in the channel's unit (minutes of staff, or slots: 1). */
  readonly amount: number;
  /** Contacts it takes; default 1. */
  readonly contacts?: number;
  /** Days from the start until it has worked; a gap due earlier is out of its reach. Default 0. */
  readonly leadDays?: number;
  readonly effects: readonly InterventionEffect[];
}

/** How much of a channel there is. */
export interface ChannelLimit {
  readonly channel: string;
  /** What is counted. */
  readonly unit: 'minutes' | 'slots';
  /** What can be done until a day, counted from the start; ascending by day. One entry without a day: the whole horizon. */
  readonly capacity: readonly ChannelCapacity[];
}

export interface ChannelCapacity {
  /** Last day, `YYYY-MM-DD`; absent: the last day of the measurement year. */
  readonly through?: string;
  /** Cumulative, in the channel's unit, at least 0. */
  readonly amount: number;
}

/** A stratum in which at least so many members must be treated. */
export interface MinimumEffort {
  readonly stratum: string;
  readonly members: number;
}

export interface OptimizationLimits {
  /** Most that may be spent, whole cents; absent: no limit. */
  readonly budgetCents?: number;
  /** Channels that are not named have no limit. */
  readonly channels?: readonly ChannelLimit[];
  /** Most contacts a member may get; default 1. */
  readonly contactsPerMember?: number;
  readonly minimumEffort?: readonly MinimumEffort[];
}

/** Reach a rating at the least cost, with the confidence that the distribution of the rating confirms. */
export interface CostObjective {
  readonly kind: 'cost';
  /** Half stars, 1–5. */
  readonly targetStars: number;
  /** P(rating ≥ target) that the plan must have, 0.5 up to 0.999. */
  readonly confidence: number;
}

/** Make a rating as likely as the limits allow. */
export interface ProbabilityObjective {
  readonly kind: 'probability';
  /** Half stars, 1–5. */
  readonly targetStars: number;
}

/** Earn the most: payments at the rating less the cost of the plan. */
export interface ValueObjective {
  readonly kind: 'value';
  readonly revenue: RevenueAssumptions;
}

export type Objective = CostObjective | ProbabilityObjective | ValueObjective;

/** Everything the optimiser decides from. */
export interface OptimizationProblem {
  readonly ruleSet: RuleSet;
  /** Facts and results of the contract; stars of measures that are not in `measures` stay (or follow `otherMeasures`). */
  readonly contract: ContractYear;
  readonly measures: readonly MemberMeasure[];
  /** Chances of 1 to 5 stars of other measures, summing to 1; they enter the distributions. The plan is made for the contract's own stars. */
  readonly otherMeasures?: readonly { readonly measureId: string; readonly chances: readonly number[] }[];
  readonly classes: readonly MemberClass[];
  readonly interventions: readonly InterventionOption[];
  readonly limits: OptimizationLimits;
  readonly objective: Objective;
  /** First day of action, `YYYY-MM-DD`. */
  readonly startsOn: string;
  /** Last day of the measurement year, `YYYY-MM-DD`. */
  readonly yearEnd: string;
}
