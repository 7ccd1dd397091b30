import type { ContractYear, Star } from '../../src/core/ratings/index.js';
import type { RuleSet } from '../../src/core/rulesets/index.js';
import { checkRuleSet } from '../../src/core/rulesets/index.js';
import json2026 from '../../src/core/rulesets/data/2026.json' with { type: 'json' };

/** The 2026 rule set, checked. */
export function rules2026(): RuleSet {
  const checked = checkRuleSet(json2026);
  if ('problems' in checked) throw new Error('the 2026 rule set does not pass its check');
  return checked.ruleSet;
}

/** A made-up MA-PD contract without SNP: every measure rated with `star` unless `stars` or `scores` say otherwise. */
export function madeUpContract(
  ruleSet: RuleSet,
  star: Star,
  stars: Readonly<Record<string, Star | null>> = {},
  scores: Readonly<Record<string, string>> = {},
): ContractYear {
  return {
    contractId: 'H0001',
    organizationType: 'Local CCP',
    snp: false,
    puertoRicoOnly: false,
    disasterPercents: { '2023': 0, '2024': 0 },
    adjustmentCategories: { partC: 4, partDMapd: 3, overall: 4 },
    measures: ruleSet.measures
      .filter(({ id }) => !['C07', 'C08', 'C09'].includes(id))
      .map(({ id }) => {
        const own = stars[id] === undefined ? star : stars[id];
        const note = own === null ? 'Plan too small to be measured' : null;
        return { measureId: id, score: scores[id] ?? null, star: own, note };
      }),
  };
}
