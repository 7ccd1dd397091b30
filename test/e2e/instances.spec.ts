import { ClsService } from 'nestjs-cls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AuditSealer } from '../../src/modules/audit/index.js';
import { PortfolioSchedules } from '../../src/modules/portfolio/portfolio.schedules.js';
import { DatabaseLocation } from '../../src/platform/database/index.js';
import { JobKinds, Jobs, JobWorkers } from '../../src/platform/jobs/index.js';
import { RedisLink } from '../../src/platform/redis/index.js';
import { newKey } from '../../src/platform/security/key-format.js';
import { rateRequest } from '../factories/rate-contract.js';
import { insertGaps, insertMembers } from '../factories/rows.js';
import { startTestApp, type TestApp, testKey } from '../support/app.js';
import { query } from '../support/database.js';
import { Line } from '../support/proxy.js';
import { aborted, done, TestKind } from '../support/test-kind.js';
import { until } from '../support/until.js';

const LIMIT = 40;
/** What the second instance may let through before it has heard of the first: 5 % of the limit. */
const OVERSHOOT = 2;
const REDIS = process.env.STARS_TEST_REDIS_URL;

async function pair(settings: NodeJS.ProcessEnv): Promise<readonly [TestApp, TestApp]> {
  const first = await startTestApp(settings);
  const { url, ownerUrl } = first.location;
  const other = new DatabaseLocation(url, ownerUrl, true, () => Promise.resolve());
  return [first, await startTestApp(settings, Promise.resolve(other))];
}

/** Sends requests to both instances at once and counts what comes back. */
async function flood(instances: readonly TestApp[], each: number, key: () => string): Promise<Map<number, number>> {
  const statuses = new Map<number, number>();
  const send = async ({ call }: TestApp): Promise<void> => {
    const { status } = await call('GET', '/api/v1/rulesets', { key: key() });
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
  };
  await Promise.all(instances.flatMap((instance) => Array.from({ length: each }, () => send(instance))));
  return statuses;
}

/** Waits for the beginning of a minute if this one is nearly over: a limit is counted by the minute. */
const enoughOfTheMinute = (): Promise<void> => until(() => Date.now() % 60_000 < 55_000);

