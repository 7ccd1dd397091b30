import { describe, expect, it, vi } from 'vitest';
import { KeyCache, KeysUnavailable } from './key-cache.js';

interface Key {
  readonly id: string;
}

class Away extends Error {}

function cacheAt(capacity = 100) {
  const clock = { now: 0 };
  const cache = new KeyCache<Key>({
    ttlMs: 10_000,
    offlineMs: 60_000,
    waitMs: 20,
    capacity,
    isAway: (error) => error instanceof Away,
    now: () => clock.now,
  });
  return { cache, clock };
}

const good: Key = { id: 'a' };
const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

describe('the cache of key look-ups', () => {
  it('asks once for a key in use, and then not again for half its time', async () => {
    const { cache, clock } = cacheAt();
    const load = vi.fn(() => Promise.resolve(good));
    for (clock.now = 0; clock.now < 5000; clock.now += 500) expect(await cache.get('d', load)).toBe(good);
    expect(load).toHaveBeenCalledTimes(1);
  });

  it('asks anew in the background from then on, without waiting', async () => {
    const { cache, clock } = cacheAt();
    await cache.get('d', () => Promise.resolve(good));
    clock.now = 5000;
    const newer = { id: 'a' };
    const load = vi.fn(() => Promise.resolve(newer));
    expect(await cache.get('d', load)).toBe(good);
    await settled();
    expect(await cache.get('d', load)).toBe(newer);
    expect(load).toHaveBeenCalledTimes(1);
  });

  it('remembers that there is no such key', async () => {
    const { cache, clock } = cacheAt();
    const load = vi.fn(() => Promise.resolve(null));
    for (clock.now = 0; clock.now < 10_000; clock.now += 1000) expect(await cache.get('d', load)).toBeNull();
    expect(load).toHaveBeenCalledTimes(1);
    expect(cache.knows('d')).toBe(false);
    clock.now = 10_000;
    expect(await cache.get('d', () => Promise.resolve(good))).toBe(good);
  });

  it('asks once for many that come at the same time', async () => {
    const { cache } = cacheAt();
    const load = vi.fn(() => settled().then(() => good));
    await Promise.all(Array.from({ length: 50 }, () => cache.get('d', load)));
    expect(load).toHaveBeenCalledTimes(1);
  });

  it('notices a revocation elsewhere when its time is up', async () => {
    const { cache, clock } = cacheAt();
    await cache.get('d', () => Promise.resolve(good));
    clock.now = 10_000;
    expect(await cache.get('d', () => Promise.resolve(null))).toBeNull();
  });

  it('stands by a known key while the database is away, asking once a second', async () => {
    const { cache, clock } = cacheAt();
    await cache.get('d', () => Promise.resolve(good));
    const load = vi.fn(() => Promise.reject(new Away()));
    for (clock.now = 10_000; clock.now < 20_000; clock.now += 100) expect(await cache.get('d', load)).toBe(good);
    expect(load.mock.calls.length).toBeLessThanOrEqual(10);
    clock.now = 60_000;
    await expect(cache.get('d', load)).rejects.toBeInstanceOf(KeysUnavailable);
  });

  it('lets no unknown key in while the database is away', async () => {
    const { cache } = cacheAt();
    const load = vi.fn(() => Promise.reject(new Away()));
    await expect(cache.get('d', load)).rejects.toBeInstanceOf(KeysUnavailable);
    await expect(cache.get('e', load)).rejects.toBeInstanceOf(KeysUnavailable);
    expect(load).toHaveBeenCalledTimes(1);
  });

  it('does not wait longer than allowed for a database that hangs', async () => {
    const { cache, clock } = cacheAt();
    await cache.get('d', () => Promise.resolve(good));
    clock.now = 10_000;
    const hangs = () => new Promise<Key>(() => undefined);
    expect(await cache.get('d', hangs)).toBe(good);
    clock.now = 20_000;
    await expect(cache.get('e', hangs)).rejects.toBeInstanceOf(KeysUnavailable);
  });

  it('hands on any other error, also when the key is known', async () => {
    const { cache, clock } = cacheAt();
    await cache.get('d', () => Promise.resolve(good));
    clock.now = 10_000;
    await expect(cache.get('d', () => Promise.reject(new TypeError('bug')))).rejects.toBeInstanceOf(TypeError);
  });

  it('survives a failure in the background', async () => {
    const { cache, clock } = cacheAt();
    await cache.get('d', () => Promise.resolve(good));
    clock.now = 6000;
    const load = vi.fn(() => Promise.reject(new Away()));
    expect(await cache.get('d', load)).toBe(good);
    await settled();
    expect(await cache.get('d', load)).toBe(good);
    expect(load).toHaveBeenCalledTimes(1);
  });

  it('forgets at once, and a look-up begun before does not bring the key back', async () => {
    const { cache } = cacheAt();
    await cache.get('d', () => Promise.resolve(good));
    let answer: (key: Key) => void = () => undefined;
    const slow = cache.get('e', () => new Promise<Key>((resolve) => (answer = resolve)));
    cache.forget(({ id }) => id === 'a');
    answer(good);
    await slow;
    expect(cache.knows('d')).toBe(false);
    expect(cache.knows('e')).toBe(false);
    expect(await cache.get('d', () => Promise.resolve(null))).toBeNull();
  });

  it('holds no more than its capacity, and made-up keys push out no real ones', async () => {
    const { cache } = cacheAt(3);
    await cache.get('real', () => Promise.resolve(good));
    for (let i = 0; i < 100; i++) await cache.get(`made up ${i}`, () => Promise.resolve(null));
    expect(cache.knows('real')).toBe(true);
    for (let i = 0; i < 3; i++) await cache.get(`other ${i}`, () => Promise.resolve(good));
    expect(cache.knows('real')).toBe(false);
  });
});
