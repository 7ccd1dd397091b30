import type { PublishedDomainStar } from '../cms-tables/index.js';
import { contractTypeOf, domainStars, type ContractYear, type DomainStar } from '../ratings/index.js';
import type { RuleSet } from '../rulesets/index.js';
import type { DomainMismatch, Matched } from './conformance-report.js';

/** Compares published domain stars with the computed ones. A published text stands for "no star". */
export function compareDomainStars(
  ruleSet: RuleSet,
  contracts: readonly ContractYear[],
  published: readonly PublishedDomainStar[],
): Matched & { readonly mismatches: readonly DomainMismatch[] } {
  const byId = new Map(contracts.map((contract) => [contract.contractId, contract]));
  const stars = new Map<string, ReadonlyMap<string, DomainStar>>();
  const of = (contract: ContractYear) => {
    const known = stars.get(contract.contractId);
    if (known) return known;
    const own = new Map(domainStars(ruleSet, contract).map((star) => [star.domain, star]));
    stars.set(contract.contractId, own);
    return own;
  };
  const mismatches: DomainMismatch[] = [];
  for (const { contractId, domainId, star, note } of published) {
    const contract = byId.get(contractId);
    const refused = !contract
      ? 'the measure tables do not have the contract'
      : contractTypeOf(ruleSet, contract) === null
        ? `no contract type of the rule set fits organization type "${contract.organizationType}"`
        : null;
    const computed = contract && refused === null ? of(contract).get(domainId) : undefined;
    if (computed && computed.star === star) continue;
    const reason = computed
      ? `${computed.ratedMeasures} rated measures, ${computed.minimum ?? 'no star for this contract type: none'} needed`
      : (refused ?? 'the rule set has no such domain');
    mismatches.push({
      contractId,
      domain: domainId,
      published: star === null ? (note ?? '') : String(star),
      computed: String(computed?.star ?? 'none'),
      reason,
    });
  }
  return { matched: published.length - mismatches.length, total: published.length, mismatches };
}
