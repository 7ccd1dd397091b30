import { describe, expect, it } from 'vitest';
import json2026 from '../rulesets/data/2026.json' with { type: 'json' };
import { checkRuleSet, type RuleSet } from '../rulesets/index.js';
import { rateContract, UnknownOrganizationTypeError, type ContractYear, type Star } from './index.js';

const checked = checkRuleSet(json2026);
if ('problems' in checked) throw new Error('the 2026 rule set does not pass its check');
const rules: RuleSet = checked.ruleSet;

/** An MA-PD without SNP whose every measure has the same star, unless said otherwise. */
function contract(
  facts: Partial<Omit<ContractYear, 'measures'>> = {},
  star: Star | null = 4,
  other: Record<string, Star | null | string> = {},
): ContractYear {
  return {
    contractId: 'H0001',
    organizationType: 'Local CCP',
    snp: false,
    puertoRicoOnly: false,
    disasterPercents: { '2023': 0, '2024': 0 },
    adjustmentCategories: { partC: 4, partDMapd: 3, partDPdp: 3, overall: 4 },
    ...facts,
    measures: rules.measures.map((one) => {
      const value = one.id in other ? other[one.id] : star;
      return typeof value === 'string'
        ? { measureId: one.id, score: null, star: null, note: value }
        : { measureId: one.id, score: null, star: value ?? null, note: null };
    }),
  };
}

/** Stars for the first `count` measures (improvement and duplicates left out), none for the others. */
function firstRated(count: number, part: 'C' | 'D' | 'CD'): Record<string, Star | null> {
  const counting = rules.measures.filter((one) => part.includes(one.part) && one.method !== 'improvement');
  return Object.fromEntries(
    rules.measures.map((one) => [
      one.id,
      counting.slice(0, count).includes(one) ? 4 : part.includes(one.part) ? null : 4,
    ]),
  );
}
const TOO_NEW = 'Plan too new to be measured';
const NOT_REQUIRED = 'Plan not required to report measure';

describe('which ratings exist (TN p.12-13)', () => {
  it.each([
    ['1876 Cost', false, 13, 5],
    ['Local CCP', false, 15, 6],
    ['Regional CCP', true, 16, 6],
    ['PFFS', false, 15, 6],
  ])('Table 6: a %s contract (SNP %s) needs %i Part C and %i Part D measures', (organizationType, snp, c, d) => {
    const at = (count: number, part: 'C' | 'D') =>
      rateContract(rules, contract({ organizationType, snp }, null, firstRated(count, part)));
    expect(at(c, 'C').partC.status).toBe('rated');
    expect(at(c - 1, 'C').partC).toMatchObject({
      status: 'notRated',
      message: 'Not enough data available',
      ratedMeasures: c - 1,
      minimum: c,
    });
    // The first Part D measures include D02 and D03, not D07, so a Cost contract falls under the note of Table 6.
    expect(at(d, 'D').partD.status).toBe('rated');
    expect(at(d - 1, 'D').partD.status).toBe('notRated');
  });

  it('Tables 6 and 7: a contract with only I-SNPs needs 9 Part C measures', () => {
    const facts = { snp: true, iSnpOnly: true };
    expect(rateContract(rules, contract(facts, null, firstRated(9, 'C'))).partC.status).toBe('rated');
    expect(rateContract(rules, contract({ ...facts, iSnpOnly: false }, null, firstRated(9, 'C'))).partC.status).toBe(
      'notRated',
    );
    const listed = { snp: true, contractId: 'H9590' };
    expect(rateContract(rules, contract(listed, null, firstRated(9, 'C'))).partC.status).toBe('rated');
  });

  it('the improvement measures do not count toward the minimum (TN p.12)', () => {
    const stars = { ...firstRated(14, 'C'), C30: 5 as const };
    expect(rateContract(rules, contract({}, null, stars)).partC).toMatchObject({
      status: 'notRated',
      ratedMeasures: 14,
    });
  });

  it('note to Table 7: a Cost contract without the MPF measure needs 16 measures for the overall', () => {
    const kept = [
      'C01',
      'C02',
      'C03',
      'C04',
      'C05',
      'C06',
      'C10',
      'C11',
      'C12',
      'C13',
      'C14',
      'C15',
      'C16',
      'D01',
      'D05',
      'D06',
      'D08',
      'D09',
    ];
    const rated = (ids: string[]) =>
      Object.fromEntries(rules.measures.map((one) => [one.id, ids.includes(one.id) ? (4 as const) : null]));
    const cost = { organizationType: '1876 Cost' };
    const changed: RuleSet = { ...rules, existence: { ...rules.existence, minimumExceptions: [] } };
    const input = contract(cost, null, rated([...kept.slice(0, 13), 'D01', 'D05', 'D06', 'D08', 'D09']));
    expect(rateContract(rules, input).overall).toMatchObject({ status: 'rated' });
    expect(
      rateContract(rules, contract(cost, null, rated([...kept.slice(0, 11), 'D01', 'D05', 'D06', 'D08', 'D09'])))
        .overall.status,
    ).toBe('notRated');
    expect(
      rateContract(changed, contract(cost, null, rated([...kept.slice(0, 13), 'D01', 'D05', 'D06']))).overall.status,
    ).toBe('notRated');
  });

  it('the overall rating needs both parts (TN p.12)', () => {
    const noPartD = contract({}, null, firstRated(3, 'D'));
    expect(rateContract(rules, noPartD).overall).toMatchObject({
      message: 'Not enough data available',
      ratedMeasures: expect.any(Number),
    });
    expect(
      rateContract({ ...rules, existence: { ...rules.existence, overallNeedsBothParts: false } }, noPartD).overall
        .status,
    ).toBe('rated');
  });

  it('an MA-only contract has no Part D and no overall rating; its Part C is the highest (TN p.4, p.14)', () => {
    const ratings = rateContract(rules, contract({}, 5, { D02: NOT_REQUIRED }));
    expect(ratings.partD).toMatchObject({ status: 'notRated', message: 'Not Applicable', reason: 'notApplicable' });
    expect(ratings.overall).toMatchObject({ message: 'Not Applicable' });
    expect(ratings).toMatchObject({ highestKind: 'partC', highPerforming: true });
  });

  it('a drug plan has only a Part D rating by its own thresholds', () => {
    const ratings = rateContract(rules, contract({ organizationType: 'PDP' }));
    expect(ratings).toMatchObject({
      highestKind: 'partDPdp',
      partC: { message: 'Not Applicable' },
      partD: { kind: 'partDPdp', status: 'rated' },
    });
  });

  it('too new is what the deciding measures say, and only without enough measures (TN p.193-194)', () => {
    const fresh = contract({}, null, { C28: `${TOO_NEW} `, D02: TOO_NEW });
    const ratings = rateContract(rules, fresh);
    expect(
      [ratings.partC, ratings.partD, ratings.overall].map((one) => one.status === 'notRated' && one.message),
    ).toEqual([TOO_NEW, TOO_NEW, TOO_NEW]);
    expect(rateContract(rules, contract({}, 4, { C28: TOO_NEW })).partC.status).toBe('rated');
    expect(rateContract(rules, contract({}, null, { D02: TOO_NEW })).overall).toMatchObject({
      reason: 'notEnoughData',
    });
  });

  it('an organization type that no contract type fits cannot be rated', () => {
    expect(() => rateContract(rules, contract({ organizationType: 'Unheard of' }))).toThrow(
      UnknownOrganizationTypeError,
    );
  });
});
