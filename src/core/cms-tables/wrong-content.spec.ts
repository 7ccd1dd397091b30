import { describe, expect, it } from 'vitest';
import { readCmsTables } from './index.js';
import { CAI_ROWS, csv, DATA_ROWS, smallSet, STAR_ROWS, SUMMARY_ROWS, utf8, utf8Bom } from './small-set.fixture.js';

const read = (changes: Parameters<typeof smallSet>[0]) => readCmsTables(smallSet(changes), 2026);
const found = (reading: ReturnType<typeof readCmsTables>, code: string) =>
  reading.problems.filter((problem) => problem.code === code);
const changed = (rows: readonly (readonly string[])[], line: number, column: number, value: string) =>
  rows.map((row, i) => (i === line - 1 ? row.map((cell, k) => (k === column ? value : cell)) : row));

describe('wrong content', () => {
  it.each([
    ['Measure Data', 'error'],
    ['Measure Stars', 'error'],
    ['Summary Ratings', 'error'],
    ['CAI', 'error'],
    ['Part C Cut Points', 'warning'],
    ['High Performing Contracts', 'warning'],
  ])('a missing table %s is reported', (name, severity) => {
    expect(found(read({ [name]: null }), 'missingTable')).toMatchObject([{ severity, file: null }]);
  });

  it('an empty folder misses every table and gives no contracts', () => {
    const reading = readCmsTables([], 2026);
    expect(found(reading, 'missingTable')).toHaveLength(8);
    expect(reading.tables).toMatchObject({ contracts: [], ratings: null, cutPoints: null, highPerforming: null });
  });

  it('a duplicate contract: the first line counts', () => {
    const again = STAR_ROWS[4]?.map((cell) => (cell === '4' ? '1' : cell)) ?? [];
    const reading = read({ 'Measure Stars': utf8Bom(csv([...STAR_ROWS, again])) });
    expect(found(reading, 'duplicateContract')).toMatchObject([{ line: 7, severity: 'error' }]);
    expect(reading.tables.contracts[0]?.measures[0]?.star).toBe(4);
  });

  it('a duplicate measure column: the first counts', () => {
    const double = STAR_ROWS.map((row, i) =>
      i === 0 ? row : [...row, i === 2 ? 'C01: Breast Cancer Screening' : i > 3 ? '1' : ''],
    );
    const reading = read({ 'Measure Stars': utf8Bom(csv(double)) });
    expect(found(reading, 'duplicateColumn')).toMatchObject([{ severity: 'error' }]);
    expect(reading.tables.contracts[0]?.measures[0]?.star).toBe(4);
  });

  it('a measure that one table lacks is reported', () => {
    const reading = read({
      'Measure Data': utf8Bom(csv(DATA_ROWS.map((row, i) => (i === 0 ? row : row.slice(0, -1))))),
    });
    expect(found(reading, 'measureMissing')[0]?.message).toContain('D01');
    expect(reading.tables.contracts[0]?.measures.at(-1)).toMatchObject({ measureId: 'D01', score: null, star: 5 });
  });

  it('unknown columns and columns without a header are reported', () => {
    const more = CAI_ROWS.map((row, i) => (i === 0 ? row : [...row, i === 1 ? 'Shoe Size' : '44', i === 1 ? '' : 'x']));
    const reading = read({ CAI: utf8Bom(csv(more)) });
    expect(found(reading, 'unknownColumn')).toMatchObject([{ column: 'Shoe Size', table: 'adjustment' }]);
    expect(found(reading, 'unnamedColumn')).toHaveLength(1);
  });

  it('an unknown text is kept as the note and reported once with its number of cells', () => {
    const reading = read({
      'Measure Data': utf8Bom(csv(changed(changed(DATA_ROWS, 5, 5, 'Gone fishing'), 5, 6, 'Gone fishing'))),
      'Measure Stars': utf8Bom(csv(changed(changed(STAR_ROWS, 5, 5, 'Gone fishing'), 5, 6, 'Gone fishing'))),
    });
    expect(found(reading, 'unknownText')).toHaveLength(2);
    expect(found(reading, 'unknownText')[0]?.message).toContain('2 cells');
    expect(reading.tables.contracts[0]?.measures[0]).toEqual({
      measureId: 'C01',
      score: null,
      star: null,
      note: 'Gone fishing',
    });
  });

  it('texts with other quotes are brought to one spelling', () => {
    const text = 'CMS identified issues with this plan’s data';
    const reading = read({
      'Measure Data': utf8Bom(csv(changed(DATA_ROWS, 5, 5, text))),
      'Measure Stars': utf8Bom(csv(changed(STAR_ROWS, 5, 5, '1'))),
    });
    expect(reading.problems).toEqual([]);
    expect(reading.tables.contracts[0]?.measures[0]).toEqual({
      measureId: 'C01',
      score: null,
      star: 1,
      note: "CMS identified issues with this plan's data",
    });
  });

  it('score and star with different texts are reported; the star decides', () => {
    const reading = read({ 'Measure Data': utf8Bom(csv(changed(DATA_ROWS, 5, 6, 'No data available'))) });
    expect(found(reading, 'textsDiffer')).toMatchObject([{ column: 'C02' }]);
    expect(reading.tables.contracts[0]?.measures[1]?.note).toBe('Plan too small to be measured');
  });

  it.each([
    ['Summary Ratings', SUMMARY_ROWS, 5, 'perhaps'],
    ['Summary Ratings', SUMMARY_ROWS, 7, '131'],
    ['CAI', CAI_ROWS, 5, 'four'],
    ['CAI', CAI_ROWS, 4, 'perhaps'],
  ] as const)('a cell of %s that is not understood is reported', (name, rows, column, value) => {
    expect(found(read({ [name]: utf8Bom(csv(changed(rows, 3, column, value))) }), 'badCell')).toMatchObject([
      { line: 3, severity: 'error' },
    ]);
  });

  it('an unknown rating message is kept and reported', () => {
    const reading = read({ 'Summary Ratings': utf8Bom(csv(changed(SUMMARY_ROWS, 3, 8, 'Ask again later'))) });
    expect(found(reading, 'unknownText')).toHaveLength(1);
    expect(reading.tables.ratings?.[0]?.partC).toEqual({ stars: null, message: 'Ask again later' });
  });

  it('a remark and a line without a contract number are reported', () => {
    const reading = read({ CAI: utf8Bom(csv([...CAI_ROWS, ['Source: CMS'], ['total', '', '', '', '', '1', '2']])) });
    expect(found(reading, 'noteRow')).toMatchObject([{ line: 5 }]);
    expect(found(reading, 'badContractId')).toMatchObject([{ line: 6, severity: 'error' }]);
  });

  it('tables of another year are reported', () => {
    const reading = readCmsTables(smallSet(), 2025);
    expect(found(reading, 'wrongYear').length).toBe(8);
    expect(found(reading, 'missingColumn').map(({ message }) => message)).toContain(
      'No column gives the partC rating of 2025, such as "2025 Part C Summary".',
    );
  });

  it('organization types that differ between tables are reported', () => {
    expect(
      found(read({ 'Summary Ratings': utf8Bom(csv(changed(SUMMARY_ROWS, 3, 1, 'MSA'))) }), 'factDiffers')[0]?.message,
    ).toContain('H0001');
  });

  it('tables without SNP, Puerto Rico or disaster columns are read, and that is said', () => {
    const without = (rows: readonly (readonly string[])[], labels: RegExp) => {
      const header = rows[1] ?? [];
      return rows.map((row, i) => (i === 0 ? row : row.filter((_, k) => !labels.test(header[k] ?? ''))));
    };
    const reading = read({
      'Summary Ratings': utf8Bom(csv(without(SUMMARY_ROWS, /SNP|Disaster/))),
      CAI: utf8Bom(csv(without(CAI_ROWS, /Puerto|PDP/))),
    });
    expect(found(reading, 'missingColumn').map(({ severity, table }) => [severity, table])).toEqual([
      ['error', 'adjustment'],
      ['warning', null],
      ['warning', null],
      ['warning', 'summaryRatings'],
    ]);
    expect(reading.tables.contracts[0]).toMatchObject({ snp: false, puertoRicoOnly: false, disasterPercents: {} });
  });

  it('data and stars under each other’s name are told apart by their cells', () => {
    const reading = read({ 'Measure Data': utf8Bom(csv(STAR_ROWS)), 'Measure Stars': utf8Bom(csv(DATA_ROWS)) });
    expect(found(reading, 'kindConflict')).toHaveLength(2);
    expect(reading.tables.contracts[0]?.measures[0]).toMatchObject({ score: '76', star: 4 });
  });

  it('a file that is none of the tables is reported', () => {
    const extra = [
      { name: 'notes.csv', bytes: utf8('hello,world\r\n') },
      { name: '2026 Disenrollment Reasons.csv', bytes: utf8('2026 Disenrollment Reasons View\r\na,b\r\n') },
    ];
    const reading = readCmsTables([...smallSet(), ...extra], 2026);
    expect(reading.problems.map(({ code }) => code)).toEqual(['unknownFile', 'unusedFile']);
  });

  it('a copy of a file counts once', () => {
    const copies = smallSet().map((file) => ({ ...file, name: file.name.replace('.csv', ' (1).csv') }));
    const reading = readCmsTables([...smallSet(), ...copies], 2026);
    expect(reading.tables.calculations).toEqual([]);
    expect(new Set(reading.problems.map(({ code }) => code))).toEqual(new Set(['supersededFile']));
    expect(reading.problems).toHaveLength(copies.length);
  });

  it('a high performing contract without a rating, and low ones without a history, are reported', () => {
    const reading = read({
      'High Performing Contracts': utf8('2026 High Performing\r\nContract Number,Rating,Mood\r\nH0001,many,good\r\n'),
      'Low Performing Contracts': utf8('2026 Low Performing\r\nContract Number,Reason\r\nH0001,\r\n'),
    });
    expect(reading.problems.map(({ code, table }) => [code, table])).toEqual([
      ['badCell', 'highPerforming'],
      ['missingColumn', 'lowPerforming'],
      ['unknownColumn', 'highPerforming'],
    ]);
    expect(reading.tables.lowPerforming).toEqual([{ contractId: 'H0001', ratedAs: null, years: [], reason: null }]);
    expect(reading.tables.highPerforming).toEqual([
      { contractId: 'H0001', ratedAs: null, highestRating: null, stars: null },
    ]);
  });

  it('a domain table without domains is reported', () => {
    const domains = {
      name: '2026 Domain Stars.csv',
      bytes: utf8('2026 Domain Star View\r\nContract Number,Mood\r\nH0001,good\r\n'),
    };
    const reading = readCmsTables([...smallSet(), domains], 2026);
    expect(found(reading, 'noHeader')).toMatchObject([{ table: 'domainStars' }]);
    expect(reading.tables.domainStars).toBeNull();
  });

  it('tables without an organization type in any of them are reported', () => {
    const strip = (rows: readonly (readonly string[])[]) =>
      utf8Bom(csv(rows.map((row, i) => (i === 0 ? row : row.filter((_, k) => k !== 1)))));
    const reading = read({
      'Measure Data': strip(DATA_ROWS),
      'Measure Stars': strip(STAR_ROWS),
      'Summary Ratings': strip(SUMMARY_ROWS),
    });
    expect(found(reading, 'missingColumn')).toMatchObject([{ severity: 'error', table: null }]);
    expect(reading.tables.contracts[0]?.organizationType).toBe('');
  });

  it('contracts beyond the measure tables are reported', () => {
    const more = [...CAI_ROWS, ['H0009', 'x', 'x', 'x', 'No', '1', '1', 'N/A', '1']];
    expect(found(read({ CAI: utf8Bom(csv(more)) }), 'contractExtra')).toMatchObject([
      { table: 'adjustment', severity: 'warning' },
    ]);
  });

  it('tab-separated and semicolon-separated files are read', () => {
    const other = (mark: string) =>
      utf8(CAI_ROWS.map((row) => row.map((cell) => cell.replace(',', '')).join(mark)).join('\n') + '\n');
    expect(read({ CAI: other('\t') }).problems).toEqual([]);
    expect(read({ CAI: other(';') }).problems).toEqual([]);
  });

  it('of two versions of a table the newer one counts', () => {
    const older = {
      name: '2026 Summary Ratings (Oct 1 2025).csv',
      bytes: utf8Bom(csv(changed(SUMMARY_ROWS, 3, 8, '1'))),
    };
    const reading = readCmsTables([...smallSet(), older], 2026);
    expect(reading.problems).toMatchObject([{ code: 'supersededFile', file: older.name }]);
    expect(reading.tables.ratings?.[0]?.partC?.stars).toBe(4.5);
  });
});
