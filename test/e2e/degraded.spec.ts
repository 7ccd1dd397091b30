import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../../src/app.setup.js';
import { parseEnvironment } from '../../src/platform/config/index.js';
import { AuditSealer } from '../../src/modules/audit/index.js';
import { startTestApp, type TestApp, TEST_KEYS } from '../support/app.js';
import { type Answer, client } from '../support/client.js';
import { query, testDatabase } from '../support/database.js';
import { DatabaseLine } from '../support/proxy.js';
import { until } from '../support/until.js';

const FEATURES = { age: 55, bmi: 33.4, prior_a1c_self: 9.8, insulin: 1 };
const ITEM = { memberId: 'M-1', measure: 'GSD', measurementYear: 2026, features: FEATURES };
const FAST = { DATABASE_PROBE_TIMEOUT_MS: '700', API_KEY_CACHE_SECONDS: '1' };

interface Stored {
  readonly id: string;
  readonly contract_id: string;
  readonly hash: string;
}

describe('while the database is away', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'stars-degraded-'));
  let test: TestApp;
  let line: DatabaseLine;
  const acknowledged: string[] = [];

  beforeAll(async () => {
    const through = await DatabaseLine.to(await testDatabase());
    line = through.line;
    test = await startTestApp({ ...FAST, DATA_DIR: dataDir }, Promise.resolve(through.location));
    for (const memberId of ['M-1', 'M-2', 'M-3']) {
      await test.call('POST', '/api/v1/members', { key: test.keys.analyst, body: { memberId, contractId: 'H1234' } });
    }
    await test.call('GET', '/api/v1/members?contractId=H1234', { key: test.keys.viewer }); // keys are known once used
    for (const memberId of ['M-1', 'M-2']) await made(await predict({ ...ITEM, memberId }), 'stored');
  });
  afterAll(async () => {
    line.mend();
    await test.app.close();
    await test.location.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  const predict = (body: object, headers: Record<string, string> = {}): Promise<Answer> =>
    test.call('POST', '/api/v1/predictions', { key: test.keys.analyst, body, headers });
  const ready = async (): Promise<Answer> => test.call('GET', '/health/ready');
  const away = (): Promise<void> => until(async () => (await ready()).body.status === 'degraded');
  const back = (): Promise<void> =>
    until(async () => {
      const { body } = await ready();
      return body.status === 'ok' && body.details.spool.records === 0;
    });
  const made = async (answer: Answer, persistence: string): Promise<void> => {
    expect([answer.status, answer.body.persistence]).toEqual([201, persistence]);
    acknowledged.push(answer.body.id as string);
  };
  const sql = <T extends object>(text: string, values: unknown[] = []): Promise<T[]> =>
    query(test.location.ownerUrl, text, values);
  const stored = (): Promise<Stored[]> =>
    sql(`SELECT p.id, p.contract_id, encode(m.member_hash, 'hex') AS hash
           FROM predictions p JOIN members m ON m.id = p.member_id ORDER BY p.id`);
  const exactlyOnce = async (): Promise<void> => {
    const ids = (await stored()).map(({ id }) => id);
    expect(ids).toEqual([...acknowledged].sort());
    const [{ n }] = await sql<{ n: number }>(
      `SELECT count(*)::int AS n FROM audit_log WHERE event = 'prediction.made' AND outcome = 'succeeded'`,
    );
    expect(n).toBe(acknowledged.length);
    await test.app.get(AuditSealer).pass();
    const { body } = await test.call('GET', '/api/v1/audit/verify', { key: test.keys.admin });
    expect(body).toMatchObject({ ok: true });
  };

  it.each(['cut', 'freeze'] as const)(
    'predictions are answered and spooled, reads are refused at once, and all is there once afterwards (%s)',
    async (how) => {
      line[how]();
      await made(await predict({ ...ITEM, memberId: 'M-1' }), 'spooled'); // loses the database half-way
      await away();
      const keyed = { 'idempotency-key': `key-${how}` };
      const first = await predict({ ...ITEM, memberId: 'M-2' }, keyed);
      await made(first, 'spooled');
      const again = await predict({ ...ITEM, memberId: 'M-2' }, keyed);
      expect([again.status, again.body]).toEqual([201, first.body]);
      expect(again.headers.get('idempotent-replayed')).toBe('true');
      expect((await predict(ITEM, keyed)).body.code).toBe('idempotency-key-reused');
      const begun = Date.now();
      const read = await test.call('GET', `/api/v1/predictions/${first.body.id}`, { key: test.keys.viewer });
      expect([read.status, read.body.code, read.headers.get('retry-after')]).toEqual([503, 'unavailable', '5']);
      expect(Date.now() - begun).toBeLessThan(250);
      expect((await predict({ ...ITEM, memberId: 'M-1' }, { 'x-api-key': 'nonsense' })).status).toBe(401);
      expect((await test.call('POST', '/api/v1/predictions', { key: test.keys.viewer, body: ITEM })).status).toBe(403);
      const { status, body } = await ready();
      expect([status, body.status]).toEqual([200, 'degraded']);
      expect(body.details.spool.records).toBeGreaterThanOrEqual(2);
      expect((await test.call('GET', '/metrics')).body).toMatch(/^spool_records [1-9]/m);

      line.mend();
      await back();
      const late = await predict({ ...ITEM, memberId: 'M-2' }, keyed);
      expect([late.status, late.body]).toEqual([201, first.body]);
      await made(await predict(ITEM), 'stored');
      await exactlyOnce();
      const logs = await sql<{ status: number }>(
        `SELECT l.status FROM api_logs l JOIN audit_log a ON a.request_id = l.request_id WHERE a.entity_id = $1`,
        [first.body.id],
      );
      expect(logs).toEqual([{ status: 201 }]);
      expect(await sql(`SELECT 1 FROM audit_log WHERE outcome = 'denied'`)).not.toEqual([]);
    },
  );

  it('members are taken from memory or at the word of the caller, and others are not guessed', async () => {
    line.cut();
    await away();
    const items = [
      { ...ITEM, memberId: 'M-1' },
      { ...ITEM, memberId: 'M-3' },
      { ...ITEM, memberId: 'M-3', contractId: 'H1234' },
      { ...ITEM, memberId: 'M-new', contractId: 'H5555' },
      { ...ITEM, memberHash: 'a'.repeat(64), memberId: undefined, contractId: 'H1234' },
      { ...ITEM, memberId: 'M-1', contractId: 'H5555' },
      { ...ITEM, features: { age: -1 } },
    ];
    const { status, body } = await test.call('POST', '/api/v1/predictions/batch', {
      ...{ key: test.keys.analyst, body: { items } },
    });
    expect(status).toBe(200);
    const codes = body.items.map((item: { errors: { code: string }[] }) => item.errors[0]?.code ?? 'made');
    const unknown = 'member-not-known-now';
    expect(codes).toEqual(['made', unknown, 'made', 'made', unknown, 'other-contract', 'feature-range']);
    const alone = await predict({ ...ITEM, memberId: 'M-3' });
    expect([alone.status, alone.headers.get('retry-after')]).toEqual([503, '15']);
    line.mend();
    await back();
    const rows = await stored();
    const ids = [0, 2, 3].map((i) => body.items[i].prediction.id as string);
    const kept = rows.filter(({ id }) => ids.includes(id));
    expect(kept.map(({ contract_id }) => contract_id)).toEqual(['H1234', 'H1234', 'H5555']);
    expect(kept[2]?.hash).toBe(body.items[3].prediction.memberHash);
    const added = await sql<{ contract_id: string }>(
      `SELECT contract_id FROM audit_log WHERE event = 'member.created' AND actor = 'system'`,
    );
    expect(added).toEqual([{ contract_id: 'H5555' }]);
    acknowledged.push(ids[0] ?? '');
    await sql('DELETE FROM predictions WHERE id = ANY($1)', [ids.slice(1)]);
    await exactlyOnce();
  });

  it('under load, nothing acknowledged is lost or doubled when it goes and comes back', async () => {
    let loading = true;
    const others: unknown[] = [];
    const load = async (memberId: string): Promise<void> => {
      while (loading) {
        const answer = await predict({ ...ITEM, memberId });
        if (answer.status === 201) acknowledged.push(answer.body.id as string);
        else others.push(answer.body);
      }
    };
    const loads = ['M-1', 'M-2', 'M-1', 'M-2'].map(load);
    for (const how of ['cut', 'freeze'] as const) {
      line[how]();
      await away();
      line.mend();
      await until(async () => (await ready()).body.status === 'ok');
    }
    loading = false;
    await Promise.all(loads);
    expect(others).toEqual([]);
    await back();
    await exactlyOnce();
  });

  it('a process that ends and starts without its database goes on, and what both spooled is there once', async () => {
    const tierNow = async (): Promise<unknown> => {
      const answer = await predict(ITEM);
      await made(answer, 'stored');
      return answer.body.tier;
    };
    expect(await tierNow()).not.toBe('high');
    const tiers = { high: 0.02, medium: 0.01 };
    const set = await test.call('PUT', '/api/v1/tier-thresholds', { key: test.keys.admin, body: tiers });
    expect(set.status).toBe(200);
    await expect.poll(tierNow, { timeout: 5000, interval: 200 }).toBe('high');
    line.cut();
    await away();
    const keyed = { 'idempotency-key': 'over-the-restart' };
    const before = await predict(ITEM, keyed);
    await made(before, 'spooled');
    expect(before.body.tier).toBe('high');
    await test.app.close();
    const environment = parseEnvironment({
      ...{ NODE_ENV: 'test', LOG_LEVEL: 'silent', PORT: '0', DATA_DIR: dataDir, ...FAST },
    });
    const app = await createApp({ environment, keys: TEST_KEYS, location: test.location, away: true });
    await app.listen(0, '127.0.0.1');
    const url = await app.getUrl();
    test = { ...test, app, url, call: client(url) };
    expect((await predict(ITEM, keyed)).body).toEqual(before.body);
    const after = await predict({ ...ITEM, memberId: 'M-2' });
    await made(after, 'spooled');
    expect(after.body.tier).toBe('high'); // by the thresholds that the process before knew
    expect((await test.call('GET', '/api/v1/members?contractId=H1234', { key: test.keys.viewer })).status).toBe(503);
    expect((await ready()).body.details.spool.records).toBeGreaterThanOrEqual(2);
    line.mend();
    await back();
    await made(await predict(ITEM), 'stored');
    await exactlyOnce();
  });
});

