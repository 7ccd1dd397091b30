import { type ContractSimulationInput, ratingOutlook } from '../contract/index.js';
import { applyChanges, type NumeratorsAdded, whatIf } from '../what-if/index.js';
import type {
  GapOutlook,
  GapsReport,
  RatingNumbers,
  ScenarioGaps,
  ScenarioResult,
  WhatIfScenario,
} from './scenario-types.js';
import { expectedNumerator, yearEndDenominator } from './year-end.js';

/** With a common factor only small tables are integrated exactly; larger ones are drawn. */
const CELLS_WITH_FACTOR = 20_000;

/** What of a scenario came from gaps; the ratings without and with the interventions where they are distributions. */
export function gapsReport(
  { measurementYear, readAt, measures, effects, assumptions }: ScenarioGaps,
  ratings: { readonly without: RatingNumbers | null; readonly with: RatingNumbers | null } | null,
): GapsReport {
  const interventions =
    effects.length === 0
      ? null
      : {
          measures: effects,
          expectedAdded: effects.reduce((sum, one) => sum + one.expectedAdded, 0),
          without: ratings?.without ?? null,
          with: ratings?.with ?? null,
        };
  return { measurementYear, readAt, measures, interventions, assumptions };
}

/** The highest rating in short, exactly where possible. */
export function ratingNumbers(input: Omit<ContractSimulationInput, 'draws'>): RatingNumbers | null {
  const isIndependent = (input.measureCorrelation ?? 0) === 0;
  const { ratings, highest } = ratingOutlook({ ...input, ...(isIndependent ? {} : { mostCells: CELLS_WITH_FACTOR }) });
  const own = highest === null ? undefined : ratings[highest];
  if (highest === null || own === undefined) return null;
  const { fourOrMore, expectedStars, expectedFinal } = own;
  return { rating: highest, fourOrMore, expectedStars, expectedFinal };
}

/** Expected year-end numerators as a change, whole members, rounded down. */
function expected(without: GapOutlook, treated: GapOutlook): NumeratorsAdded {
  const whole = (outlook: GapOutlook): number => Math.floor(expectedNumerator(outlook) + 1e-6);
  const denominator = yearEndDenominator(without);
  const numerator = whole(without);
  return {
    type: 'numerators',
    measureId: without.measureId,
    numerator,
    denominator,
    added: whole(treated) - numerator,
  };
}

/**
 * A what-if over gaps: the baseline has the rates that the gaps are expected to give at the end of the year, the scenario
 * those with the interventions and the changes.
 */
export function whatIfFromGaps(order: WhatIfScenario, gaps: ScenarioGaps): ScenarioResult {
  const { ruleSet, contract, changes, measures = [], under } = order;
  const lines = measures.map((treated) =>
    expected(gaps.untreated.find(({ measureId }) => measureId === treated.measureId) ?? treated, treated),
  );
  const baseline = applyChanges(
    ruleSet,
    contract,
    lines.map((line) => ({ ...line, added: 0 })),
  );
  const added = lines.filter((line) => line.added !== 0);
  const result = whatIf(ruleSet, baseline.contract, [...changes, ...added], under);
  const approximations = [...new Set([...baseline.approximations, ...result.approximations])];
  return { kind: 'whatIf', ...result, approximations, gaps: gapsReport(gaps, null) };
}
