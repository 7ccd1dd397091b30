import { describe, expect, it } from 'vitest';
import type { RuleSet } from '../rulesets/index.js';
import { alignCalculations, matchCalculations } from './align-calculations.js';
import { conformance, draftRuleSetParts } from './index.js';
import { asPublished, inventedContract, RULES, tablesOf } from './invented-tables.fixture.js';

const [only] = RULES.calculations;
if (!only) throw new Error('the rule set has no calculation');
const two = (first = 'original', second = 'recalculated', cutPoints = {}): RuleSet => ({
  ...RULES,
  calculations: [
    { ...only, id: first, title: 'The first' },
    { ...only, id: second, title: 'Without outliers', cutPoints },
  ],
});

describe('calculations of tables and rule set', () => {
  it.each([
    [['original', 'recalculated'], 'the same ids'],
    [['original-2023-10-13', 'recalculated-2024-07-02'], 'words of the id in the file name'],
    [['2023-10-13', 'recalculated-2024-07-02'], 'one match and one left over'],
    [['2023-10-13', '2024-07-02'], 'dates alone, oldest first'],
  ])('%j are matched: %s', (names) => {
    const matched = matchCalculations(two(), names);
    expect([matched?.get('original'), matched?.get('recalculated')]).toEqual(names);
  });

  it('are matched by the words of the title', () => {
    expect(matchCalculations(two('a', 'b'), ['x', 'y-without-outliers'])?.get('b')).toBe('y-without-outliers');
  });

  it.each([
    [['2023-10-13', '2024-07-02', '2024-08-01']],
    [['original']],
    [['original', 'recalculated', 'third']],
    [['original-a', 'original-b']],
  ])('%j do not match', (names) => {
    expect(matchCalculations(two(), names)).toBeNull();
  });

  const contract = inventedContract('H0001', () => 3);
  const renamed = (first: string, second: string) => ({
    ...contract,
    measures: contract.measures.map((one) => ({
      ...one,
      starsByCalculation: { [first]: 3 as const, [second]: one.measureId === 'C01' ? null : (4 as const) },
    })),
  });

  it('stars are given to the rule set’s calculations, and the higher rating is published', () => {
    const tables = tablesOf([renamed('original-1', 'recalculated-2')], {
      calculations: ['original-1', 'recalculated-2'],
      ratings: [asPublished(two(), renamed('original', 'recalculated'))],
    });
    const report = conformance(two(), tables);
    expect(report.mismatches).toEqual([]);
    expect(report.notes[0]).toBe('Measure stars by calculation: original = original-1, recalculated = recalculated-2.');
    expect(tables.ratings?.[0]?.overall).toEqual({ stars: 4.5, message: null });
  });

  it('a mismatch names the calculation', () => {
    const tables = tablesOf([renamed('original', 'recalculated')], {
      calculations: ['original', 'recalculated'],
      ratings: [{ ...asPublished(two(), renamed('original', 'recalculated')), overall: { stars: 3, message: null } }],
    });
    const [mismatch] = conformance(two(), tables).mismatches;
    expect(mismatch?.reason).toContain('calculation recalculated');
    expect(mismatch?.reason).toContain('of calculation original would give 3');
  });

  it('that do not match are refused with both lists', () => {
    const tables = tablesOf([contract], { calculations: ['a', 'b'] });
    expect(() => conformance(two(), tables)).toThrow(
      /original, recalculated\) and the files of measure stars \(a, b\)/,
    );
  });

  it('one calculation takes the newest stars and says so', () => {
    const aligned = alignCalculations(RULES, [renamed('a', 'b')], ['a', 'b']);
    expect(aligned.notes[0]).toContain('the newest, b');
    expect(aligned.contracts[0]?.measures[0]).not.toHaveProperty('starsByCalculation');
  });

  it('several calculations on one file of stars say so', () => {
    expect(alignCalculations(two(), [contract], []).notes[0]).toContain('all calculations use its stars');
    expect(alignCalculations(RULES, [contract], []).notes).toEqual([]);
  });

  it('cut points are compared calculation by calculation', () => {
    const points = { measureId: 'C01', set: 'mapd', better: 'higher', percentSign: true } as const;
    const tables = tablesOf([contract], {
      cutPoints: [
        { ...points, calculation: 'original-x', bounds: ['58', '71', '76', '84'] },
        { ...points, calculation: 'recalculated-x', bounds: ['50', '60', '70', '80'] },
      ],
    });
    expect(conformance(two(), tables).ruleSetDifferences).toEqual([
      {
        measureId: 'C01',
        what: 'cutPoints',
        set: 'mapd',
        calculation: 'recalculated',
        published: '50 / 60 / 70 / 80',
        ruleSet: '58 / 71 / 76 / 84',
      },
    ]);
    expect(
      conformance(two(undefined, undefined, { C01: { mapd: [50, 60, 70, 80] } }), tables).ruleSetDifferences,
    ).toEqual([]);
  });

  it('a draft holds the cut points of the first calculation, and of the others what differs', () => {
    const points = { set: 'mapd', better: 'higher', percentSign: true } as const;
    const draft = draftRuleSetParts(
      tablesOf([contract], {
        cutPoints: [
          { ...points, measureId: 'C01', calculation: 'a', bounds: ['1', '2', '3', '4'] },
          { ...points, measureId: 'C02', calculation: 'a', bounds: ['5', '6', '7', '8'] },
          { ...points, measureId: 'C01', calculation: 'b', bounds: ['1', '2', '3', '5'] },
          { ...points, measureId: 'C02', calculation: 'b', bounds: ['5', '6', '7', '8'] },
        ],
      }),
    );
    expect(draft.measures[0]?.cutPoints).toEqual({ mapd: [1, 2, 3, 4] });
    expect(draft.calculations).toEqual([
      { id: 'a', title: 'a', cutPoints: {} },
      { id: 'b', title: 'b', cutPoints: { C01: { mapd: [1, 2, 3, 5] } } },
    ]);
    expect(draft.todo.join('\n')).toContain('measures without readable cut points, direction and bounds: C03, C04');
    expect(draft.overallDuplicates).toEqual([]);
  });
});
