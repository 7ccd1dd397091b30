import type { ContractYear } from '../ratings/index.js';
import type { RuleSet } from '../rulesets/index.js';
import { CUT_POINTS_2025 } from './data/cut-points-2025.js';
import { YOUNG_MEASURES } from './data/program-years.js';
import type { CutPointYear, MeasureYear } from './forecast-types.js';
import { backtestInput, cutPointMeasure, type PriorCutPoints } from './from-contracts.js';

/** Final cut points of star years that come without contracts' scores, by star year. */
export const KNOWN_CUT_POINTS: Readonly<Record<number, readonly PriorCutPoints[]>> = { 2025: CUT_POINTS_2025 };

/**
 * Everything that a forecast must know of one star year: the measures' facts, scores and cut points. A measure in its
 * first three star years is a year older in the year to come, and may then have a guardrail.
 */
export function cutPointYear(
  ruleSet: RuleSet,
  contracts: readonly ContractYear[],
  prior: readonly PriorCutPoints[] = KNOWN_CUT_POINTS[ruleSet.starYear - 1] ?? [],
): CutPointYear {
  const { measures } = backtestInput(ruleSet, contracts, prior);
  return {
    starYear: ruleSet.starYear,
    measures: measures.map(({ measure, scores, published }): MeasureYear => {
      const rule = ruleSet.measures.find(({ id }) => id === measure.id);
      const years = YOUNG_MEASURES[ruleSet.starYear]?.[measure.id] ?? (rule?.newMeasure === true ? 1 : undefined);
      const next =
        rule === undefined || years === undefined
          ? {}
          : { nextGuardrail: cutPointMeasure(ruleSet, rule, measure.set, prior, years + 1).guardrail };
      const before = published.beforeGuardrails === undefined ? {} : { beforeGuardrails: published.beforeGuardrails };
      const name = rule === undefined ? measure.id : `${rule.part} ${rule.name}`;
      return { name, measure, scores, final: published.final, ...before, ...next };
    }),
  };
}
