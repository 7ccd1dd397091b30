import type { MeasureRule } from './ruleset-measures.js';
import type { RuleSet } from './ruleset.js';

const indexes = new WeakMap<RuleSet, ReadonlyMap<string, MeasureRule>>();

function indexOf(ruleSet: RuleSet): ReadonlyMap<string, MeasureRule> {
  const known = indexes.get(ruleSet);
  if (known) return known;
  const index = new Map<string, MeasureRule>();
  for (const measure of ruleSet.measures) {
    for (const key of [measure.id, ...measure.codes]) index.set(key.toUpperCase(), measure);
  }
  indexes.set(ruleSet, index);
  return index;
}

/**
 * The measure with a CMS id (`C12`) or a HEDIS, PQA or other code (`GSD`), whatever the case; null where there is none.
 * CMS ids change from year to year: always ask the rule set of the year the id comes from.
 */
export function findMeasure(ruleSet: RuleSet, idOrCode: string): MeasureRule | null {
  return indexOf(ruleSet).get(idOrCode.trim().toUpperCase()) ?? null;
}
