import type { CutPointsOfCalculation } from '../cms-tables/index.js';
import type { RuleSet } from '../rulesets/index.js';
import type { CutPoints } from './types.js';

/** A rule set with the cut points that the year's tables print, and where the two differed. */
export interface PublishedRules {
  readonly ruleSet: RuleSet;
  /** `C14 mapd` for every measure and set whose cut points the rule set had otherwise. */
  readonly replaced: readonly string[];
}

/**
 * Puts the cut points printed in CMS's tables into a rule set: what is compared with is what was published. Measures
 * that the tables lack keep those of the rule set. Of a year with several calculations the first one counts.
 */
export function withPublishedCutPoints(
  ruleSet: RuleSet,
  printed: readonly CutPointsOfCalculation[] | null,
): PublishedRules {
  const replaced: string[] = [];
  const measures = ruleSet.measures.map((rule) => {
    const own = (printed ?? []).filter(({ measureId }) => measureId === rule.id);
    const cutPoints = { ...rule.cutPoints };
    for (const set of ['mapd', 'pdp'] as const) {
      const found = own.find((one) => one.set === set);
      if (found === undefined) continue;
      const values = found.bounds.map(Number) as unknown as CutPoints;
      if (cutPoints[set] !== undefined && values.some((value, place) => value !== cutPoints[set]?.[place]))
        replaced.push(`${rule.id} ${set}`);
      cutPoints[set] = values;
    }
    return Object.keys(cutPoints).length === 0 ? rule : { ...rule, cutPoints };
  });
  return { ruleSet: { ...ruleSet, measures }, replaced };
}
