import { describe, expect, it } from 'vitest';
import json2026 from '../rulesets/data/2026.json' with { type: 'json' };
import { checkRuleSet, type Calculation, type RuleSet, type RunThresholds } from '../rulesets/index.js';
import {
  checkContractYear,
  deriveStars,
  domainStars,
  rateContract,
  traceContract,
  type ContractYear,
  type Star,
} from './index.js';

/** The 2026 rules changed as another year would have them; every change must pass the check. */
function year(change: Record<string, unknown>): RuleSet {
  const result = checkRuleSet({ ...structuredClone(json2026), ...change });
  if ('problems' in result) throw new Error(JSON.stringify(result.problems));
  return result.ruleSet;
}

const noNew = json2026.measures.map((one) => ({ ...one, newMeasure: false }));
const twoRuns: RunThresholds[] = json2026.calculations[0].thresholds
  .filter((one) => one.newMeasures === 'with')
  .map(({ newMeasures: _newMeasures, ...one }) => one as RunThresholds);
const published: Calculation = { id: 'published', title: 'Two runs', thresholds: twoRuns };

function contract(stars: Record<string, Star | null>, facts: Partial<ContractYear> = {}, star: Star = 3): ContractYear {
  return {
    contractId: 'H0001',
    organizationType: 'Local CCP',
    snp: false,
    puertoRicoOnly: false,
    disasterPercents: { '2023': 0, '2024': 0 },
    adjustmentCategories: { partC: 4, partDMapd: 3, overall: 4 },
    ...facts,
    measures: json2026.measures.map((one) => ({
      measureId: one.id,
      score: null,
      star: one.id in stars ? (stars[one.id] ?? null) : star,
      note: null,
    })),
  };
}

describe('years with two runs', () => {
  const rules = year({ measures: noNew, newMeasureHoldHarmless: null, calculations: [published] });
  it('compare only with and without improvement measures', () => {
    const low = contract({ C30: 1, D04: 1 }, { disasterPercents: { '2024': 90 } }, 5);
    expect(rateContract(rules, low).overall).toMatchObject({ improvementUsed: false, newMeasuresUsed: true, stars: 5 });
    const [calculation] = traceContract(rules, low).ratings.overall.calculations;
    expect(calculation?.branch).toEqual([
      expect.stringContaining('left out: without them 5.000000'),
      'no new measures in this rating',
    ]);
  });
});

describe('hold harmless for all ratings without a gate (2022)', () => {
  const low = contract({ C30: 1, D04: 1 });
  it('leaves low improvement stars out of every rating', () => {
    const rules = year({ improvementHoldHarmless: { scope: 'all', gate: null, source: '2022' } });
    const { partC, partD, overall } = rateContract(rules, low);
    for (const one of [partC, partD, overall]) expect(one).toMatchObject({ stars: 3, improvementUsed: false });
  });
  it('differs from the 2026 rule: highest rating only, from 4 stars on', () => {
    const { partC, partD, overall } = rateContract(year({}), low);
    for (const one of [partC, partD, overall]) expect(one).toMatchObject({ improvementUsed: true });
    expect(traceContract(year({}), low).ratings.overall.calculations[0]?.branch[0]).toContain('does not reach 4 stars');
  });
  it('can be absent', () => {
    expect(
      rateContract(year({ improvementHoldHarmless: null }), contract({ C30: 1, D04: 1 }, {}, 5)).overall,
    ).toMatchObject({ improvementUsed: true });
  });
});

describe('publish the maximum of several calculations (2024)', () => {
  const [first] = json2026.calculations;
  const recalculated = {
    ...first,
    id: 'recalculated',
    title: 'Recalculated',
    cutPoints: { C01: { mapd: [50, 60, 70, 80] } },
  };
  const rules = year({ calculations: [{ ...first, id: 'original' }, recalculated] });
  const withStars = (recalculatedStar: Star | null): ContractYear => {
    const base = contract({});
    return {
      ...base,
      measures: base.measures.map((one) =>
        one.measureId.startsWith('C') ? { ...one, starsByCalculation: { recalculated: recalculatedStar } } : one,
      ),
    };
  };
  it('each calculation has its own stars; the highest is published', () => {
    expect(rateContract(rules, withStars(4)).partC).toMatchObject({ calculation: 'recalculated', stars: 4.5 });
    expect(rateContract(rules, withStars(2)).partC).toMatchObject({ calculation: 'original', stars: 3 });
    expect(rateContract(rules, contract({})).partC).toMatchObject({ calculation: 'original', stars: 3 });
  });
  it('the trace holds both calculations and names the one published', () => {
    const trace = traceContract(rules, withStars(4)).ratings.partC;
    expect(trace.calculations.map((one) => [one.calculation, one.stars])).toEqual([
      ['original', 3],
      ['recalculated', 4.5],
    ]);
    expect(trace.publishedFrom).toBe('recalculated');
  });
  it('a calculation in which the rating does not exist counts for nothing', () => {
    expect(rateContract(rules, withStars(null)).partC).toMatchObject({ calculation: 'original', stars: 3 });
    expect(traceContract(rules, withStars(null)).ratings.partC.calculations).toHaveLength(1);
  });
  it('domain stars, derived stars and the check know every calculation', () => {
    expect(domainStars(rules, withStars(4))[0]).toMatchObject({ star: 4 });
    const scored = { ...contract({}), measures: [{ measureId: 'C01', score: '75', star: null, note: null }] };
    expect(deriveStars(rules, scored).contract.measures[0]).toMatchObject({
      star: 3,
      starsByCalculation: { original: 3, recalculated: 4 },
    });
    const given = (star: Star): string[] =>
      checkContractYear(rules, { ...scored, measures: [{ measureId: 'C01', score: '75', star, note: null }] }).map(
        (one) => one.code,
      );
    expect([given(3), given(4), given(5)]).toEqual([[], [], ['measure.contradiction']]);
  });
});

