import { describe, expect, it } from 'vitest';
import type { ContractYear } from '../ratings/index.js';
import type { RuleSet } from '../rulesets/index.js';
import { compareMeasureStars } from './compare-measure-stars.js';
import { conformance } from './index.js';
import { inventedContract, RULES, tablesOf, withMeasure } from './invented-tables.fixture.js';

const base = inventedContract('H0001', () => null);
const stars = (contract: ContractYear, ruleSet = RULES) => compareMeasureStars(ruleSet, [contract]);

describe('measure stars', () => {
  it('equal to the cut points are matched', () => {
    expect(stars(withMeasure(base, 'C01', { score: '76', star: 4 }))).toMatchObject({
      matched: 1,
      total: 1,
      byReason: {},
    });
  });

  it('that differ below the disaster limit are unexplained, with score and bounds', () => {
    const result = stars(withMeasure(base, 'C01', { score: '76', star: 5 }));
    expect(result).toMatchObject({ matched: 0, total: 1, byReason: { unexplained: 1 } });
    expect(result.unexplained).toEqual([
      {
        contractId: 'H0001',
        measureId: 'C01',
        calculation: 'published',
        score: '76',
        published: 5,
        computed: 4,
        bounds: '>= 76 and < 84',
      },
    ]);
  });

  it.each([
    ['2024', 25, 'disasterRevert'],
    ['2024', 24, 'unexplained'],
    ['2023', 99, 'unexplained'],
  ])('that differ with %s %i %% affected are %s (C01 has disaster year 2024)', (year, percent, reason) => {
    const struck = { ...withMeasure(base, 'C01', { score: '76', star: 5 }), disasterPercents: { [year]: percent } };
    expect(stars(struck).byReason).toEqual({ [reason]: 1 });
  });

  it('of CAHPS are explained by the stars a base group can end in, else by a disaster', () => {
    expect(stars(withMeasure(base, 'C25', { score: '88', star: 4 })).cahps).toEqual({
      matched: 0,
      total: 1,
      byReason: { cahpsBaseGroup: 1 },
    });
    expect(stars(withMeasure(base, 'C25', { score: '88', star: 2 })).cahps.byReason).toEqual({ disasterRevert: 1 });
  });

  it('for incorrect data are one star by rule', () => {
    const note = "CMS identified issues with this plan's data";
    expect(stars(withMeasure(base, 'C07', { note, star: 1 })).dataIntegrity).toEqual({ matched: 1, total: 1 });
    expect(stars(withMeasure(base, 'C07', { note, star: 2 })).dataIntegrity).toEqual({ matched: 0, total: 1 });
  });

  it('of improvement measures cannot be computed and are counted', () => {
    expect(
      stars(withMeasure(base, 'C30', { star: 3, note: 'Medicare shows only a Star Rating for this topic' })),
    ).toMatchObject({ improvementNotPublished: 1, total: 0 });
  });

  it('without a score, and scores without a star, are counted', () => {
    const odd = withMeasure(withMeasure(base, 'C01', { star: 3 }), 'C02', { score: '70' });
    expect(stars(odd)).toMatchObject({ starWithoutScore: 1, scoreWithoutStar: 1, total: 0 });
  });

  it('of measures the rule set does not have are left to the list of differences', () => {
    const more = { ...base, measures: [{ measureId: 'C99', score: '5', star: 3 as const, note: null }] };
    expect(stars(more)).toMatchObject({ total: 0 });
    const tables = tablesOf([more], {
      measures: [{ id: 'C99', name: 'New', domainId: null, domainName: null, period: null }],
    });
    expect(conformance(RULES, tables).ruleSetDifferences.slice(0, 2)).toMatchObject([
      { measureId: 'C99', what: 'notInRuleSet', published: 'New' },
      { measureId: 'C01', what: 'notInTables' },
    ]);
  });

  it('without cut points, contract type or a decimal score have their own reasons', () => {
    const contract = withMeasure(base, 'D01', { score: '90', star: 3 });
    const without: RuleSet = {
      ...RULES,
      measures: RULES.measures.map((one) => (one.id === 'D01' ? { ...one, cutPoints: {} } : one)),
    };
    expect(stars(contract, without).byReason).toEqual({ noCutPoints: 1 });
    expect(stars({ ...contract, organizationType: 'PACE' }).byReason).toEqual({ unknownContractType: 1 });
    expect(stars(withMeasure(base, 'D01', { score: '0.12345678901', star: 3 })).byReason).toEqual({ notADecimal: 1 });
  });

  it('are compared in each calculation; the star of another calculation is named', () => {
    const [only] = RULES.calculations;
    const calculations = only
      ? [
          { ...only, id: 'a' },
          { ...only, id: 'b', cutPoints: { C01: { mapd: [10, 20, 30, 40] as const } } },
        ]
      : [];
    const contract = withMeasure(base, 'C01', { score: '76', star: 4, starsByCalculation: { a: 4, b: 4 } });
    expect(stars(contract, { ...RULES, calculations })).toMatchObject({
      matched: 1,
      total: 2,
      byReason: { otherCalculation: 1 },
    });
  });
});

