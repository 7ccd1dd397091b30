import type { RuleSet } from '../rulesets/index.js';
import { contractTypeOf, UnknownOrganizationTypeError } from './contract-context.js';
import type { ContractYear, Star } from './contract-year.js';
import { measureStar, type MeasureStarResult } from './measure-star.js';

/** A star that was not given and was read from the score. */
export interface DerivedStar extends MeasureStarResult {
  /** True where the published star can be another one: CAHPS base groups, improvement scores, disaster reverts. */
  readonly approximate: boolean;
}

/**
 * Fills in the star of every measure that has a score but no star and no text, by the cut points. Given stars are kept.
 * For contracts struck by a disaster and for CAHPS the derived stars are approximate, and said to be so.
 */
export function deriveStars(
  ruleSet: RuleSet,
  contract: ContractYear,
): { contract: ContractYear; derived: DerivedStar[] } {
  const type = contractTypeOf(ruleSet, contract);
  if (!type) throw new UnknownOrganizationTypeError();
  const derived: DerivedStar[] = [];
  const measures = contract.measures.map((one) => {
    const text = one.score ?? one.note;
    if (one.star !== null || text === null || (one.score !== null && one.note !== null)) return one;
    if (ruleSet.calculations.some((calculation) => one.starsByCalculation?.[calculation.id] !== undefined)) return one;
    const stars = ruleSet.calculations.map((calculation) =>
      measureStar(ruleSet, one.measureId, text, type.cutPointSet, calculation.id),
    );
    const [first] = stars;
    if (!first || 'problem' in first) return one;
    derived.push({
      ...first,
      approximate:
        first.basis === 'baseGroup' ||
        first.basis === 'improvementScore' ||
        mayRevert(ruleSet, contract, one.measureId),
    });
    if (stars.length === 1) return { ...one, star: first.star };
    const byCalculation = ruleSet.calculations.map((calculation, c): [string, Star | null] => {
      const star = stars[c];
      return [calculation.id, star && !('problem' in star) ? star.star : null];
    });
    return { ...one, star: first.star, starsByCalculation: Object.fromEntries(byCalculation) };
  });
  return { contract: { ...contract, measures }, derived };
}

/** Whether the published star of a measure can be an earlier year's for this contract (TN p.7-9). */
export function mayRevert(ruleSet: RuleSet, contract: ContractYear, measureId: string): boolean {
  const measure = ruleSet.measures.find((one) => one.id === measureId);
  const struck = (measure?.disasterYears ?? []).some(
    (year) => (contract.disasterPercents[year] ?? 0) >= ruleSet.disaster.affectedPercent,
  );
  return struck || ruleSet.disaster.additionalReverts.some((one) => one.measures.includes(measureId));
}