describe('other switches', () => {
  it('contract types with fixed messages, whatever their data', () => {
    const demo = {
      id: 'mmp',
      title: 'Medicare-Medicaid plan',
      match: [{ organizationTypes: ['Demo'] }],
      cutPointSet: 'mapd',
      partDKind: 'partDMapd',
      minimumRated: { partC: null, partD: 6, overall: null },
      fixedMessages: { partC: 'Not rated here', partD: 'Not rated here' },
      source: '2024',
    };
    const domains = json2026.domains.map((one) => ({ ...one, minimumRated: { ...one.minimumRated, mmp: null } }));
    const rules = year({ contractTypes: [...json2026.contractTypes, demo], domains });
    const ratings = rateContract(rules, contract({}, { organizationType: 'Demo' }, 5));
    expect(
      [ratings.partC, ratings.partD, ratings.overall].map((one) => one.status === 'notRated' && one.message),
    ).toEqual(['Not rated here', 'Not rated here', 'Not Applicable']);
    expect(ratings).toMatchObject({ highestKind: null, highPerforming: false });
    expect(traceContract(rules, contract({}, { organizationType: 'Demo' })).ratings.partC.minimum.why).toContain(
      'always get this message',
    );
  });
  it('types that are never rated need no line in the domains', () => {
    const pace = {
      id: 'pace',
      title: 'PACE',
      match: [{ organizationTypes: ['National PACE'] }],
      cutPointSet: 'mapd',
      partDKind: 'partDMapd',
      minimumRated: { partC: null, partD: null, overall: null },
      source: '2022',
    };
    const rules = year({ contractTypes: [...json2026.contractTypes, pace] });
    const ratings = rateContract(rules, contract({}, { organizationType: 'National PACE' }, 5));
    expect(
      [ratings.partC, ratings.partD, ratings.overall].map((one) => one.status === 'notRated' && one.message),
    ).toEqual(['Not Applicable', 'Not Applicable', 'Not Applicable']);
  });
  it('the measures that decide whether a rating is too new', () => {
    const tooNew = 'Plan too new to be measured';
    const base = contract(Object.fromEntries(json2026.measures.map((one) => [one.id, null])));
    const input = {
      ...base,
      measures: base.measures.map((one) => (one.measureId === 'D02' ? { ...one, note: tooNew } : one)),
    };
    const deciders = { partC: ['C28'], partD: ['D02'], overall: ['C28', 'D02'] };
    expect(rateContract(year({}), input).overall).toMatchObject({ message: 'Not enough data available' });
    expect(rateContract(year({ existence: { ...json2026.existence, deciders } }), input).overall).toMatchObject({
      message: tooNew,
    });
  });
  it('decimal weights', () => {
    const measures = json2026.measures.map((one) =>
      one.id === 'C22' ? { ...one, weight: 1.5 } : one.id === 'C23' ? { ...one, weight: 0.25 } : one,
    );
    const { partC } = rateContract(
      year({ measures, adjustmentIndex: { ...json2026.adjustmentIndex, partC: null } }),
      contract({ C22: 5, C23: 1 }),
    );
    // 54 - 4 + 1.75 = 51.75 in all: 3 + (2·1.5 - 2·0.25) / 51.75
    expect(partC).toMatchObject({ final: '3.048309', provisional: false });
  });
  it('a new measure of Part D', () => {
    const measures = json2026.measures.map((one) => (one.id === 'D12' ? { ...one, newMeasure: true } : one));
    const struck = contract({ D12: 1 }, { disasterPercents: { '2024': 25 } });
    expect(rateContract(year({ measures }), struck).partD).toMatchObject({ newMeasuresUsed: false });
    expect(rateContract(year({}), struck).partD).toMatchObject({ newMeasuresUsed: true });
  });
  it('an adjustment table of one calculation', () => {
    const [first] = json2026.calculations;
    const rules = year({
      calculations: [{ ...first, adjustmentIndex: { partC: { values: [0, 0, 0, 1], source: 'x' } } }],
    });
    expect(rateContract(rules, contract({})).partC).toMatchObject({ final: '4.000000' });
  });
});
