import { describe, expect, it } from 'vitest';
import json2026 from '../rulesets/data/2026.json' with { type: 'json' };
import { checkRuleSet, type RuleSet } from '../rulesets/index.js';
import { checkContractYear, type ContractYear, type MeasureResult, type Star } from './index.js';

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
describe('checkContractYear', () => {
  const codes = (measures: unknown[], facts: Partial<ContractYear> = {}) =>
    checkContractYear(rules, contract(measures as MeasureResult[], facts)).map((one) => `${one.code} ${one.pointer}`);
  it('finds nothing wrong in consistent data', () => {
    expect(
      codes(
        [
          result('C01', '76', 4),
          result('C28', '0.16', 4),
          result('C22', '84', 4),
          result('C30', null, 3),
          result('C18', null, null, 'Plan too small to be measured'),
        ],
        { adjustmentCategories: { partC: 8 } },
      ),
    ).toEqual([]);
  });
  it.each<[string, unknown, string]>([
    ['an unknown measure', result('C99', '1', null), 'measure.unknown /measures/0/measureId'],
    ['a code in place of the id', result('GSD', '1', null), 'measure.unknown /measures/0/measureId'],
    [
      'a measure id that is no text',
      { measureId: 3, score: null, star: null, note: null },
      'measure.unknown /measures/0/measureId',
    ],
    ['a score above the range', result('C01', '101', null), 'score.outOfRange /measures/0/score'],
    ['a score below the range', result('C01', '-1', null), 'score.outOfRange /measures/0/score'],
    ['NaN', result('C01', 'NaN', null), 'score.notADecimal /measures/0/score'],
    ['1e309', result('C01', '1e309', null), 'score.notADecimal /measures/0/score'],
    ['a unit', result('C01', '76%', null), 'score.notADecimal /measures/0/score'],
    ['a number for a score', { measureId: 'C01', score: 76, star: null, note: null }, 'score.type /measures/0/score'],
    ['too many decimals', result('C01', '76.5', null), 'score.decimals /measures/0/score'],
    ['star 0', result('C01', null, 0), 'star.invalid /measures/0/star'],
    ['star 6', result('C01', null, 6), 'star.invalid /measures/0/star'],
    ['star 3.5', result('C01', null, 3.5), 'star.invalid /measures/0/star'],
    ['score and star contradicting', result('C01', '76', 5), 'measure.contradiction /measures/0'],
    [
      'an unknown calculation',
      { ...result('C01', null, 4), starsByCalculation: { 'a/b': 4 } },
      'calculation.unknown /measures/0/starsByCalculation/a~1b',
    ],
    [
      'a wrong star in a calculation',
      { ...result('C01', null, 4), starsByCalculation: { published: 9 } },
      'star.invalid /measures/0/starsByCalculation/published',
    ],
  ])('finds %s', (_name, measure, problem) => {
    expect(codes([measure])).toEqual([problem]);
  });
  it('finds a measure given twice', () => {
    expect(codes([result('C01', null, 4), result('C01', null, 4)])).toEqual([
      'measure.duplicate /measures/1/measureId',
    ]);
  });
  it('takes no contradiction from CAHPS measures or contracts struck by a disaster (TN p.7-9)', () => {
    expect(codes([result('C22', '84', 3)])).toEqual([]);
    expect(codes([result('C01', '76', 5)], { disasterPercents: { '2024': 25 } })).toEqual([]);
    expect(codes([result('C01', '76', 5)], { disasterPercents: { '2023': 25 } })).toEqual([
      'measure.contradiction /measures/0',
    ]);
  });
  it('finds wrong facts', () => {
    expect(codes([], { organizationType: 'x' })).toEqual(['organizationType.unknown /organizationType']);
    expect(codes([], { disasterPercents: { '1999': 3, '2024': 101, '2023': Number.NaN } })).toEqual([
      'disaster.year /disasterPercents/1999',
      'disaster.percent /disasterPercents/2023',
      'disaster.percent /disasterPercents/2024',
    ]);
    expect(codes([], { adjustmentCategories: { partC: 9, overall: 1.5, partDPdp: 0 } })).toEqual([
      'adjustment.category /adjustmentCategories/partC',
      'adjustment.category /adjustmentCategories/partDPdp',
      'adjustment.category /adjustmentCategories/overall',
    ]);
  });
  it('never repeats the value', () => {
    const problems = checkContractYear(
      rules,
      contract([result('C01', '7777', null), result('SECRET', 'x', null)], { organizationType: 'SECRET' }),
    );
    expect(problems).toHaveLength(3);
    expect(JSON.stringify(problems.map((one) => one.message))).not.toMatch(/7777|SECRET/);
  });
});
