import { type ContractYear, createRater, starArrays } from '../../ratings/index.js';
import { findMeasure, type RuleSet } from '../../rulesets/index.js';
import { SYNTHETIC_MEASURES } from '../../portfolio/index.js';

/** Final value at which 4 stars begin, in micro-units. */
const FOUR_STARS = 3_750_000;

/** Contracts whose published overall rating ends just below 4 stars, with all measures that synthetic members have; nearest first. */
export function nearContracts(ruleSet: RuleSet, contracts: readonly ContractYear[]): ContractYear[] {
  const needed = Object.keys(SYNTHETIC_MEASURES).flatMap((code) => findMeasure(ruleSet, code)?.id ?? []);
  return contracts
    .flatMap((contract) => {
      const { overall } = createRater(ruleSet, contract).rate(starArrays(ruleSet, contract));
      const distance = overall.status === 'rated' ? FOUR_STARS - overall.finalMicro : -1;
      const isComplete = needed.every((id) =>
        contract.measures.some((one) => one.measureId === id && one.star !== null),
      );
      return distance > 0 && isComplete ? [{ contract, distance }] : [];
    })
    .sort((a, b) => a.distance - b.distance || (a.contract.contractId < b.contract.contractId ? -1 : 1))
    .map(({ contract }) => contract);
}
