import type { CmsTableSet, PublishedRatings } from '../cms-tables/index.js';
import {
  rateContract,
  type ContractYear,
  type MeasureResult,
  type RatingOutcome,
  type Star,
} from '../ratings/index.js';
import json2026 from '../rulesets/data/2026.json' with { type: 'json' };
import { checkRuleSet, type RuleSet } from '../rulesets/index.js';

function rules2026(): RuleSet {
  const checked = checkRuleSet(json2026);
  if ('problems' in checked) throw new Error('the 2026 rule set does not pass its check');
  return checked.ruleSet;
}

/** The rule set the invented contracts are rated by. */
export const RULES = rules2026();

/** An invented MA-PD contract with a star pattern: `starOf` gives each measure's star. */
export function inventedContract(
  contractId: string,
  starOf: (measureId: string, index: number) => Star | null,
  more: Partial<ContractYear> = {},
): ContractYear {
  return {
    contractId,
    organizationType: 'Local CCP',
    snp: true,
    puertoRicoOnly: false,
    disasterPercents: { '2023': 0, '2024': 0 },
    adjustmentCategories: { partC: 4, partDMapd: 3, overall: 4 },
    measures: RULES.measures.map(({ id }, i): MeasureResult => ({
      measureId: id,
      score: null,
      star: starOf(id, i),
      note: null,
    })),
    ...more,
  };
}

/** The contract with one measure's result replaced. */
export function withMeasure(contract: ContractYear, measureId: string, change: Partial<MeasureResult>): ContractYear {
  return {
    ...contract,
    measures: contract.measures.map((one) => (one.measureId === measureId ? { ...one, ...change } : one)),
  };
}

const cell = (outcome: RatingOutcome) =>
  outcome.status === 'rated' ? { stars: outcome.stars, message: null } : { stars: null, message: outcome.message };

/** The ratings the rule set gives, as if they were published. */
export function asPublished(ruleSet: RuleSet, contract: ContractYear): PublishedRatings {
  const { partC, partD, overall } = rateContract(ruleSet, contract);
  return { contractId: contract.contractId, partC: cell(partC), partD: cell(partD), overall: cell(overall) };
}

/** A set of tables of these contracts, with the ratings the rule set gives as the published ones. */
export function tablesOf(contracts: readonly ContractYear[], more: Partial<CmsTableSet> = {}): CmsTableSet {
  return {
    starYear: 2026,
    files: [],
    calculations: [],
    measures: RULES.measures.map(({ id, name, domain }) => ({
      id,
      name,
      domainId: domain,
      domainName: null,
      period: null,
    })),
    percentMeasures: [],
    contracts,
    identities: [],
    ratings: more.ratings === undefined ? contracts.map((contract) => asPublished(RULES, contract)) : more.ratings,
    domainStars: null,
    cutPoints: null,
    highPerforming: null,
    lowPerforming: null,
    ...more,
  };
}