describe('two instances over one database', () => {
  let pairOf: readonly [TestApp, TestApp];
  const settings = {
    ...{ JOBS_IN_PROCESS: 'false', JOBS_CONCURRENCY: '1', SHUTDOWN_TIMEOUT_MS: '1000' },
    ...{ RATE_LIMIT_PER_MINUTE: String(LIMIT), RATE_LIMIT_REFUSED_PER_MINUTE: String(LIMIT) },
  };
  beforeAll(async () => {
    pairOf = await pair(settings);
  });
  afterAll(async () => {
    for (const instance of pairOf.toReversed()) await instance.close();
  });

  it('carry a request with an idempotency key out once, whichever is asked', async () => {
    const order = { key: pairOf[0].keys.analyst, body: rateRequest(), headers: { 'idempotency-key': 'once-only' } };
    const answers = await Promise.all(
      [0, 1, 0, 1, 0, 1].map((index) => pairOf[index as 0 | 1].call('POST', '/api/v1/ratings', order)),
    );
    const made = answers.filter(({ status }) => status === 201);
    expect(answers.filter(({ status }) => status !== 201 && status !== 409)).toEqual([]);
    const again = await pairOf[1].call('POST', '/api/v1/ratings', order);
    expect(again.status).toBe(201);
    expect(new Set([...made, again].map(({ body }) => (body as { id: string }).id)).size).toBe(1);
    expect(await query(pairOf[0].location.ownerUrl, 'SELECT 1 FROM star_ratings')).toHaveLength(1);
  });

  it('take the snapshots of a day once', async () => {
    const { ownerUrl } = pairOf[0].location;
    const [memberId = ''] = await insertMembers(ownerUrl, 1);
    await insertGaps(ownerUrl, [{ memberId }]);
    const now = new Date();
    const schedules = pairOf.map(({ app }) => app.get(PortfolioSchedules));
    const taken = await Promise.all([...schedules, ...schedules].map((schedule) => schedule.takeAll(now)));
    expect(taken.reduce((sum, count) => sum + count, 0)).toBe(1);
    expect(await query(ownerUrl, 'SELECT 1 FROM portfolio_snapshots')).toHaveLength(1);
  });

  it('seal every row of the trail once, into one chain', async () => {
    const sealers = pairOf.map(({ app }) => app.get(AuditSealer));
    await Promise.all([...sealers, ...sealers].map((sealer) => sealer.pass()));
    const { ownerUrl } = pairOf[0].location;
    const waiting = (): Promise<unknown[]> => query(ownerUrl, 'SELECT 1 FROM audit_unsealed');
    await until(async () => (await waiting()).length === 0);
    const [counts] = await query(
      ownerUrl,
      `SELECT (SELECT count(*) FROM audit_log) = count(*) AND count(*) > 1 AS once, max(seq) = count(*) AS "withoutGap"
         FROM audit_seal`,
    );
    expect(counts).toEqual({ once: true, withoutGap: true });
    const { body } = await pairOf[1].call('GET', '/api/v1/audit/verify', { key: pairOf[1].keys.admin });
    expect(body).toMatchObject({ ok: true, faultCount: 0 });
  });

  it('share the jobs, do each once, and hand running ones back at a shutdown', async () => {
    const [first, second] = pairOf;
    const runs: string[] = [];
    const worked = new Set<string>();
    const kinds = pairOf.map((instance, index) => {
      const kind = new TestKind();
      kind.works.set('short', async ({ jobId }) => {
        runs.push(jobId);
        worked.add(String(index));
        await new Promise((resolve) => setTimeout(resolve, 20));
        return done;
      });
      kind.works.set('until abort', async (context) => {
        runs.push(context.jobId);
        if (index === 0 && runs.filter((id) => id === context.jobId).length === 1) return aborted(context);
        return done;
      });
      instance.app.get(JobKinds).register(kind);
      return kind;
    });
    const jobs = first.app.get(Jobs);
    const order = async (work: string): Promise<string> => {
      const cls = first.app.get(ClsService);
      return cls.run(async () => (await jobs.enqueue(kinds[0] as TestKind, { work })).id);
    };
    const ids = await Promise.all(Array.from({ length: 30 }, () => order('short')));
    await Promise.all(pairOf.map((instance) => instance.app.get(JobWorkers).start()));
    const open = (): Promise<unknown[]> =>
      query(first.location.ownerUrl, 'SELECT 1 FROM jobs WHERE finished_at IS NULL');
    await until(async () => (await open()).length === 0);
    expect([...runs].sort()).toEqual([...ids].sort());
    expect(worked.size).toBe(2);

    await second.app.get(JobWorkers).stop();
    const id = await order('until abort');
    await until(() => runs.includes(id));
    await second.app.get(JobWorkers).start();
    await first.app.get(JobWorkers).stop();
    await until(async () => (await open()).length === 0);
    const [row] = await query(first.location.ownerUrl, 'SELECT status, attempt, tries FROM jobs WHERE id = $1', [id]);
    expect(row).toEqual({ status: 'succeeded', attempt: 2, tries: 1 });
  }, 40_000);

  it('share the limit of a caller and that of refused credentials', async () => {
    await enoughOfTheMinute();
    const key = (await testKey(pairOf[0].app, 'viewer')).text;
    const counted = await flood(pairOf, LIMIT, () => key);
    expect([...counted.keys()].sort()).toEqual([200, 429]);
    expect(counted.get(200)).toBeGreaterThanOrEqual(LIMIT);
    expect(counted.get(200)).toBeLessThanOrEqual(LIMIT + OVERSHOOT);

    const refused = await flood(pairOf, LIMIT, () => newKey().text);
    expect(refused.get(401)).toBeGreaterThanOrEqual(LIMIT);
    expect(refused.get(401)).toBeLessThanOrEqual(LIMIT + OVERSHOOT);
    expect(refused.get(429)).toBeGreaterThanOrEqual(LIMIT - OVERSHOOT);
  });
});

describe('two instances with Redis between them', () => {
  it('share limits through it, and each goes on alone when it is away', async ({ annotate }) => {
    if (!REDIS) return void (await annotate('left out: STARS_TEST_REDIS_URL is not set'));
    const line = await Line.to(new URL(REDIS));
    const instances = await pair({
      ...{ JOBS_IN_PROCESS: 'false', RATE_LIMIT_PER_MINUTE: String(LIMIT), REDIS_URL: line.url.href },
    });
    const links = instances.map(({ app }) => app.get(RedisLink));
    try {
      await until(() => links.every(({ isUp }) => isUp));
      await enoughOfTheMinute();
      const key = (await testKey(instances[0].app, 'viewer')).text;
      const counted = await flood(instances, LIMIT, () => key);
      expect(counted.get(200)).toBeGreaterThanOrEqual(LIMIT);
      expect(counted.get(200)).toBeLessThanOrEqual(LIMIT + OVERSHOOT);
      const { ownerUrl } = instances[0].location;
      expect(await query(ownerUrl, 'SELECT 1 FROM rate_counts')).toEqual([]);

      line.cut();
      const other = (await testKey(instances[0].app, 'viewer')).text;
      const alone = await flood(instances, LIMIT + 5, () => other);
      expect(Object.fromEntries(alone)).toEqual({ 200: 2 * LIMIT, 429: 10 });
    } finally {
      await instances[1].close();
      await instances[0].close();
      line.close();
    }
  });
});
