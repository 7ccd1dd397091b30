import { describe, expect, it } from 'vitest';
import json2026 from '../rulesets/data/2026.json' with { type: 'json' };
import { DEFAULT_TIER_THRESHOLDS } from '../prediction/index.js';
import { checkRuleSet, type RuleSet } from '../rulesets/index.js';
import { SYNTHETIC_MEASURES, syntheticMember, syntheticRates } from './index.js';

const checked = checkRuleSet(json2026);
if ('problems' in checked) throw new Error('the 2026 rule set does not pass its check');
const ruleSet: RuleSet = checked.ruleSet;
const contract = (score: string | null) => ({
  ...{ contractId: 'H0001', organizationType: 'Local CCP', snp: false, puertoRicoOnly: false },
  ...{ disasterPercents: {}, adjustmentCategories: {} },
  measures: [{ measureId: 'C01', score, star: null, note: null }],
});
const order = {
  ...{ contractId: 'H0001', seed: 7, measurementYear: 2024 },
  ...{ rates: syntheticRates(ruleSet, contract('91')), tiers: DEFAULT_TIER_THRESHOLDS },
};
const members = Array.from({ length: 20_000 }, (_, index) => syntheticMember(order, index));

describe('syntheticRates', () => {
  it('are the published scores, else a quarter of the way from three to four stars', () => {
    expect(order.rates.get('BCS')).toBe(91);
    expect(order.rates.get('COL')).toBe(62.5);
    expect(syntheticRates(ruleSet, contract(null)).get('BCS')).toBe(72.25);
    expect(order.rates.get('BPD')).toBe(70);
    expect(syntheticRates(undefined, undefined).get('BCS')).toBe(70);
  });
});

describe('syntheticMember', () => {
  it('is decided by seed and number alone', () => {
    expect(syntheticMember(order, 17)).toEqual(members[17]);
    expect(syntheticMember({ ...order, seed: 8 }, 17)).not.toEqual(members[17]);
    expect(members[17]?.memberId).toBe('DEMO-H0001-7-17');
  });

  it('rates and shares come near what was asked for', () => {
    for (const [code, share] of Object.entries(SYNTHETIC_MEASURES)) {
      const gaps = members.flatMap((member) => member.gaps.filter(({ measure }) => measure === code));
      const counted = gaps.filter(({ evidence }) => evidence !== 'excluded');
      const rate = (100 * counted.filter(({ evidence }) => evidence === 'closed').length) / counted.length;
      expect(Math.abs(rate - (order.rates.get(code) ?? 0))).toBeLessThan(2.5);
      expect(Math.abs(gaps.length / members.length - share)).toBeLessThan(0.02);
    }
  });

  it('only unsettled gaps have predictions, whose contributions add up to the margin', () => {
    for (const gap of members.slice(0, 3000).flatMap(({ gaps }) => gaps)) {
      expect(gap.prediction !== null).toBe(gap.evidence === 'open' || gap.evidence === 'prospective');
      if (!gap.prediction) continue;
      const { shapValues, baseValue, margin, probability } = gap.prediction;
      expect(Object.values(shapValues).reduce((sum, one) => sum + one, baseValue)).toBe(margin);
      expect(probability > 0 && probability < 1).toBe(true);
      expect(gap.priority).toBeLessThanOrEqual(100);
    }
  });

  it('has interventions of every standing, only over unsettled gaps', () => {
    const standings = new Set(members.map(({ intervention }) => intervention));
    expect([...standings].map(String).sort()).toEqual(['failed', 'holdout', 'in_progress', 'null', 'planned']);
    const idle = members.filter(({ gaps }) => gaps.every(({ prediction }) => prediction === null));
    expect(idle.every(({ intervention }) => intervention === null)).toBe(true);
  });
});
