import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonText, refuseInfinity } from './json-body.js';

const nested = (levels: number): Buffer => Buffer.from('['.repeat(levels) + ']'.repeat(levels));

describe('a JSON body', () => {
  it('may be nested 64 levels and no deeper', () => {
    expect(jsonText(nested(64))).toHaveLength(128);
    expect(() => jsonText(nested(65))).toThrow('deeper than 64');
  });

  it('brackets in texts do not count, whatever is escaped', () => {
    const text = JSON.stringify({ a: '['.repeat(200), b: `\\"${'{'.repeat(200)}`, c: '\\' });
    expect(jsonText(Buffer.from(text))).toBe(text);
  });

  it('brackets that are closed do not count', () => {
    expect(jsonText(Buffer.from(JSON.stringify(Array.from({ length: 500 }, () => [{}]))))).toBeDefined();
  });

  it('is nothing when empty, and UTF-8 otherwise', () => {
    expect(jsonText(Buffer.alloc(0))).toBeUndefined();
    expect(() => jsonText(Buffer.from([0x22, 0xc3, 0x28, 0x22]))).toThrow('UTF-8');
  });

  it.each(['1e309', '-1e400', '[[{"a": 1E+999}]]', `{"a": ${'9'.repeat(310)}}`])('refuses the number in %s', (text) => {
    expect(() => refuseInfinity(text, JSON.parse(text))).toThrow();
  });

  it('any JSON of finite numbers passes as it is', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 6 }), (text) => {
        expect(jsonText(Buffer.from(text))).toBe(text);
        expect(() => refuseInfinity(text, JSON.parse(text))).not.toThrow();
      }),
    );
  });
});
