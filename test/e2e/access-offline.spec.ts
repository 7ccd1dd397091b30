import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newKey } from '../../src/platform/security/key-format.js';
import { KeyUsage } from '../../src/platform/security/key-usage.js';
import { startTestApp, type TestApp, testKey } from '../support/app.js';
import { query, testDatabase } from '../support/database.js';
import { DatabaseLine } from '../support/proxy.js';

/** Needs a known key but no database: an analyst has not the permission, and is told so. */
const PROBE = '/api/v1/keys';
const KNOWN = 403;

describe('access while the database is away', () => {
  let test: TestApp;
  let line: DatabaseLine;
  beforeEach(async () => {
    const through = await DatabaseLine.to(await testDatabase());
    line = through.line;
    const settings = { API_KEY_CACHE_SECONDS: '1', API_KEY_OFFLINE_SECONDS: '6' };
    test = await startTestApp(settings, Promise.resolve(through.location));
  });
  afterEach(() => test.close());

  const probe = (key: string) => test.call('GET', PROBE, { key });
  const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

  it.each(['cut', 'freeze'] as const)(
    'known keys go on, others are told to come back, nobody else comes in (%s)',
    async (how) => {
      const { analyst } = test.keys;
      expect((await probe(analyst)).status).toBe(KNOWN);
      const unused = (await testKey(test.app, 'analyst')).text;
      line[how]();
      await pause(1200);
      const begun = Date.now();
      expect((await probe(analyst)).status).toBe(KNOWN);
      expect(Date.now() - begun).toBeLessThan(2800);
      for (const key of [unused, newKey().text]) {
        const answer = await probe(key);
        expect(answer.status).toBe(503);
        expect(answer.headers.get('retry-after')).toBe('5');
      }
      expect((await probe('nonsense')).status).toBe(401);
      line.mend();
      await expect.poll(async () => (await probe(unused)).status, { timeout: 10_000 }).toBe(KNOWN);
      expect((await probe(newKey().text)).status).toBe(401);
    },
  );

  it('a known key is let go of when the database stays away too long', async () => {
    expect((await probe(test.keys.analyst)).status).toBe(KNOWN);
    line.cut();
    await pause(6200);
    expect((await probe(test.keys.analyst)).status).toBe(503);
  });

  it('asks nothing of the database for a key in use, and notices a revocation elsewhere in time', async () => {
    const { id, text } = await testKey(test.app, 'analyst');
    expect((await probe(text)).status).toBe(KNOWN);
    await query(test.location.ownerUrl, 'UPDATE api_keys SET revoked_at = now() WHERE id = $1', [id]);
    expect((await probe(text)).status).toBe(KNOWN);
    await expect.poll(async () => (await probe(text)).status, { timeout: 1500 }).toBe(401);
  });

  it('writes times of use when the database is back', async () => {
    const usage = test.app.get(KeyUsage);
    const { id, text } = await testKey(test.app, 'analyst');
    expect((await probe(text)).status).toBe(KNOWN);
    line.cut();
    await usage.flush();
    line.mend();
    const used = async (): Promise<unknown> => {
      await usage.flush();
      const rows = await query<{ at: Date | null }>(
        test.location.ownerUrl,
        'SELECT last_used_at AS at FROM api_keys WHERE id = $1',
        [id],
      );
      return rows[0]?.at;
    };
    await expect.poll(used, { timeout: 5000 }).toBeInstanceOf(Date);
  });
});
