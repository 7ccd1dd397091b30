import { createClient } from '@redis/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AuditTrail } from '../../src/modules/audit/index.js';
import { HotReads } from '../../src/platform/cache/index.js';
import { DatabaseLocation } from '../../src/platform/database/index.js';
import { RedisLink } from '../../src/platform/redis/index.js';
import { insertGaps, insertMembers } from '../factories/rows.js';
import { startTestApp, type TestApp, testKey } from '../support/app.js';
import type { Answer } from '../support/client.js';
import { query } from '../support/database.js';
import { Line } from '../support/proxy.js';
import { until } from '../support/until.js';

const CONTRACT = 'H1234';
const PATH = `/api/v1/gaps?contractId=${CONTRACT}&measurementYear=2026`;
const CACHE_SECONDS = 2;
const REDIS = process.env.STARS_TEST_REDIS_URL;

/** A second instance over the same database. */
function another({ location }: TestApp, settings: NodeJS.ProcessEnv): Promise<TestApp> {
  const same = new DatabaseLocation(location.url, location.ownerUrl, true, () => Promise.resolve());
  return startTestApp(settings, Promise.resolve(same));
}

const owners = ({ body }: Answer): (string | null)[] =>
  (body as { items: { owner: string | null }[] }).items.map(({ owner }) => owner);
const list = (instance: TestApp, headers = {}): Promise<Answer> =>
  instance.call('GET', PATH, { key: instance.keys.viewer, headers });
const assign = async (instance: TestApp, gap: string, owner: string): Promise<void> => {
  const order = { key: instance.keys.analyst, body: { owner }, headers: { 'if-match': '*' } };
  expect((await instance.call('POST', `/api/v1/gaps/${gap}/assignment`, order)).status).toBe(200);
};
/** Changes a gap behind the service's back: only an answer that was not cached shows it. */
const behindTheBack = (instance: TestApp, owner: string): Promise<unknown> =>
  query(instance.location.ownerUrl, 'UPDATE gap_analysis SET owner = $1', [owner]);

async function prepared(instance: TestApp): Promise<string> {
  const [memberId = ''] = await insertMembers(instance.location.ownerUrl, 1);
  const [gap = ''] = await insertGaps(instance.location.ownerUrl, [{ memberId, owner: 'before' }]);
  return gap;
}

describe('the cache in memory', () => {
  let first: TestApp;
  let second: TestApp;
  let gap: string;
  beforeAll(async () => {
    const settings = { CACHE_SECONDS: String(CACHE_SECONDS), JOBS_IN_PROCESS: 'false' };
    first = await startTestApp(settings);
    second = await another(first, settings);
    gap = await prepared(first);
  });
  afterAll(async () => {
    await second.close();
    await first.close();
  });

  it('answers a first page again, audits every read, and lets nobody in who may not see the contract', async () => {
    expect(owners(await list(first))).toEqual(['before']);
    await behindTheBack(first, 'unseen');
    const again = await list(first);
    expect(owners(again)).toEqual(['before']);
    expect(owners(await list(first, { 'consistency-token': 'primary' }))).toEqual(['unseen']);
    expect(owners(await first.call('GET', `${PATH}&limit=7`, { key: first.keys.viewer }))).toEqual(['unseen']);
    const outsider = (await testKey(first.app, 'viewer', { contracts: ['H9999'] })).text;
    expect((await first.call('GET', PATH, { key: outsider })).status).toBe(404);
    const rows = await query<{ rows: number }>(
      first.location.ownerUrl,
      `SELECT (after->>'rows')::int AS rows FROM audit_log WHERE event = 'gap.read' AND outcome = 'succeeded'`,
    );
    expect(rows).toEqual([{ rows: 1 }, { rows: 1 }, { rows: 1 }, { rows: 1 }]);
  });

  it('forgets a contract at a change, and another instance after the stated seconds at the latest', async () => {
    await list(second);
    const changedAt = Date.now();
    await assign(first, gap, 'changed');
    expect(owners(await list(first))).toEqual(['changed']);
    await until(async () => owners(await list(second))[0] === 'changed');
    expect(Date.now() - changedAt).toBeLessThan(CACHE_SECONDS * 1000 + 500);
  });

  it('keeps nothing that was read before a change and made ready after it', async () => {
    const reads = first.app.get(HotReads);
    const read = { kind: 'probe', contractId: CONTRACT, asked: {} };
    let go = (): void => undefined;
    let reading = (): void => undefined;
    const atWork = new Promise<void>((resolve) => (reading = resolve));
    const slow = reads.get(read, async () => {
      reading();
      await new Promise<void>((resolve) => (go = resolve));
      return 'old';
    });
    await atWork;
    await assign(first, gap, 'while-reading');
    go();
    expect(await slow).toBe('old');
    expect(await reads.get(read, () => Promise.resolve('new'))).toBe('new');
  });

  it('forgets at the commit of a change, not before', async () => {
    const trail = first.app.get(AuditTrail);
    const reads = first.app.get(HotReads);
    const read = { kind: 'probe-commit', contractId: CONTRACT, asked: {} };
    await reads.get(read, () => Promise.resolve('kept'));
    const look = (): Promise<string> => reads.get(read, () => Promise.resolve('again'));
    let commit = (): void => undefined;
    let working = (): void => undefined;
    const atWork = new Promise<void>((resolve) => (working = resolve));
    const act = trail.act('gap.changed', { contractId: CONTRACT }, () => {
      working();
      return new Promise<void>((resolve) => (commit = resolve));
    });
    await atWork;
    const during = await look();
    commit();
    await act;
    expect([during, await look()]).toEqual(['kept', 'again']);
  });

  it('asks for a rule set only when it is another one', async () => {
    const read = (headers = {}): Promise<Answer> =>
      first.call('GET', '/api/v1/rulesets/2026', { key: first.keys.viewer, headers });
    const { headers, body } = await read();
    expect(body).toMatchObject({ starYear: 2026 });
    const etag = headers.get('etag') ?? '';
    const same = await read({ 'if-none-match': etag });
    expect([same.status, same.body]).toEqual([304, '']);
    expect((await read({ 'if-none-match': '"another"' })).status).toBe(200);
  });
});

