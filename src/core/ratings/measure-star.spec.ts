import { describe, expect, it } from 'vitest';
import json2026 from '../rulesets/data/2026.json' with { type: 'json' };
import { checkRuleSet, type RuleSet } from '../rulesets/index.js';
import {
  cutPointsOf,
  deriveStars,
  measureStar,
  UnknownOrganizationTypeError,
  type ContractYear,
  type MeasureResult,
  type Star,
} from './index.js';

const checked = checkRuleSet(json2026);
if ('problems' in checked) throw new Error('the 2026 rule set does not pass its check');
const rules: RuleSet = checked.ruleSet;

const result = (
  measureId: string,
  score: string | null,
  star: number | null,
  note: string | null = null,
): MeasureResult => ({ measureId, score, star: star as Star | null, note });
const contract = (measures: MeasureResult[], facts: Partial<ContractYear> = {}): ContractYear => ({
  contractId: 'H0001',
  organizationType: 'Local CCP',
  snp: false,
  puertoRicoOnly: false,
  disasterPercents: { '2023': 0, '2024': 0 },
  adjustmentCategories: {},
  ...facts,
  measures,
});
const starOf = (id: string, score: string, set: 'mapd' | 'pdp' = 'mapd') => {
  const read = measureStar(rules, id, score, set);
  return 'problem' in read ? read.problem : read.star;
};

describe('measureStar', () => {
  it('counts the boundaries a score reaches, where higher is better (TN p.150)', () => {
    expect(['57', '58', '70', '71', '76', '83', '84', '100'].map((score) => starOf('C01', score))).toEqual([
      1, 2, 2, 3, 4, 4, 5, 5,
    ]);
  });
  it('counts the boundaries a score falls to, where lower is better', () => {
    expect(['13', '12', '10', '9', '8', '7', '0'].map((score) => starOf('C18', score))).toEqual([1, 2, 3, 4, 4, 5, 5]);
    expect(['1.35', '1.34', '0.71', '0.32', '0.11'].map((score) => starOf('C28', score))).toEqual([1, 2, 3, 4, 5]);
  });
  it('compares decimals exactly: 0.3 and 0.30 are the same, 0.1 + 0.2 is no score', () => {
    expect([starOf('C28', '0.32'), starOf('C28', '0.320'), starOf('C28', '0.33')]).toEqual([4, 4, 3]);
    expect(starOf('C01', '75.999999999')).toBe(3);
  });
  it('takes the cut points of drug plans for Part D only', () => {
    expect([starOf('D08', '84', 'mapd'), starOf('D08', '84', 'pdp'), starOf('C01', '84', 'pdp')]).toEqual([2, 1, 5]);
  });
  it('finds a measure by its HEDIS code', () => {
    expect(measureStar(rules, 'GSD', '87', 'mapd')).toEqual({
      measureId: 'C12',
      basis: 'cutPoints',
      star: 4,
      possibleStars: [4],
      bounds: '>= 87 and < 91',
    });
  });
  it('gives CAHPS measures a base group with its possible stars (TN p.162-163)', () => {
    expect(measureStar(rules, 'C22', '84', 'mapd')).toMatchObject({
      basis: 'baseGroup',
      star: 5,
      possibleStars: [4, 5],
      bounds: '>= 84',
    });
    expect(measureStar(rules, 'C22', '80', 'mapd')).toMatchObject({ star: 3, possibleStars: [2, 3, 4] });
    expect(measureStar(rules, 'C23', '80', 'mapd')).toMatchObject({ star: 2, possibleStars: [2] });
    expect(measureStar(rules, 'D06', '88', 'mapd')).toMatchObject({ star: 3 });
    expect(measureStar(rules, 'D06', '88', 'pdp')).toMatchObject({ star: 2, possibleStars: [2, 3] });
    expect(measureStar({ ...rules, cahpsPossibleStars: null }, 'C22', '84', 'mapd')).toMatchObject({
      possibleStars: [5],
    });
  });
  it('reads improvement stars from the improvement score (TN p.133-139)', () => {
    expect(['-0.121369', '-0.121368', '0', '0.202884', '0.391253'].map((score) => starOf('C30', score))).toEqual([
      1, 2, 3, 4, 5,
    ]);
    expect(measureStar(rules, 'C30', '0', 'mapd')).toMatchObject({ basis: 'improvementScore' });
  });
  it('gives 1 star where CMS found incorrect data (TN p.6)', () => {
    expect(measureStar(rules, 'C07', 'CMS identified issues with this plan’s data', 'mapd')).toMatchObject({
      basis: 'dataIntegrity',
      star: 1,
      bounds: null,
    });
  });
  it('says why there is no star', () => {
    expect([starOf('C99', '1'), starOf('C01', '76%'), starOf('C01', 'NaN'), starOf('C01', '1e309')]).toEqual([
      'unknownMeasure',
      'notADecimal',
      'notADecimal',
      'notADecimal',
    ]);
    const without: RuleSet = { ...rules, measures: rules.measures.map(({ cutPoints: _cutPoints, ...one }) => one) };
    expect(measureStar(without, 'C01', '76', 'mapd')).toMatchObject({ problem: 'noCutPoints' });
    const [c01] = rules.measures;
    expect(c01 && cutPointsOf(rules, c01, 'mapd', 'no such calculation')).toEqual([58, 71, 76, 84]);
  });
});

describe('deriveStars', () => {
  it('fills in stars from scores, keeps given ones and says which are approximate', () => {
    const input = contract([
      result('C01', '76', null),
      result('C02', '70', 2),
      result('C22', '84', null),
      result('C18', null, null, 'Plan too small to be measured'),
      result('C07', null, null, "CMS identified issues with this plan's data"),
      result('C99', '1', null),
      result('C10', null, null),
    ]);
    const { contract: filled, derived } = deriveStars(rules, input);
    expect(filled.measures.map((one) => one.star)).toEqual([4, 2, 5, null, 1, null, null]);
    expect(derived.map((one) => [one.measureId, one.approximate])).toEqual([
      ['C01', false],
      ['C22', true],
      ['C07', false],
    ]);
  });
  it('is approximate for a contract struck in the year of the measure (TN p.7-9)', () => {
    const derived = (disasterPercents: Record<string, number>) =>
      deriveStars(
        rules,
        contract([result('C01', '76', null), result('C06', '53', null), result('C33', '97', null)], {
          disasterPercents,
        }),
      ).derived.map((one) => one.approximate);
    expect(derived({ '2023': 0, '2024': 25 })).toEqual([true, false, false]);
    expect(derived({ '2023': 25, '2024': 24 })).toEqual([false, true, false]);
    expect(() => deriveStars(rules, contract([], { organizationType: '' }))).toThrow(UnknownOrganizationTypeError);
  });
});
