import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  byteArray,
  checkRow,
  copyRow,
  csvCells,
  delimiterOf,
  importSchema,
  legalEvidenceChanges,
  LineSplitter,
  RowReader,
  UnreadableFile,
} from './index.js';

describe('lines', () => {
  const split = (pieces: string[], limit = 100): string[] => {
    const lines = new LineSplitter(limit);
    return [...pieces.flatMap((piece) => lines.push(piece)), ...lines.end()].map(({ text }) => text);
  };

  it('are the same however the text is cut into pieces', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 9 })), fc.array(fc.integer({ min: 0, max: 50 })), (parts, cuts) => {
        const text = parts.map((part) => part.replace(/[\n\r\uFEFF]/g, '')).join('\n');
        const places = [0, ...cuts.filter((at) => at < text.length).sort((a, b) => a - b), text.length];
        const pieces = places.slice(1).map((at, index) => text.slice(places[index], at));
        expect(split(pieces)).toEqual(split([text]));
      }),
    );
  });

  it('end with or without a carriage return, and lose a byte order mark', () => {
    expect(split(['\uFEFFa\r\nb\n', 'c'])).toEqual(['a', 'b', 'c']);
  });

  it('are cut off at the limit, and the next line is whole', () => {
    const lines = new LineSplitter(3);
    expect([...lines.push('ab'), ...lines.push('cdef'), ...lines.push('gh\nxyz\n')]).toEqual([
      { number: 1, text: '', tooLong: true },
      { number: 2, text: 'xyz', tooLong: false },
    ]);
    expect(lines.push('toolong')).toEqual([]);
    expect(lines.end()).toEqual([{ number: 3, text: '', tooLong: true }]);
  });
});

describe('CSV cells', () => {
  it('read back what was quoted', () => {
    const cell = fc.string().map((text) => text.replace(/[\n\r]/g, '').trim());
    fc.assert(
      fc.property(fc.array(cell, { minLength: 1 }), (cells) => {
        const line = cells.map((text) => `"${text.replaceAll('"', '""')}"`).join(',');
        expect(csvCells(line, ',')).toEqual(cells);
      }),
    );
  });

  it.each(['"open', 'a"b', '"a"b,c', 'x,"y'])('refuses broken quoting: %s', (line) => {
    expect(csvCells(line, ',')).toBeUndefined();
  });

  it('mixes quoted and plain cells, and trims the plain ones', () => {
    expect(csvCells('a , "b,c" ,,"d"', ',')).toEqual(['a', 'b,c', '', 'd']);
    expect(csvCells('"a",', ',')).toEqual(['a', '']);
  });

  it('finds the delimiter of a header', () => {
    expect(['a,b,c', 'a;b', 'a\tb', 'a|b', 'a'].map(delimiterOf)).toEqual([',', ';', '\t', '|', ',']);
  });
});

describe('COPY text', () => {
  it('escapes what COPY would take for its own', () => {
    expect(copyRow(['a\tb', null, 'c\\d\ne\r'])).toBe('a\\tb\t\\N\tc\\\\d\\ne\\r\n');
  });

  it('writes byte strings as an array literal', () => {
    expect(byteArray(['00ff', 'ab'])).toBe('{"\\\\x00ff","\\\\xab"}');
  });
});