describe('the cache in Redis', () => {
  it('is shared at once, holds nothing readable, and is not missed when it is away', async ({ annotate }) => {
    if (!REDIS) return void (await annotate('left out: STARS_TEST_REDIS_URL is not set'));
    const redis = createClient({ url: REDIS });
    await redis.connect();
    const line = await Line.to(new URL(REDIS));
    const settings = {
      CACHE_SECONDS: '60',
      JOBS_IN_PROCESS: 'false',
      REDIS_URL: line.url.href,
      RATE_LIMIT_PER_MINUTE: '1000',
    };
    const first = await startTestApp(settings);
    const second = await another(first, settings);
    const links = [first, second].map(({ app }) => app.get(RedisLink));
    const away = (): Promise<void> => until(() => links.every(({ isUp }) => !isUp));
    const back = (): Promise<void> => until(() => links.every(({ isUp }) => isUp));
    try {
      await back();
      const gap = await prepared(first);
      expect(owners(await list(first))).toEqual(['before']);
      await behindTheBack(first, 'unseen');
      expect(owners(await list(second))).toEqual(['before']); // what the first one put there
      const kept = await redis.keys('sro:worklist:*');
      expect(kept.length).toBeGreaterThan(0);
      const [member] = await query<{ hash: string }>(
        first.location.url,
        `SELECT encode(member_hash, 'hex') AS hash FROM members`,
      );
      for (const key of kept) {
        const raw = (await redis.get(key)) ?? '';
        expect(raw).not.toContain(member?.hash);
        expect(Buffer.from(raw, 'base64').toString('latin1')).not.toContain(member?.hash);
        await redis.set(key, Buffer.from('{"value":{"stamps":"","answer":{"items":[]}}}').toString('base64'));
      }
      expect(owners(await list(first))).toEqual(['unseen']); // what others put there is no answer
      await assign(first, gap, 'changed');
      expect(owners(await list(second))).toEqual(['changed']);

      line.cut();
      await away();
      await behindTheBack(first, 'while-away');
      expect(owners(await list(second))).toEqual(['while-away']);
      line.mend();
      await back();
      line.stall();
      const startedAt = Date.now();
      expect(owners(await list(first))).toEqual(['while-away']);
      await assign(second, gap, 'frozen');
      expect(owners(await list(first))).toEqual(['frozen']);
      expect(Date.now() - startedAt).toBeLessThan(2000);
      line.mend();
      await back();
      await assign(first, gap, 'mended');
      expect(owners(await list(second))).toEqual(['mended']);
    } finally {
      await second.close();
      await first.close();
      line.close();
      const left = await redis.keys('sro:*');
      if (left.length > 0) await redis.unlink(left);
      redis.destroy();
    }
  });
});
