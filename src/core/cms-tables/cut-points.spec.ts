import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvRows } from './csv-rows.js';
import { cutPointTable } from './cut-points-table.js';
import { boundariesOf, cutPointCell } from './cut-point-cell.js';
import { csv, CUT_C_ROWS, CUT_D_ROWS } from './small-set.fixture.js';
import { ProblemLog } from './table-problem.js';

const read = (rows: readonly (readonly string[])[]) => {
  const log = new ProblemLog('partCCutPoints', 'cut.csv');
  return { table: cutPointTable(csvRows(csv(rows), log), log), problems: log.problems };
};
const replaced = (from: string, to: string) => CUT_C_ROWS.map((row) => row.map((cell) => (cell === from ? to : cell)));

describe('cut-point cells', () => {
  it.each([
    ['< 58 %', { low: null, lowIncluded: false, high: '58', highIncluded: false }],
    ['>= 58 % to < 71 %', { low: '58', lowIncluded: true, high: '71', highIncluded: false }],
    ['> 0.71 to <= 1.34', { low: '0.71', lowIncluded: false, high: '1.34', highIncluded: true }],
    ['≥ -0.121368 to < 0', { low: '-0.121368', lowIncluded: true, high: '0', highIncluded: false }],
    ['100%', { low: '100', lowIncluded: true, high: '100', highIncluded: true }],
    ['>= 099.50', { low: '99.5', lowIncluded: true, high: null, highIncluded: false }],
  ])('%s', (cell, range) => {
    expect(cutPointCell(cell)).toEqual(range);
  });

  it.each(['', 'N/A', '58 to 71', '>= 58 to >= 71', '> 5 maybe', '< 1 < 2'])('"%s" is not understood', (cell) => {
    expect(cutPointCell(cell)).toBeNull();
  });

  it('any four rising boundaries written as CMS writes them are read back, in both directions', () => {
    const rising = fc
      .uniqueArray(fc.integer({ min: -99, max: 999 }), { minLength: 4, maxLength: 4 })
      .map((list) => list.sort((a, b) => a - b));
    fc.assert(
      fc.property(rising, ([a = 0, b = 0, c = 0, d = 0]) => {
        const cells = (list: readonly string[]) =>
          Object.fromEntries(list.map((cell, i) => [i + 1, cutPointCell(cell) ?? undefined]));
        const up = cells([`< ${a}`, `>= ${a} to < ${b}`, `>= ${b} to < ${c}`, `>= ${c} to < ${d}`, `>= ${d}`]);
        expect(boundariesOf(up)).toEqual({ better: 'higher', bounds: [a, b, c, d].map(String) });
        const down = cells([`> ${d}`, `> ${c} to <= ${d}`, `> ${b} to <= ${c}`, `> ${a} to <= ${b}`, `<= ${a}`]);
        expect(boundariesOf(down)).toEqual({ better: 'lower', bounds: [d, c, b, a].map(String) });
      }),
    );
  });
});

describe('cut-point tables', () => {
  it('reads one set for Part C, with the bare 100% as the top', () => {
    const { table, problems } = read(CUT_C_ROWS);
    expect(problems).toEqual([]);
    expect(table?.cutPoints).toEqual([
      { measureId: 'C01', set: 'mapd', better: 'higher', bounds: ['58', '71', '76', '84'], percentSign: true },
      { measureId: 'C02', set: 'mapd', better: 'higher', bounds: ['48', '60', '70', '100'], percentSign: true },
      { measureId: 'C28', set: 'mapd', better: 'lower', bounds: ['1.34', '0.71', '0.32', '0.11'], percentSign: false },
    ]);
  });

  it('reads two sets for Part D, whose label may be a merged cell', () => {
    expect(read(CUT_D_ROWS).table?.cutPoints.map(({ set, bounds }) => [set, bounds[0]])).toEqual([
      ['mapd', '50'],
      ['pdp', '51'],
    ]);
  });

  it('a bare 0% is the top where lower is better', () => {
    const rows = replaced('> 0.11 to <= 0.32 ', '> 0 to <= 0.32 ').map((row) =>
      row.map((cell) => (cell === '<= 0.11 ' ? '0' : cell)),
    );
    expect(read(rows).table?.cutPoints[2]?.bounds).toEqual(['1.34', '0.71', '0.32', '0']);
  });

  it.each([
    ['ranges that do not meet', '>= 71 % to < 76 % ', '>= 72 % to < 76 % ', 'cutPointsInconsistent'],
    ['a boundary that belongs to the lower star', '>= 71 % to < 76 % ', '> 71 % to < 76 % ', 'cutPointsInconsistent'],
    ['a first range with two bounds', '< 58 % ', '>= 0 to < 58 % ', 'cutPointsInconsistent'],
    ['a star without a range', '>= 71 % to < 76 % ', 'N/A', 'cutPointsIncomplete'],
    ['a cell that is not understood', '>= 71 % to < 76 % ', 'about 70', 'badCell'],
  ])('%s: the measure is left out and reported', (_, from, to, code) => {
    const { table, problems } = read(replaced(from, to));
    expect(problems).toContainEqual(expect.objectContaining({ code, column: 'C01' }));
    expect(table?.cutPoints.map(({ measureId }) => measureId)).toEqual(['C02', 'C28']);
  });

  it('double columns, double stars, remarks and unknown columns are reported', () => {
    const rows = [
      ...CUT_C_ROWS.map((row, i) => (i === 0 ? row : [...row, i === 2 ? 'C01: Again' : '', i === 2 ? 'Mood' : '12'])),
      CUT_C_ROWS[5] ?? [],
      ['Note: 2024'],
    ];
    expect(
      read(rows)
        .problems.map(({ code }) => code)
        .sort(),
    ).toEqual(['duplicateColumn', 'duplicateColumn', 'noteRow', 'unknownColumn']);
  });

  it('a table without measure ids or stars is reported', () => {
    expect(read([['x'], ['1star', '< 3']])).toMatchObject({ table: null, problems: [{ code: 'noMeasureColumns' }] });
    expect(read(CUT_C_ROWS.slice(0, 4))).toMatchObject({ table: null, problems: [{ code: 'noData' }] });
  });
});
