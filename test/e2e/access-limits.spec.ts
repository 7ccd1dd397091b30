import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newKey } from '../../src/platform/security/key-format.js';
import { startTestApp, type TestApp, testKey } from '../support/app.js';

const KEYS = '/api/v1/keys';

describe('limits of one caller', () => {
  let test: TestApp;
  beforeAll(async () => {
    test = await startTestApp({ RATE_LIMIT_PER_MINUTE: '5' });
  });
  afterAll(() => test.close());

  it('counts down, then answers 429 with the time to wait, for this key only and over all routes', async () => {
    const { admin, viewer } = test.keys;
    for (const [path, left] of [
      [KEYS, 4],
      [`${KEYS}/x`, 3],
      [KEYS, 2],
      [KEYS, 1],
      [KEYS, 0],
    ] as const) {
      const { headers } = await test.call('GET', path, { key: admin });
      expect(headers.get('ratelimit-limit')).toBe('5');
      expect(headers.get('ratelimit-remaining')).toBe(String(left));
      expect(Number(headers.get('ratelimit-reset'))).toBeLessThanOrEqual(60);
    }
    const refused = await test.call('GET', KEYS, { key: admin });
    expect(refused.status).toBe(429);
    expect(refused.body.code).toBe('too-many-requests');
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(refused.headers.get('ratelimit-remaining')).toBe('0');
    expect((await test.call('GET', KEYS, { key: viewer })).status).toBe(403);
  });

  it('counts requests that are not permitted too', async () => {
    const key = (await testKey(test.app, 'viewer')).text;
    const statuses: number[] = [];
    for (let i = 0; i < 6; i++) statuses.push((await test.call('GET', KEYS, { key })).status);
    expect(statuses).toEqual([403, 403, 403, 403, 403, 429]);
  });

  it('never limits the health probes', async () => {
    for (let i = 0; i < 12; i++) {
      const { status, headers } = await test.call('GET', '/health/live');
      expect(status).toBe(200);
      expect(headers.get('ratelimit-limit')).toBeNull();
    }
  });
});

describe('limits of refused credentials', () => {
  let test: TestApp;
  beforeAll(async () => {
    test = await startTestApp({ RATE_LIMIT_REFUSED_PER_MINUTE: '10' });
  });
  afterAll(() => test.close());

  it('stops looking up keys for an address that tries too many, while keys in use go on', async () => {
    const fresh = (await testKey(test.app, 'admin')).text;
    expect((await test.call('GET', KEYS, { key: test.keys.admin })).status).toBe(200);
    const statuses: number[] = [];
    for (let i = 0; i < 12; i++) statuses.push((await test.call('GET', KEYS, { key: newKey().text })).status);
    expect(statuses).toEqual([...Array.from({ length: 10 }, () => 401), 429, 429]);
    const refused = await test.call('GET', KEYS);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await test.call('GET', KEYS, { key: test.keys.admin })).status).toBe(200);
    expect((await test.call('GET', KEYS, { key: fresh })).status).toBe(429);
  });
});
