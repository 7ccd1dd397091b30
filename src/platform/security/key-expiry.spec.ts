import { describe, expect, it } from 'vitest';
import { BadExpiry, expiryOf } from './key-expiry.js';

const now = new Date('2026-01-01T00:00:00Z');

describe('an expiry', () => {
  it.each([
    ['90d', '2026-04-01T00:00:00.000Z'],
    ['2w', '2026-01-15T00:00:00.000Z'],
    ['12h', '2026-01-01T12:00:00.000Z'],
    ['30m', '2026-01-01T00:30:00.000Z'],
    ['5s', '2026-01-01T00:00:05.000Z'],
    ['2026-02-01', '2026-02-01T00:00:00.000Z'],
    ['2026-02-01T10:00:00+02:00', '2026-02-01T08:00:00.000Z'],
  ])('%s from new year is %s', (text, expected) => expect(expiryOf(text, now).toISOString()).toBe(expected));

  it.each([
    '',
    '0d',
    '-1d',
    '90',
    'd',
    'tomorrow',
    '2025-12-31',
    '2026-02-30T99:00:00Z',
    '2026-01-01T00:00:00Z',
    '1e3d',
  ])('%j is none', (text) => expect(() => expiryOf(text, now)).toThrow(BadExpiry));
});
