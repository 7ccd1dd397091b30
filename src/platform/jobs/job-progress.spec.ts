import { describe, expect, it } from 'vitest';
import { expectedEnd, percentOf } from './job-progress.js';

describe('progress of a job', () => {
  it('is the share of rows read, and never 100 before the end', () => {
    expect(percentOf({ total: 200, read: 50 })).toBe(25);
    expect(percentOf({ total: 200, read: 199 })).toBe(99);
    expect(percentOf({ total: 200, read: 400 })).toBe(99);
  });

  it('is what the kind says where it says so', () => {
    expect(percentOf({ total: 200, read: 50, percent: 70.9 })).toBe(70);
    expect(percentOf({ read: 0, percent: -3 })).toBe(0);
  });

  it('is zero while the total is unknown or zero', () => {
    expect(percentOf({ read: 50 })).toBe(0);
    expect(percentOf({ read: 0, total: 0 })).toBe(0);
  });

  it('estimates the end from the pace so far', () => {
    const start = new Date('2026-01-01T00:00:00Z');
    expect(expectedEnd(25, start, new Date('2026-01-01T00:01:00Z'))).toEqual(new Date('2026-01-01T00:04:00Z'));
  });

  it('estimates nothing before there is a pace', () => {
    const start = new Date('2026-01-01T00:00:00Z');
    expect(expectedEnd(0, start, new Date('2026-01-01T00:01:00Z'))).toBeNull();
    expect(expectedEnd(10, start, start)).toBeNull();
  });
});
