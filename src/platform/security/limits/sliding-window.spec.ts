import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SlidingWindow } from './sliding-window.js';
import { Limits } from './limits.js';
import type { SharedCounts } from './shared-counts.js';
import { WindowStorage } from './window-storage.js';

const MINUTE = 60_000;

describe('counting over a sliding window', () => {
  it('allows exactly the limit in one go', () => {
    const window = new SlidingWindow(MINUTE);
    const verdicts = Array.from({ length: 7 }, () => window.hit('a', 5, 1000).allowed);
    expect(verdicts).toEqual([true, true, true, true, true, false, false]);
  });

  it('counts each caller apart', () => {
    const window = new SlidingWindow(MINUTE);
    expect(window.hit('a', 1, 0).allowed).toBe(true);
    expect(window.hit('b', 1, 0).allowed).toBe(true);
    expect(window.hit('a', 1, 1).allowed).toBe(false);
  });

  it('does not forget the last window at the turn to the next', () => {
    const window = new SlidingWindow(MINUTE);
    for (let i = 0; i < 10; i++) window.hit('a', 10, 59_999);
    expect(window.hit('a', 10, 60_001).allowed).toBe(false);
    expect(window.hit('a', 10, 60_000 + 7000).allowed).toBe(true);
  });

  it('starts afresh after a pause of two windows', () => {
    const window = new SlidingWindow(MINUTE);
    for (let i = 0; i < 10; i++) window.hit('a', 10, 0);
    expect(window.peek('a', 10, 3 * MINUTE)).toMatchObject({ allowed: true, count: 1 });
  });

  it('peeking does not count', () => {
    const window = new SlidingWindow(MINUTE);
    for (let i = 0; i < 10; i++) expect(window.peek('a', 1, 0).allowed).toBe(true);
  });

  it('after the time it names, one more request is allowed, and not much before', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), fc.array(fc.nat(5000), { maxLength: 80 }), (limit, pauses) => {
        const window = new SlidingWindow(MINUTE);
        let now = 0;
        for (const pause of pauses) {
          now += pause;
          const verdict = window.hit('a', limit, now);
          if (verdict.allowed) continue;
          expect(verdict.retryAfterMs).toBeGreaterThan(0);
          const later = new SlidingWindow(MINUTE);
          Object.assign(later, structuredClone({ ...window }));
          expect(later.peek('a', limit, now + verdict.retryAfterMs + 0.01).allowed).toBe(true);
        }
      }),
    );
  });

  it('never allows more than the limit within one window of the clock, nor twice the limit within any minute', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), fc.array(fc.nat(3000), { maxLength: 200 }), (limit, pauses) => {
        const window = new SlidingWindow(MINUTE);
        const allowed: number[] = [];
        let now = 0;
        for (const pause of pauses) {
          now += pause;
          if (window.hit('a', limit, now).allowed) allowed.push(now);
        }
        for (const at of allowed) {
          const within = allowed.filter((time) => time > at - MINUTE && time <= at).length;
          const inClockWindow = allowed.filter((time) => Math.floor(time / MINUTE) === Math.floor(at / MINUTE)).length;
          expect(inClockWindow).toBeLessThanOrEqual(limit);
          expect(within).toBeLessThan(2 * limit + 1);
        }
      }),
    );
  });

  it('holds no more callers than it has room for', () => {
    const window = new SlidingWindow(MINUTE);
    for (let i = 0; i < 100_001; i++) window.hit(`caller ${i}`, 1, 0);
    expect(window.peek('caller 0', 1, 0).allowed).toBe(true);
    expect(window.peek('caller 100000', 1, 0).allowed).toBe(false);
  });

  it('tells the throttler whole seconds', async () => {
    const alone = { add: () => Promise.resolve(undefined) } as unknown as SharedCounts;
    const storage = new WindowStorage(new Limits(alone));
    const first = await storage.increment('a', MINUTE, 1);
    expect(first).toMatchObject({ totalHits: 1, isBlocked: false, timeToBlockExpire: 0 });
    const second = await storage.increment('a', MINUTE, 1);
    expect(second.isBlocked).toBe(true);
    expect(Number.isInteger(second.timeToBlockExpire)).toBe(true);
    expect(second.timeToBlockExpire).toBeGreaterThan(0);
  });
});