describe('rows', () => {
  const gap = { memberId: 'x', contractId: 'H0001', measurementYear: 2026, measure: 'BCS', evidence: 'open' };
  const codes = (row: Record<string, unknown>, kind: 'gaps' | 'members' | 'measure-results' = 'gaps'): string[] =>
    checkRow(importSchema(kind), row, {}).problems.map(({ field, code }) => `${field ?? ''}:${code}`);
  const whole = { ...gap, source: 'claim', asOf: '2026-03-01' };

  it('take defaults for what they leave empty', () => {
    const { values, problems } = checkRow(importSchema('gaps'), { ...whole, contractId: '' }, { contractId: 'H0009' });
    expect([values.contractId, problems]).toEqual(['H0009', []]);
  });

  it.each([
    [{ contractId: undefined }, 'contractId:required'],
    [{ memberId: undefined }, 'memberId:one-member'],
    [{ memberHash: 'ab'.repeat(32) }, 'memberId:one-member'],
    [{ memberHash: 'short' }, 'memberHash:member-hash'],
    [{ measurementYear: 1999 }, 'measurementYear:year'],
    [{ asOf: '2027-07-01' }, 'asOf:date-outside-year'],
    [{ dueOn: '2025-01-01' }, 'dueOn:date-outside-year'],
    [{ priority: -1 }, 'priority:range'],
    [{ priority: '1e3' }, 'priority:number'],
    [{ daysCovered: '3.5' }, 'daysCovered:number'],
    [{ memberId: 'a\u0000b' }, 'memberId:member-id'],
    [{ tier: {} }, 'tier:wrong-type'],
    [{ surplus: 1 }, ':unknown-field'],
  ])('break a rule: %o', (change, code) => expect(codes({ ...whole, ...change })).toEqual([code]));

  it('cannot name a field of the language itself', () => {
    expect(codes(JSON.parse('{"__proto__": 1, "memberId": "x", "contractId": "H0001"}') as never, 'members')).toEqual([
      ':unknown-field',
    ]);
    expect(codes({ memberId: 'x' }, 'members')).toEqual(['contractId:required']);
  });

  it('of members keep activity in order', () => {
    const days = { firstActivityOn: '2026-02-01', lastActivityOn: '2026-01-01' };
    expect(codes({ memberId: 'x', contractId: 'H0001', ...days }, 'members')).toEqual([
      'lastActivityOn:activity-order',
    ]);
  });

  it('never say a value in a problem', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 3 }), (secret) => {
        const row = { memberId: secret, contractId: `${secret}!`, active: `${secret}!` };
        const { problems } = checkRow(importSchema('members'), row, {});
        expect(problems.every(({ field }) => field === null || Object.hasOwn(row, field))).toBe(true);
      }),
    );
  });
});

describe('files', () => {
  const reader = (format: 'csv' | 'ndjson'): RowReader => new RowReader(importSchema('members'), format, {});
  const line = (text: string, number = 1, tooLong = false) => ({ number, text, tooLong });
  const refusal = (header: string): unknown => {
    try {
      reader('csv').read(line(header));
      return undefined;
    } catch (error) {
      return error instanceof UnreadableFile ? [error.code, ...error.columns] : error;
    }
  };

  it('with a header that does not fit are refused by place or known name', () => {
    expect(refusal('memberId,contractId,12345')).toEqual(['unknown-column', 'column 3']);
    expect(refusal('memberId,memberId,contractId')).toEqual(['duplicate-column', 'memberId']);
    expect(refusal('memberId')).toEqual(['missing-column', 'contractId']);
    expect(refusal('"memberId,contractId')).toEqual(['malformed-header']);
    expect(() => reader('csv').read(line('', 1, true))).toThrow(UnreadableFile);
  });

  it('report lines that are not UTF-8, too long, or short of cells', () => {
    const csv = reader('csv');
    expect(csv.read(line('memberId,contractId'))).toBeUndefined();
    const read = [line('a\uFFFD,H0001', 2), line('', 3, true), line('a', 4), line('"a', 5)].map((one) => csv.read(one));
    expect(read.map((row) => row?.problems[0]?.code)).toEqual([
      'encoding',
      'line-too-long',
      'cell-count',
      'malformed-csv',
    ]);
  });

  it('report lines that are no JSON object', () => {
    const codes = ['{', '[]', 'null', '7'].map((text) => reader('ndjson').read(line(text))?.problems[0]?.code);
    expect(codes).toEqual(Array(4).fill('malformed-json'));
  });
});

describe('legal changes of evidence', () => {
  it('are those of the gap engine: a screening does not reopen for want of a result, a retracted one does', () => {
    const legal = legalEvidenceChanges().filter(
      ({ measure, from, to }) => measure === 'BCS' && from === 'closed' && to === 'open',
    );
    expect(legal.map(({ reason }) => reason)).toEqual(['evidence_retracted']);
    expect(legalEvidenceChanges()).toContainEqual({ measure: 'BCS', from: 'open', to: 'closed', reason: '' });
  });
});
