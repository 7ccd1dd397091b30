import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCmsTables } from './index.js';
import { csv, DATA_ROWS, smallSet, STAR_ROWS, SUMMARY_ROWS, utf8, utf8Bom } from './small-set.fixture.js';

const read = (changes: Parameters<typeof smallSet>[0]) => readCmsTables(smallSet(changes), 2026);
const found = (reading: ReturnType<typeof readCmsTables>, code: string) =>
  reading.problems.filter((problem) => problem.code === code);
describe('damaged files', () => {
  it('a file cut off inside a line: the line is left out and reported with its number', () => {
    const whole = csv(STAR_ROWS);
    const reading = read({ 'Measure Stars': utf8Bom(whole.slice(0, whole.indexOf('S0002') + 20)) });
    expect(found(reading, 'rowWidth')).toMatchObject([{ table: 'measureStars', line: 6, severity: 'error' }]);
    expect(found(reading, 'noFinalNewline')).toHaveLength(1);
    expect(found(reading, 'contractMissing')).toMatchObject([{ table: 'measureStars', severity: 'error' }]);
  });

  it('a file cut off between two lines: the contracts that the other tables have are missed', () => {
    const reading = read({ 'Summary Ratings': utf8Bom(csv(SUMMARY_ROWS.slice(0, 3))) });
    expect(found(reading, 'contractMissing')).toMatchObject([{ table: 'summaryRatings' }]);
    expect(found(reading, 'contractMissing')[0]?.message).toContain('S0002');
  });

  it('a file cut off inside quotes: what stands before is kept', () => {
    const whole = csv(DATA_ROWS);
    const reading = read({ 'Measure Data': utf8Bom(whole.slice(0, whole.indexOf('ALPHA') + 8)) });
    expect(found(reading, 'brokenCsv')).toMatchObject([{ table: 'measureData', severity: 'error' }]);
    expect(found(reading, 'noData')).toHaveLength(1);
  });

  it('a quote that never ends far from the end: all before it is kept, the rest is said to be lost', () => {
    const broken = csv(DATA_ROWS).replace('S0002', '"S0002') + 'H0003,y\r\n'.repeat(9);
    const reading = read({ 'Measure Data': utf8Bom(broken) });
    expect(found(reading, 'brokenCsv')).toMatchObject([{ line: 6, severity: 'error' }]);
    expect(reading.tables.contracts[0]?.measures[0]).toMatchObject({ score: '76', star: 4 });
  });

  it('quotes that are not doubled are read as they stand', () => {
    const reading = read({ 'Measure Data': utf8Bom(csv(DATA_ROWS).replace('BETA RX ', 'BETA "B" RX ')) });
    expect(found(reading, 'looseQuotes')).toHaveLength(1);
    expect(reading.tables.contracts).toHaveLength(2);
  });

  it('UTF-8 with bytes that are not UTF-8 is reported as damaged', () => {
    const bytes = utf8Bom(csv(DATA_ROWS));
    bytes[bytes.length - 8] = 0xff;
    expect(found(read({ 'Measure Data': bytes }), 'misEncoded')).toMatchObject([{ severity: 'error' }]);
  });

  it('bytes that exist in neither encoding are reported', () => {
    const bytes = utf8(csv(DATA_ROWS).replace('BETA', 'BE~A'));
    bytes[bytes.indexOf('~'.charCodeAt(0))] = 0x81;
    expect(found(read({ 'Measure Data': bytes }), 'misEncoded')[0]?.message).toContain('1 bytes');
  });

  it('text that was saved twice is reported, and its ids still count', () => {
    const garbled = csv(STAR_ROWS).replaceAll('–', 'â€“');
    const reading = read({ 'Measure Stars': utf8Bom(garbled) });
    expect(found(reading, 'doubleEncoded')).toHaveLength(1);
    expect(found(reading, 'measureNameDiffers')).toEqual([]);
    expect(reading.tables.contracts).toHaveLength(2);
  });

  it('lost characters are reported', () => {
    expect(found(read({ 'Measure Stars': utf8(csv(STAR_ROWS).replaceAll('–', '\uFFFD')) }), 'misEncoded')).toHaveLength(
      1,
    );
  });

  it.each([
    ['an archive', Uint8Array.of(0x50, 0x4b, 3, 4, 0, 0), 'notText'],
    ['zero bytes', Uint8Array.of(65, 0, 66), 'notText'],
    ['nothing', new Uint8Array(), 'emptyFile'],
    ['no header', utf8('2026 Data View\r\n1,2,3\r\n'), 'noHeader'],
    ['no measure ids', utf8('2026 Data View\r\nContract Number,Score\r\nH0001,3\r\n'), 'noMeasureColumns'],
  ])('%s instead of a table is reported', (_, bytes, code) => {
    expect(found(read({ 'Measure Data': bytes }), code)).toMatchObject([{ severity: 'error', table: 'measureData' }]);
  });

  it('UTF-16 is read', () => {
    const text = `\uFEFF${csv(DATA_ROWS)}`;
    const little = new Uint8Array(new Uint16Array([...text].map((c) => c.charCodeAt(0))).buffer);
    expect(read({ 'Measure Data': little }).problems).toEqual([]);
  });

  it('any bytes at all end in findings, never in an exception', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.nat(6), (bytes, i) => {
        const files = smallSet().map((file, k) => (k === i ? { ...file, bytes } : file));
        expect(readCmsTables(files, 2026).problems.length).toBeGreaterThan(0);
      }),
      { numRuns: 100 },
    );
  });

  it('a table cut off at any byte is found out', () => {
    const bytes = utf8Bom(csv(STAR_ROWS));
    fc.assert(
      fc.property(fc.integer({ min: 0, max: bytes.length - 3 }), (length) => {
        expect(read({ 'Measure Stars': bytes.subarray(0, length) }).problems.length).toBeGreaterThan(0);
      }),
    );
  });
});
