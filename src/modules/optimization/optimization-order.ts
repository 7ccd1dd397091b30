import type { ChannelLimit, InterventionOption, MinimumEffort, Objective } from '../../core/optimization/index.js';

/** A measure whose gaps the plan works on. */
export interface OrderedMeasure {
  readonly code: string;
  readonly measureId: string;
}

/** Everything that a plan is made from except gaps, rules and CMS's results: stored with it. Plain data. */
export interface OptimizationOrder {
  readonly objective: Objective;
  readonly interventions: readonly InterventionOption[];
  readonly measures: readonly OrderedMeasure[];
  readonly budgetCents: number | null;
  readonly channels: readonly ChannelLimit[];
  readonly contactsPerMember: number;
  readonly minimumEffort: readonly MinimumEffort[];
  /** Last day on which closing a measure's gap counts, by measure code. */
  readonly deadlines: Readonly<Record<string, string>>;
  readonly startsOn: string;
  readonly yearEnd: string;
  readonly seconds: number;
  readonly seed: number;
  readonly draws: number;
  readonly shadowPrices: boolean;
  readonly curve: boolean;
}

/** What a stratum is made of: `tier:high`, `measure:CBP`, `owner:outreach-east`. */
export const STRATUM = /^(tier:(high|medium|low)|measure:[A-Z]{2,5}(-[A-Z]{2,5})?|owner:[A-Za-z][A-Za-z0-9._-]{0,63})$/;
