import type { CutPoints } from '../../cutpoints/index.js';
import type { ContractYear } from '../../ratings/index.js';
import type { RatingName, RuleSet } from '../../rulesets/index.js';
import type { ContractSimulation } from '../contract/index.js';
import type { DistributionMethod } from '../distribution/index.js';
import type { DistanceReport } from '../distance.js';
import type { GapBasis, GapOutlook, MeasureEffect } from '../gaps/index.js';
import type { RevenueAssumptions, RevenueEffect } from '../revenue/index.js';
import type { RuleSetComparison, WhatIfChange, WhatIfResult } from '../what-if/index.js';

export type { GapOutlook };

/** A measure whose year-end star somebody states by its chances. */
export interface StatedOutlook {
  readonly measureId: string;
  /** Probabilities of 1 to 5 stars, summing to 1. */
  readonly chances: readonly number[];
}

export type MeasureOutlook = GapOutlook | StatedOutlook;

/** What the outlooks that came from gaps rest on, and what interventions over those gaps do. */
export interface ScenarioGaps {
  readonly measurementYear: number;
  /** Time as of which the gaps were read, RFC 3339 UTC. */
  readonly readAt: string;
  readonly measures: readonly GapBasis[];
  /** Measures with gaps that interventions cover. */
  readonly effects: readonly MeasureEffect[];
  /** The outlooks of those measures without the interventions. */
  readonly untreated: readonly GapOutlook[];
  /** In words: how gaps were grouped, what those without a prediction do, how interventions combine. */
  readonly assumptions: readonly string[];
}

interface Scenario {
  readonly ruleSet: RuleSet;
  readonly contract: ContractYear;
  /** Where outlooks came from gaps. */
  readonly gaps?: ScenarioGaps;
}

export interface WhatIfScenario extends Scenario {
  readonly kind: 'whatIf';
  readonly changes: readonly WhatIfChange[];
  /** Rules that the changed data are rated by; default the scenario's own. */
  readonly under?: RuleSet;
  /** With `gaps`: measures whose expected year-end rates stand in the baseline, with interventions in the scenario. */
  readonly measures?: readonly GapOutlook[];
}

export interface MonteCarloScenario extends Scenario {
  readonly kind: 'monteCarlo';
  /** Applied before anything is drawn. */
  readonly changes: readonly WhatIfChange[];
  readonly measures: readonly MeasureOutlook[];
  /** Chances of the measures that nobody predicts member by member, from their change over all contracts. */
  readonly others?: readonly StatedOutlook[];
  /** Drawn cut points by measure id; fixed ones for all other measures. */
  readonly drawnCutPoints?: Readonly<Record<string, readonly CutPoints[]>>;
  readonly draws: number;
  readonly seed: number;
  readonly measureCorrelation?: number;
  readonly revenue?: RevenueAssumptions;
}

export interface DistanceScenario extends Scenario {
  readonly kind: 'distance';
  readonly measures: readonly GapOutlook[];
  readonly drawnCutPoints?: Readonly<Record<string, readonly CutPoints[]>>;
}

export interface RuleSetsScenario extends Scenario {
  readonly kind: 'ruleSets';
  readonly changes: readonly WhatIfChange[];
  readonly ruleSets: readonly RuleSet[];
}

/** Everything that one simulation is computed from: plain data, so that a thread can take it. */
export type ScenarioOrder = WhatIfScenario | MonteCarloScenario | DistanceScenario | RuleSetsScenario;
export type ScenarioKind = ScenarioOrder['kind'];

/** Where a measure's chances come from. */
export type ChanceSource = 'gaps' | 'stated' | 'yearToYear';

/** One measure's year-end outlook in a Monte Carlo simulation. */
export interface SimulatedMeasureLine {
  readonly measureId: string;
  readonly name: string;
  readonly source: ChanceSource;
  /** Star before the simulation; null where there is none. */
  readonly star: number | null;
  /** Probabilities of 1 to 5 stars. */
  readonly chances: readonly number[];
  /** Expected displayed rate in percent; null where only chances are known. */
  readonly expectedRate: number | null;
  readonly numerator: {
    readonly denominator: number;
    readonly mean: number;
    readonly p10: number;
    readonly p50: number;
    readonly p90: number;
    readonly method: DistributionMethod;
    readonly errorBound: number;
  } | null;
}

/** A rating in short, computed exactly where possible. */
export interface RatingNumbers {
  readonly rating: RatingName;
  readonly fourOrMore: number;
  readonly expectedStars: number;
  readonly expectedFinal: number;
}

/** What of a scenario came from gaps. */
export interface GapsReport {
  readonly measurementYear: number;
  readonly readAt: string;
  readonly measures: readonly GapBasis[];
  /** What interventions do; null where the scenario has none. */
  readonly interventions: {
    readonly measures: readonly MeasureEffect[];
    /** Numerators that would not come without, over all measures. */
    readonly expectedAdded: number;
    /** The highest rating without and with them; null in a what-if, which has its own lines. */
    readonly without: RatingNumbers | null;
    readonly with: RatingNumbers | null;
  } | null;
  readonly assumptions: readonly string[];
}

export interface MonteCarloResult extends ContractSimulation {
  readonly kind: 'monteCarlo';
  /** Ratings as things stand: half stars as text, or CMS's message. */
  readonly baseline: Readonly<Record<RatingName, string>>;
  readonly measures: readonly SimulatedMeasureLine[];
  readonly approximations: readonly string[];
  readonly revenue: RevenueEffect | null;
  readonly gaps?: GapsReport;
}

export interface DistanceResult {
  readonly kind: 'distance';
  readonly measures: readonly (DistanceReport & {
    readonly measureId: string;
    readonly name: string;
    /** Members of an adherence measure who can still be adherent, cannot any more, or are sure; null unless days are given. */
    readonly adherence: {
      readonly denominator: number;
      readonly secured: number;
      readonly recoverable: number;
      readonly lost: number;
      readonly tooShort: number;
      /** Only of counted gaps: recoverable members whose refill is due within so many days, and gaps without days. */
      readonly within7Days?: number;
      readonly within14Days?: number;
      readonly within30Days?: number;
      readonly withoutDays?: number;
    } | null;
  })[];
  readonly gaps?: GapsReport;
}

export interface RuleSetsResult {
  readonly kind: 'ruleSets';
  readonly comparisons: readonly RuleSetComparison[];
  readonly approximations: readonly string[];
}

export type ScenarioResult =
  | (WhatIfResult & { readonly kind: 'whatIf'; readonly gaps?: GapsReport })
  | MonteCarloResult
  | DistanceResult
  | RuleSetsResult;
