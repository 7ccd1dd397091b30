import { describe, expect, it } from 'vitest';
import { checkContractYear, rateContract } from '../ratings/index.js';
import json2026 from '../rulesets/data/2026.json' with { type: 'json' };
import { checkRuleSet, type RuleSet } from '../rulesets/index.js';
import { syntheticContract } from './index.js';

const checked = checkRuleSet(json2026);
if ('problems' in checked) throw new Error('the 2026 rule set does not pass its check');
const ruleSet: RuleSet = checked.ruleSet;

describe('syntheticContract', () => {
  it('is decided by the seed alone', () => {
    expect(syntheticContract(ruleSet, 'H9001', 3)).toEqual(syntheticContract(ruleSet, 'H9001', 3));
    expect(syntheticContract(ruleSet, 'H9001', 4)).not.toEqual(syntheticContract(ruleSet, 'H9001', 3));
  });

  it('is a valid contract, rated in full and nearly always below four stars', () => {
    const contracts = Array.from({ length: 12 }, (_, seed) => syntheticContract(ruleSet, 'H9001', seed));
    const stars = contracts.map((contract) => {
      expect([...checkContractYear(ruleSet, contract)]).toEqual([]);
      const { partC, partD, overall } = rateContract(ruleSet, contract);
      return [partC, partD, overall].map((one) => (one.status === 'rated' ? one.stars : null));
    });
    expect(stars.flat()).not.toContain(null);
    expect(stars.filter((ratings) => Math.max(...ratings.map(Number)) < 4).length).toBeGreaterThanOrEqual(9);
  });
});