describe('a spool that takes nothing', () => {
  it('refuses predictions with 503, and readiness says why', async () => {
    const { line, location } = await DatabaseLine.to(await testDatabase());
    const test = await startTestApp({ ...FAST, SPOOL_LIMIT_BYTES: '4000' }, Promise.resolve(location));
    const call = (body: object): Promise<Answer> =>
      test.call('POST', '/api/v1/predictions', { key: test.keys.analyst, body });
    await test.call('POST', '/api/v1/members', {
      key: test.keys.analyst,
      body: { memberId: 'M-1', contractId: 'H1234' },
    });
    expect((await call(ITEM)).status).toBe(201);
    line.cut();
    await until(async () => (await test.call('GET', '/health/ready')).body.status === 'degraded');
    const answers: Answer[] = [];
    for (let i = 0; i < 4; i++) answers.push(await call(ITEM));
    const taken = answers.filter(({ status }) => status === 201).length;
    expect(taken).toBeGreaterThan(0);
    const refused = answers.at(-1);
    expect([refused?.status, refused?.body.code, refused?.headers.get('retry-after')]).toEqual([
      503,
      'unavailable',
      '15',
    ]);
    line.mend();
    await until(async () => (await test.call('GET', '/health/ready')).body.details.spool?.records === 0);
    const rows = await query(test.location.ownerUrl, 'SELECT 1 FROM predictions');
    expect(rows).toHaveLength(taken + 1);
    await test.close();
  });
});
