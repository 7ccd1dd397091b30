import type { RuleSet } from '../rulesets/index.js';
import { compiledRules } from './compiled-rules.js';
import { contractContext } from './contract-context.js';
import type { ContractYear, Star } from './contract-year.js';
import { divideHalfUp } from './exact-arithmetic.js';
import { minimumException } from './existence.js';
import { starArrays } from './rater.js';

/** The star of one domain of one contract. */
export interface DomainStar {
  readonly domain: string;
  readonly name: string;
  readonly part: 'C' | 'D';
  /** Null: too few rated measures, or no such domain for the contract's type. */
  readonly star: Star | null;
  readonly ratedMeasures: number;
  readonly minimum: number | null;
}

/**
 * The domain stars of a contract: the unweighted mean of the rated measure stars, improvement measures included, rounded
 * half up to a whole star, where enough of them are rated (TN p.10-11, Table 5; p.22). With several calculations the highest.
 */
export function domainStars(ruleSet: RuleSet, contract: ContractYear): DomainStar[] {
  const rules = compiledRules(ruleSet);
  const { type } = contractContext(rules, contract);
  const calculations = starArrays(ruleSet, contract);
  return ruleSet.domains.map((domain) => {
    const results = calculations.map((stars) => {
      const rated = domain.measures
        .map((id) => Number(stars[rules.indexById.get(id) ?? -1] ?? 0))
        .filter((star) => star > 0);
      const minimum =
        minimumException(rules, type.id, stars)?.domains?.[domain.id] ?? domain.minimumRated[type.id] ?? null;
      const sum = rated.reduce((total, star) => total + star, 0);
      const star = minimum !== null && rated.length >= minimum ? (divideHalfUp(sum, rated.length) as Star) : null;
      return { domain: domain.id, name: domain.name, part: domain.part, star, ratedMeasures: rated.length, minimum };
    });
    return results.reduce((best, one) => ((one.star ?? 0) > (best.star ?? 0) ? one : best));
  });
}
