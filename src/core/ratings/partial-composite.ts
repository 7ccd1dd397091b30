import { findMeasure, type RuleSet } from '../rulesets/index.js';
import { compiledRules } from './compiled-rules.js';
import type { ContractYear } from './contract-year.js';
import { microText } from './decimal-text.js';
import { meanUnits } from './exact-arithmetic.js';

/** A weighted mean of some measure stars. It is not a Star Rating, and nothing in it may be shown as one. */
export interface PartialComposite {
  readonly label: 'partial composite, not a Star Rating';
  readonly warning: string;
  /** Six-decimal text, never rounded to stars; null where none of the measures is rated. */
  readonly value: string | null;
  /** CMS ids of the measures counted, and of those asked for but not rated. */
  readonly measures: readonly string[];
  readonly notRated: readonly string[];
  readonly unknown: readonly string[];
  /** Sum of the weights, as decimal number. */
  readonly weight: number;
}

const WARNING =
  'A weighted mean of some measure stars without reward factor, adjustment index and hold-harmless rules. Over the ten portfolio measures it gives the published overall rating for fewer than half of the contracts.';

/**
 * The weighted mean of the given measures (ids or codes; all of the rule set where none are given), for contracts with too
 * few measures for a rating. Duplicates of the two parts count once.
 */
export function partialComposite(
  ruleSet: RuleSet,
  contract: ContractYear,
  codes?: readonly string[],
): PartialComposite {
  const rules = compiledRules(ruleSet);
  const asked =
    codes ??
    ruleSet.measures
      .filter((one) => !ruleSet.overallDuplicates.some((two) => two.drop === one.id))
      .map((one) => one.id);
  const found = new Set(asked.map((code) => findMeasure(ruleSet, code)).filter((one) => one !== null));
  const starOf = (id: string): number => contract.measures.find((one) => one.measureId === id)?.star ?? 0;
  const rated = [...found].filter((one) => starOf(one.id) > 0);
  const sums = rated.reduce(
    (total, one) => {
      const exception = contract.puertoRicoOnly
        ? ruleSet.weightExceptions.find((rule) => rule.measures.includes(one.id))
        : undefined;
      const weight = Math.round((exception?.weight ?? one.weight) * rules.weightScale);
      return { ...total, weight: total.weight + weight, first: total.first + weight * starOf(one.id) };
    },
    { weight: 0, first: 0, second: 0, count: rated.length },
  );
  return {
    label: 'partial composite, not a Star Rating',
    warning: WARNING,
    value: sums.weight > 0 ? microText(meanUnits(sums, 6)) : null,
    measures: rated.map((one) => one.id),
    notRated: [...found].filter((one) => starOf(one.id) === 0).map((one) => one.id),
    unknown: asked.filter((code) => findMeasure(ruleSet, code) === null),
    weight: sums.weight / rules.weightScale,
  };
}
