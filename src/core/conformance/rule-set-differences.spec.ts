import { describe, expect, it } from 'vitest';
import type { RuleSet } from '../rulesets/index.js';
import { conformance } from './index.js';
import { inventedContract, RULES, tablesOf } from './invented-tables.fixture.js';

const base = inventedContract('H0001', () => null);

describe('cut points and measures of the rule set', () => {
  const points = { set: 'mapd', calculation: null, percentSign: true } as const;
  const report = (
    measureId: string,
    better: 'higher' | 'lower',
    bounds: [string, string, string, string],
    set: 'mapd' | 'pdp' = 'mapd',
  ) =>
    conformance(RULES, tablesOf([base], { cutPoints: [{ ...points, measureId, better, bounds, set }] }))
      .ruleSetDifferences;

  it('are equal as decimals, however written', () => {
    expect(report('C28', 'lower', ['1.340', '0.71', '.32', '0.11'])).toEqual([]);
  });

  it('of another direction, other bounds or another set are named', () => {
    expect(report('C01', 'lower', ['84', '76', '71', '58'])).toMatchObject([
      { what: 'direction', published: 'lower', ruleSet: 'higher' },
    ]);
    expect(report('C01', 'higher', ['58', '71', '76', '85'])).toMatchObject([
      { what: 'cutPoints', published: '58 / 71 / 76 / 85' },
    ]);
    expect(report('C99', 'higher', ['1', '2', '3', '4'])).toEqual([]);
    const without: RuleSet = {
      ...RULES,
      measures: RULES.measures.map((one) => (one.id === 'D01' ? { ...one, cutPoints: { mapd: [1, 2, 3, 4] } } : one)),
    };
    const tables = tablesOf([base], {
      cutPoints: [{ ...points, measureId: 'D01', set: 'pdp', better: 'higher', bounds: ['1', '2', '3', '4'] }],
    });
    expect(conformance(without, tables).ruleSetDifferences).toMatchObject([
      { what: 'noCutPointsInRuleSet', set: 'pdp' },
    ]);
  });

  it('names and domains that differ are named, other dashes and quotes are not', () => {
    const measures = RULES.measures.map(({ id, name, domain }) => ({
      id,
      name: name.replace('–', '-').replace("'", '’'),
      domainId: domain,
      domainName: null,
      period: null,
    }));
    const changed = measures.map((one) => (one.id === 'C01' ? { ...one, name: 'Other', domainId: 'HD5' } : one));
    expect(conformance(RULES, tablesOf([base], { measures })).ruleSetDifferences).toEqual([]);
    expect(
      conformance(RULES, tablesOf([base], { measures: changed })).ruleSetDifferences.map(({ what }) => what),
    ).toEqual(['name', 'domain']);
  });
});
