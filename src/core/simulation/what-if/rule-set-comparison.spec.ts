import { describe, expect, it } from 'vitest';
import { madeUpContract, rules2026 } from '../../../../test/support/made-up-contract.js';
import type { RuleSet } from '../../rulesets/index.js';
import { WhatIfError, compareRuleSets, underRuleSet } from './index.js';

const ruleSet = rules2026();
const contract = madeUpContract(ruleSet, 4, { C10: null }, { C14: '81' });

/** A made-up next year: other ids, one measure gone, higher cut points for C14, weight 3 for C04. */
const next: RuleSet = {
  ...ruleSet,
  starYear: 2027,
  version: 'made-up',
  measures: ruleSet.measures
    .filter(({ id }) => id !== 'C09')
    .map((rule) => {
      const raised = rule.id === 'C14' ? { cutPoints: { mapd: [70, 77, 82, 88] as const } } : {};
      return { ...rule, ...raised, weight: rule.id === 'C04' ? 3 : rule.weight };
    }),
};

describe('the same data under several rule sets', () => {
  it('reads stars anew by the other cut points and keeps those without a score', () => {
    const carried = underRuleSet(ruleSet, next, contract);
    const starOf = (id: string): unknown => carried.contract.measures.find(({ measureId }) => measureId === id)?.star;
    expect([starOf('C14'), starOf('C01'), starOf('C10')]).toEqual([3, 4, null]);
    expect(carried.keptStars).toContain('C01');
    expect(carried.keptStars).not.toContain('C14');
  });

  it('finds a measure by its code or name when its id changes, and says what is dropped and missing', () => {
    const renamed: RuleSet = {
      ...next,
      measures: next.measures.map((rule) => ({ ...rule, id: `${rule.part}${Number(rule.id.slice(1)) + 40}` })),
    };
    const withGone = {
      ...contract,
      measures: [...contract.measures, { measureId: 'C09', score: null, star: 4 as const, note: null }],
    };
    const carried = underRuleSet(ruleSet, renamed, withGone);
    expect(carried.dropped).toEqual(['C09']);
    expect(carried.missing).toEqual(['C47', 'C48']);
    expect(carried.contract.measures.find(({ measureId }) => measureId === 'C54')?.star).toBe(3);
  });

  it('rates under each, in one call', () => {
    const [same, other] = compareRuleSets(ruleSet, contract, [ruleSet, next]);
    expect([same?.starYear, other?.starYear]).toEqual([2026, 2027]);
    expect(same?.dropped).toEqual([]);
    const finalOf = (one: typeof same): number => {
      const outcome = one?.trace.ratings.partC.outcome;
      return outcome?.status === 'rated' ? outcome.finalMicro : 0;
    };
    expect(finalOf(other)).toBeLessThan(finalOf(same));
  });

  it('refuses an organization that the other rule set does not know', () => {
    expect(() => underRuleSet(ruleSet, { ...next, contractTypes: [] }, contract)).toThrow(WhatIfError);
  });
});
