import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimalsOf, microText, scoreUnits, signedMicroText } from './decimal-text.js';
import { sameText } from './message-text.js';

describe('decimal texts', () => {
  it.each([
    ['76', 76e9],
    ['0.16', 160_000_000],
    ['-0.121368', -121_368_000],
    ['0', 0],
    ['-0', 0],
    ['100.0', 100e9],
  ])('reads the score %s exactly', (text, units) => {
    expect(scoreUnits(text)).toBe(units);
  });

  it.each([
    '',
    ' ',
    '76%',
    '1e309',
    'NaN',
    'Infinity',
    '1,5',
    '.5',
    '5.',
    '+5',
    '0x10',
    ' 76',
    '1234567',
    '0.1234567891',
    '٣',
  ])('refuses "%s" as a score', (text) => {
    expect(scoreUnits(text)).toBeNull();
  });

  it('does not count trailing zeros as decimals', () => {
    expect(['76', '76.0', '0.160', '0.16', 'x'].map(decimalsOf)).toEqual([0, 0, 2, 2, 0]);
  });

  it('writes micro-units as six-decimal text that reads back', () => {
    expect([0, 1, 3_542_484, -227_881, 5_000_000].map(microText)).toEqual([
      '0.000000',
      '0.000001',
      '3.542484',
      '-0.227881',
      '5.000000',
    ]);
    expect([4022, -2688, 0].map(signedMicroText)).toEqual(['+0.004022', '-0.002688', '+0.000000']);
    fc.assert(
      fc.property(fc.integer({ min: -9_999_999, max: 9_999_999 }), (micro) => {
        expect(scoreUnits(microText(micro))).toBe(micro === 0 ? 0 : micro * 1000);
      }),
    );
  });
});

describe('messages', () => {
  it('are the same whatever the case, spaces and apostrophes', () => {
    expect(
      sameText("CMS identified issues with this plan's data", 'CMS identified issues with this  plan’s data '),
    ).toBe(true);
    expect(sameText('Not Applicable', 'not applicable')).toBe(true);
    expect(sameText('Plan too new to be measured', 'Plan too small to be measured')).toBe(false);
    expect(sameText('', ' ')).toBe(false);
  });
});
