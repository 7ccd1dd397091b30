import type { CutPoints } from '../../core/cutpoints/index.js';
import type { ContractYear } from '../../core/ratings/index.js';
import type { RuleSet } from '../../core/rulesets/index.js';
import type {
  MeasureOutlook,
  GapOutlook,
  RevenueAssumptions,
  ScenarioGaps,
  ScenarioOrder,
  StatedOutlook,
  WhatIfChange,
} from '../../core/simulation/index.js';
import type { CataloguedRuleSet } from '../ratings/index.js';
import type { SimulationKind } from './simulation.entity.js';

/** Another rule set that a simulation uses, by the digest it had. */
export interface OtherRuleSet {
  readonly starYear: number;
  readonly digest: string;
}

/** Everything that a simulation is computed from except the rule sets: stored with it, so that it can be replayed. */
export interface SimulationInputs {
  readonly kind: SimulationKind;
  readonly contract: ContractYear;
  readonly changes: readonly WhatIfChange[];
  readonly outlooks: readonly MeasureOutlook[];
  /** Where outlooks came from gaps; absent or null otherwise. */
  readonly gaps?: ScenarioGaps | null;
  readonly others: readonly StatedOutlook[];
  readonly drawnCutPoints: Readonly<Record<string, readonly CutPoints[]>>;
  readonly draws: number;
  readonly seed: number;
  readonly measureCorrelation: number;
  readonly revenue: RevenueAssumptions | null;
  /** Star year whose rating is simulated: with cut points of the forecast the year after the rule set's. */
  readonly ratingYear: number;
  readonly keepAsForecast: boolean;
  /** For `whatIf` at most one; for `ruleSets` all of them. */
  readonly otherRuleSets: readonly OtherRuleSet[];
}

/** A rule set that a stored simulation was ordered with is not there any more. */
export class RuleSetGone extends Error {
  override name = 'RuleSetGone';
}

/**
 * Inputs together with their rule sets: what a thread computes from.
 * @throws RuleSetGone when a rule set has changed since.
 */
export function orderOf(
  inputs: SimulationInputs,
  ruleSet: RuleSet,
  find: (starYear: number) => CataloguedRuleSet | undefined,
): ScenarioOrder {
  const { kind, contract, changes, outlooks, drawnCutPoints, draws, seed, measureCorrelation } = inputs;
  const others = inputs.otherRuleSets.map(({ starYear, digest }): RuleSet => {
    const found = find(starYear);
    if (found?.digest !== digest) throw new RuleSetGone();
    return found.ruleSet;
  });
  const [under] = others;
  const gaps = inputs.gaps ? { gaps: inputs.gaps } : {};
  switch (kind) {
    case 'whatIf':
      return {
        ...{ kind, ruleSet, contract, changes, ...gaps },
        ...(under === undefined ? {} : { under }),
        ...(inputs.gaps ? { measures: outlooks as readonly GapOutlook[] } : {}),
      };
    case 'ruleSets':
      return { kind, ruleSet, contract, changes, ruleSets: others };
    case 'distance':
      return { kind, ruleSet, contract, measures: outlooks as readonly GapOutlook[], drawnCutPoints, ...gaps };
    case 'monteCarlo':
      return {
        kind,
        ruleSet,
        contract,
        changes,
        measures: outlooks,
        ...gaps,
        others: inputs.others,
        drawnCutPoints,
        draws,
        seed,
        measureCorrelation,
        ...(inputs.revenue === null ? {} : { revenue: inputs.revenue }),
      };
  }
}