describe('domain stars', () => {
  const contract = inventedContract('H0001', (id) => (id === 'D01' ? null : 4));
  const star = (domainId: string, value: 3 | 4 | null, contractId = 'H0001') => ({
    contractId,
    domainId,
    star: value,
    note: value === null ? 'Not enough data available' : null,
  });

  it('are compared where published; a text stands for no star', () => {
    const report = conformance(
      RULES,
      tablesOf([contract], {
        domainStars: [star('HD1', 4), star('DD1', null), star('HD2', 3), star('HD9', 4), star('HD1', 4, 'H9999')],
      }),
    );
    expect(report.domainStars).toMatchObject({ matched: 2, total: 5 });
    expect(report.domainStars?.mismatches).toEqual([
      { contractId: 'H0001', domain: 'HD2', published: '3', computed: '4', reason: '15 rated measures, 8 needed' },
      {
        contractId: 'H0001',
        domain: 'HD9',
        published: '4',
        computed: 'none',
        reason: 'the rule set has no such domain',
      },
      {
        contractId: 'H9999',
        domain: 'HD1',
        published: '4',
        computed: 'none',
        reason: 'the measure tables do not have the contract',
      },
    ]);
  });

  it('of a contract without contract type are mismatches', () => {
    const odd = { ...contract, organizationType: 'PACE' };
    const report = conformance(
      RULES,
      tablesOf([odd], {
        ratings: [{ contractId: 'H0001', partC: null, partD: null, overall: null }],
        domainStars: [star('HD1', 4)],
      }),
    );
    expect(report.domainStars?.mismatches[0]?.reason).toContain('"PACE"');
    expect(report.ok).toBe(false);
  });

  it('are left out of the report where the tables have none', () => {
    expect(conformance(RULES, tablesOf([contract]))).not.toHaveProperty('domainStars');
  });
});

describe('lists', () => {
  const five = inventedContract('H0005', () => 5);
  const three = inventedContract('H0003', () => 3);

  it('of high performing contracts: matched, missing with the reason, and extra', () => {
    const high = (...ids: string[]) =>
      ids.map((contractId) => ({ contractId, ratedAs: null, highestRating: null, stars: 5 }));
    const report = conformance(RULES, tablesOf([five, three], { highPerforming: high('H0003', 'H0009') }));
    expect(report.highPerforming).toMatchObject({ matched: 0, total: 2, extra: ['H0005'] });
    expect(report.highPerforming.missing.map(({ reason }) => reason)).toEqual([
      expect.stringContaining('overall, was computed as 3 stars (3.'),
      'its highest rating, none, was computed as not computed',
    ]);
  });

  it('of low performing contracts: rule and reason from the published history', () => {
    const years = (partC: number, last: number | null) =>
      [2024, 2025, 2026].map((year) => ({ year, partC: year === 2026 ? last : partC, partD: 4 }));
    const low = (contractId: string, history: ReturnType<typeof years>) => ({
      contractId,
      ratedAs: null,
      years: history,
      reason: 'Part C',
    });
    const lowPerforming = [
      low('H0001', years(2.5, 2)),
      low('H0002', years(2, 3)),
      low('H0003', years(2, 2.5).slice(1)),
      { ...low('H0004', years(2, 2)), reason: 'Part D' },
    ];
    const report = conformance(RULES, tablesOf([three], { lowPerforming }));
    expect(report.lowPerforming).toMatchObject({ matched: 1, total: 4, extra: null });
    expect(report.lowPerforming.missing.map(({ reason }) => reason)).toEqual([
      'published for "Part C", not low by the rule',
      'published for "Part C", the years given do not suffice',
      'published for "Part D", computed for "Part C"',
    ]);
  });
});
