import type { RuleSet } from '../rulesets/index.js';
import type { ContractYear } from './contract-year.js';
import { createRater, starArrays } from './rater.js';
import type { ContractRatings } from './rating-outcome.js';

/**
 * The Part C, Part D and overall ratings of a contract from its measure stars, without a trace (TN p.11-16, p.22-23).
 * A missing adjustment category of a rated kind gives a provisional rating. Input is taken as it is: check it first with `checkContractYear`.
 */
export function rateContract(ruleSet: RuleSet, contract: ContractYear): ContractRatings {
  return createRater(ruleSet, contract).rate(starArrays(ruleSet, contract));
}
