import { describe, expect, it } from 'vitest';
import json2026 from '../rulesets/data/2026.json' with { type: 'json' };
import { checkRuleSet, type RuleSet } from '../rulesets/index.js';
import {
  domainStars,
  lowPerforming,
  partialComposite,
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
describe('domainStars (TN p.10-11, Table 5)', () => {
  const of = (stars: (number | null)[], facts: Partial<ContractYear> = {}) =>
    domainStars(
      rules,
      contract(
        stars.map((star, k) => result(`C0${k + 1}`, null, star)),
        facts,
      ),
    ).find((one) => one.domain === 'HD1');
  it('is the unweighted mean of enough rated stars, rounded half up', () => {
    expect(of([4, 4, 3, 3, null, null])).toMatchObject({ star: 4, ratedMeasures: 4, minimum: 4 });
    expect(of([4, 3, 3, 3, null, null])?.star).toBe(3);
    expect(of([4, 4, 4, null, null, null])?.star).toBeNull();
  });
  it('counts improvement measures too', () => {
    expect(
      domainStars(rules, contract([result('C28', null, 2), result('C30', null, 5)])).find(
        (one) => one.domain === 'HD4',
      ),
    ).toMatchObject({ star: 4, ratedMeasures: 2 });
  });
  it('needs 3 measures in DD4 for a Cost contract without MPF data (note to Table 5)', () => {
    const three = ['D08', 'D09', 'D10'].map((id) => result(id, null, 4));
    const dd4 = (organizationType: string) =>
      domainStars(rules, contract(three, { organizationType })).find((one) => one.domain === 'DD4');
    expect([dd4('1876 Cost')?.star, dd4('PFFS')?.star]).toEqual([4, null]);
  });
  it('does not exist where the type has no such domain', () => {
    expect(of([4, 4, 4, 4, 4, 4], { organizationType: 'PDP' })).toMatchObject({ star: null, minimum: null });
  });
});

describe('lowPerforming (TN p.24)', () => {
  const years = (...pairs: [number | null, number | null][]) =>
    pairs.map(([partC, partD], k) => ({ starYear: 2024 + k, partC, partD }));
  it.each<[string, [number | null, number | null][], boolean | null, string | null]>([
    [
      'both parts low in all years',
      [
        [2, 2.5],
        [2.5, 2.5],
        [1, 2],
      ],
      true,
      'Part C and D',
    ],
    [
      'HAAAA of Table 23',
      [
        [2, 3],
        [2.5, 3],
        [2.5, 3],
      ],
      true,
      'Part C',
    ],
    [
      'HBBBB of Table 23',
      [
        [3, 2.5],
        [3, 2],
        [3, 2.5],
      ],
      true,
      'Part D',
    ],
    [
      'HCCCC of Table 23',
      [
        [2.5, 3],
        [3, 2.5],
        [3, 2.5],
      ],
      true,
      'Part C or D',
    ],
    [
      'one year without a low part',
      [
        [2, 2],
        [3, null],
        [2, 2],
      ],
      false,
      null,
    ],
    [
      'a year without ratings',
      [
        [2, 2],
        [null, null],
        [2, 2],
      ],
      false,
      null,
    ],
    [
      'two years known, both low',
      [
        [2, 2],
        [2, 2],
      ],
      null,
      null,
    ],
  ])('%s', (_name, pairs, low, reason) => {
    expect(lowPerforming(rules, years(...pairs))).toEqual({ low, reason });
  });
});

describe('partialComposite', () => {
  it('is labelled, weighted, unrounded and never a rating', () => {
    const composite = partialComposite(
      rules,
      contract([result('C12', null, 5), result('C01', null, 2), result('D08', null, 4)]),
      ['GSD', 'BCS', 'PDC-DR', 'KED', 'BPD'],
    );
    expect(composite).toMatchObject({
      label: 'partial composite, not a Star Rating',
      value: '4.142857',
      measures: ['C12', 'C01', 'D08'],
      notRated: ['C13'],
      unknown: ['BPD'],
      weight: 7,
    });
    expect(composite).not.toHaveProperty('stars');
  });
  it('takes all measures but the duplicates where none are named, and the weights of Puerto Rico', () => {
    const all = rules.measures.map((one) => result(one.id, null, one.id === 'D08' ? 1 : 3));
    expect(partialComposite(rules, contract(all)).notRated).toEqual([]);
    expect(partialComposite(rules, contract(all)).measures).toHaveLength(43);
    expect(partialComposite(rules, contract(all, { puertoRicoOnly: true })).value).toBe('3.000000');
    expect(partialComposite(rules, contract([])).value).toBeNull();
  });
});
