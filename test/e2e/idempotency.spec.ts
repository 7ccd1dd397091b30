import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../../src/app.setup.js';
import { parseEnvironment } from '../../src/platform/config/index.js';
import { ClaimsInFlight } from '../../src/platform/http/claims-in-flight.js';
import { IdempotencyStore, type KeyedRequest } from '../../src/platform/http/idempotency.store.js';
import { rawMemberId } from '../factories/index.js';
import { startTestApp, TEST_KEYS, type TestApp } from '../support/app.js';
import { type Answer, client } from '../support/client.js';
import { query } from '../support/database.js';

describe('idempotency keys', () => {
  let test: TestApp;
  let other: Awaited<ReturnType<typeof createApp>>;
  let otherUrl: string;
  beforeAll(async () => {
    test = await startTestApp();
    const environment = parseEnvironment({ NODE_ENV: 'test', LOG_LEVEL: 'silent', PORT: '0' });
    other = await createApp({ environment, keys: TEST_KEYS, location: test.location });
    await other.listen(0, '127.0.0.1');
    otherUrl = await other.getUrl();
  });
  afterAll(async () => {
    await other.close();
    await test.close();
  });

  let keys = 0;
  const newKey = (): string => `key-${++keys}`;
  const post = (
    key: string,
    body: unknown,
    path = '/members',
    url = test.url,
    role: 'analyst' | 'admin' = 'analyst',
  ): Promise<Answer> =>
    client(url)('POST', `/api/v1${path}`, { key: test.keys[role], body, headers: { 'idempotency-key': key } });
  const member = (): { memberId: string; contractId: string } => ({ memberId: rawMemberId(), contractId: 'H1234' });

  it('replay the stored answer to the same request, whatever the order of its fields, on any instance', async () => {
    const [key, body] = [newKey(), member()];
    const first = await post(key, body);
    const again = await post(key, { contractId: body.contractId, memberId: body.memberId });
    const elsewhere = await post(key, body, '/members', otherUrl);
    expect([first.status, again.status, elsewhere.status]).toEqual([201, 201, 201]);
    expect([again.body, elsewhere.body]).toEqual([first.body, first.body]);
    expect(again.headers.get('location')).toBe(first.headers.get('location'));
    expect([first, again].map(({ headers }) => headers.get('idempotent-replayed'))).toEqual([null, 'true']);
  });

  it('refuse another body or another path with 422', async () => {
    const [key, body] = [newKey(), member()];
    await post(key, body);
    const code = 'idempotency-key-reused';
    expect(await post(key, member())).toMatchObject({ status: 422, body: { code } });
    expect(await post(key, body, '/members/get-or-create')).toMatchObject({ status: 422, body: { code } });
  });

  it('belong to whoever used them', async () => {
    const [key, body] = [newKey(), member()];
    await post(key, body);
    expect((await post(key, member(), '/members', test.url, 'admin')).status).toBe(201);
  });

  it('repeat the status of an answer that differs from the usual one', async () => {
    const [key, body] = [newKey(), member()];
    await post(newKey(), body);
    const first = await post(key, body, '/members/get-or-create');
    expect([first.status, (await post(key, body, '/members/get-or-create')).status]).toEqual([200, 200]);
  });

  it('let one of many simultaneous requests through; the others are told or get its answer', async () => {
    const [key, body] = [newKey(), member()];
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, n) => post(key, body, '/members', n % 2 ? otherUrl : test.url)),
    );
    const fresh = answers.filter((a) => a.status === 201 && a.headers.get('idempotent-replayed') === null);
    expect(fresh).toHaveLength(1);
    for (const { status, body: problem } of answers.filter((answer) => answer.status !== 201)) {
      expect([status, problem.code]).toEqual([409, 'request-in-flight']);
    }
  });

  it('are free again after a refusal', async () => {
    const [key, body] = [newKey(), member()];
    await post(newKey(), body);
    expect((await post(key, body)).status).toBe(409);
    expect((await post(key, member())).status).toBe(201);
  });

  it('are refused while in flight, and taken over from an attempt that died', async () => {
    const [key, body] = [newKey(), member()];
    await post(key, body);
    const age = (age: string): Promise<unknown> =>
      query(
        test.location.ownerUrl,
        `UPDATE idempotency_keys SET status = NULL, headers = NULL, claimed_at = now() - $1::interval
          WHERE expires_at = (SELECT max(expires_at) FROM idempotency_keys)`,
        [age],
      );
    await age('8 seconds');
    expect(await post(key, body)).toMatchObject({ status: 409, body: { code: 'request-in-flight' } });
    await age('11 seconds');
    expect((await post(key, body)).body.code).toBe('conflict'); // it is carried out again: the member is there
  });

  it('stay with a request that takes long, for as long as its process works on it', async () => {
    const row: KeyedRequest = { actor: 'key:slow', keyDigest: randomBytes(32), requestDigest: randomBytes(32) };
    const [claim, another] = [randomUUID(), randomUUID()];
    const claims = test.app.get(ClaimsInFlight);
    const store = test.app.get(IdempotencyStore);
    const later = (): Promise<unknown> =>
      query(test.location.ownerUrl, `UPDATE idempotency_keys SET claimed_at = now() - interval '11 seconds'`);
    expect(await store.claim(row, claim)).toBe('claimed');
    await claims.during(row, claim, async () => {
      await later();
      await claims.renew(performance.now() + 5000);
      expect(await store.claim(row, another)).toBe('in-flight');
    });
    await later();
    await claims.renew(performance.now() + 5000); // nobody works on it any more
    expect(await store.claim(row, another)).toBe('claimed');
    await claims.during(row, claim, async () => {
      await later();
      await claims.renew(performance.now() + 5000); // the late one renews nothing of its successor
      expect(await store.claim(row, claim)).toBe('claimed');
    });
  });

  it('are kept for a day and swept away afterwards', async () => {
    const [key, body] = [newKey(), member()];
    await post(key, body);
    const [kept] = await query<{ hours: number }>(
      test.location.url,
      `SELECT extract(epoch FROM max(expires_at) - now()) / 3600 AS hours FROM idempotency_keys`,
    );
    expect(Number(kept?.hours)).toBeGreaterThan(23.9);
    await query(test.location.ownerUrl, `UPDATE idempotency_keys SET expires_at = now() - interval '1 hour'`);
    expect((await post(key, member())).status).toBe(201);
    await post(newKey(), member());
    const left = await query<{ n: number }>(test.location.url, `SELECT count(*)::int AS n FROM idempotency_keys`);
    expect(left[0]?.n).toBeLessThanOrEqual(5);
  });

  it('are printable and not too long', async () => {
    expect((await post('k'.repeat(256), member())).status).toBe(400);
  });

  it('keep neither the key nor the raw id', async () => {
    const body = member();
    const key = `about-${body.memberId}`;
    await post(key, body);
    const rows = await query(test.location.url, 'SELECT * FROM idempotency_keys');
    expect(JSON.stringify(rows)).not.toContain(body.memberId);
    expect(rows.length).toBeGreaterThan(0);
  });
});
