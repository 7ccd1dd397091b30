import { ClsService } from 'nestjs-cls';
import { TransactionHost } from '@nestjs-cls/transactional';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type JobContext, JobFailure, JobKinds, JobReaper, Jobs, JobWorkers } from '../../src/platform/jobs/index.js';
import { permissionsOf, type Principal } from '../../src/platform/security/index.js';
import { startTestApp, type TestApp, testKey } from '../support/app.js';
import { query } from '../support/database.js';
import { aborted, done, TestKind } from '../support/test-kind.js';
import { until } from '../support/until.js';

describe('the job frame', () => {
  let test: TestApp;
  let kind: TestKind;
  const principal: Principal = {
    actor: 'key:test',
    role: 'analyst',
    permissions: permissionsOf('analyst'),
    contracts: null,
  };

  beforeAll(async () => {
    test = await startTestApp({ JOBS_IN_PROCESS: 'false', JOBS_TAKE_OVER_SECONDS: '1' });
    kind = new TestKind();
    test.app.get(JobKinds).register(kind);
    await test.app.get(JobWorkers).start();
    await query(test.location.ownerUrl, 'CREATE TABLE effects (job uuid, note text)');
    await query(test.location.ownerUrl, 'GRANT ALL ON effects TO stars_app');
  });
  afterAll(() => test.close());

  function enqueue(work: string, as: Principal = principal): Promise<string> {
    return test.app.get(ClsService).run(async () => {
      test.app.get(ClsService).set('principal', as);
      return (await test.app.get(Jobs).enqueue(kind, { work }, { contractId: 'H0001' })).id;
    });
  }

  const read = async (id: string) => (await test.call('GET', `/api/v1/jobs/${id}`, { key: test.keys.viewer })).body;
  const ended = async (id: string): Promise<Record<string, unknown>> => {
    await until(async () => (await read(id)).finishedAt !== null);
    return (await read(id)) as Record<string, unknown>;
  };

  it('runs a job to its result and takes it out of the queue', async () => {
    const id = await enqueue('plain');
    expect(await ended(id)).toMatchObject({
      status: 'succeeded',
      result: { answer: 42 },
      createdBy: 'key:test',
      progress: { percent: 100 },
    });
    await until(async () => (await query(test.location.ownerUrl, 'SELECT 1 FROM graphile_worker.jobs')).length === 0);
  });

  it('runs nothing when the transaction that ordered the job is rolled back', async () => {
    let id = '';
    const host = test.app.get(TransactionHost);
    await expect(
      host.withTransaction(async () => {
        id = await enqueue('plain');
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    expect((await test.call('GET', `/api/v1/jobs/${id}`, { key: test.keys.viewer })).status).toBe(404);
    expect(await query(test.location.ownerUrl, 'SELECT 1 FROM graphile_worker.jobs')).toEqual([]);
  });

  it('tells a refusal by its code, and clears up', async () => {
    kind.works.set('refusal', () => Promise.reject(new JobFailure('no-such-model')));
    const id = await enqueue('refusal');
    expect(await ended(id)).toMatchObject({ status: 'failed', errorCode: 'no-such-model', result: null });
    expect(kind.discarded).toContain(id);
  });

  it('tries an accident again, three times in all, and keeps no text of it', async () => {
    let tries = 0;
    kind.works.set('accident', () => {
      tries++;
      return Promise.reject(new Error('value 123-45-6789 is wrong'));
    });
    const id = await enqueue('accident');
    const shorten = 'UPDATE graphile_worker._private_jobs SET run_at = now() WHERE key = $1';
    await until(async () => {
      await query(test.location.ownerUrl, shorten, [id]);
      return (await read(id)).finishedAt !== null;
    });
    expect(tries).toBe(3);
    expect(await read(id)).toMatchObject({ status: 'failed', errorCode: 'internal-error' });
    const left = await query(test.location.ownerUrl, 'SELECT j::text AS text FROM graphile_worker._private_jobs j');
    expect(JSON.stringify(left)).not.toContain('123-45');
  });

  it('commits the outcome together with the last transaction', async () => {
    kind.works.set('complete', (context) =>
      context.complete(async (manager) => {
        await manager.query('INSERT INTO effects VALUES ($1, $2)', [context.jobId, 'complete']);
        return { status: 'partially_succeeded', result: { rows: 1 } };
      }),
    );
    const id = await enqueue('complete');
    expect(await ended(id)).toMatchObject({ status: 'partially_succeeded', result: { rows: 1 } });
    expect(await query(test.location.ownerUrl, 'SELECT * FROM effects WHERE job = $1', [id])).toHaveLength(1);
  });

  it('shows progress with an estimate, by polling and by events, and ends the stream with the job', async () => {
    let release = (): void => undefined;
    kind.works.set('slow', async (context) => {
      context.progress({ total: 200, read: 50, accepted: 40, rejected: 10 });
      await new Promise<void>((resolve) => (release = resolve));
      return done;
    });
    const id = await enqueue('slow');
    await until(async () => (await read(id)).progress.percent === 25);
    expect((await read(id)).progress).toMatchObject({ total: 200, read: 50, accepted: 40, rejected: 10 });
    expect((await read(id)).progress.etaSeconds).toBeGreaterThanOrEqual(0);
    const response = fetch(`${test.url}/api/v1/jobs/${id}/events`, { headers: { 'x-api-key': test.keys.viewer } });
    setTimeout(() => release(), 300);
    const events = await response;
    expect(events.headers.get('content-type')).toBe('text/event-stream');
    const text = await events.text();
    expect(text).toContain('event: progress\ndata: {');
    expect(text.trimEnd().split('\n').at(-1)).toContain('"status":"succeeded"');
    expect(text).toContain('event: end\n');
  });

  it('cancels a running job, statement and all, and leaves nothing of its transaction', async () => {
    kind.works.set('long statement', (context) =>
      context.complete(async (manager) => {
        await manager.query('INSERT INTO effects VALUES ($1, $2)', [context.jobId, 'cancelled']);
        await manager.query('SELECT pg_sleep(60)');
        return done;
      }),
    );
    const id = await enqueue('long statement');
    await until(async () => (await read(id)).status === 'running');
    const path = `/api/v1/jobs/${id}/cancel`;
    expect((await test.call('POST', path, { key: test.keys.viewer })).status).toBe(403);
    const answer = await test.call('POST', path, { key: test.keys.analyst });
    expect(answer.status).toBe(202);
    expect(await ended(id)).toMatchObject({ status: 'cancelled', cancelRequested: true });
    expect(await query(test.location.ownerUrl, 'SELECT * FROM effects WHERE job = $1', [id])).toEqual([]);
    expect((await test.call('POST', path, { key: test.keys.analyst })).status).toBe(409);
  });

  it('does not let a worker commit that was given up for dead, and loses no job by it', async () => {
    const starts: JobContext<unknown>[] = [];
    kind.works.set('zombie', async (context) => {
      starts.push(context);
      if (starts.length === 1) await aborted(context).catch(() => undefined); // goes on regardless
      return context.complete(async (manager) => {
        await manager.query('INSERT INTO effects VALUES ($1, $2)', [context.jobId, `start ${starts.length}`]);
        return done;
      });
    });
    const id = await enqueue('zombie');
    await until(() => starts.length === 1);
    await query(test.location.ownerUrl, `UPDATE graphile_worker._private_jobs SET locked_by = NULL, locked_at = NULL`);
    expect(await ended(id)).toMatchObject({ status: 'succeeded' });
    expect(starts).toHaveLength(2);
    expect(await query(test.location.ownerUrl, 'SELECT note FROM effects WHERE job = $1', [id])).toHaveLength(1);
  });

  it('works in several transactions at a time; another worker waits for them, and none begins after it has taken over', async () => {
    const starts: JobContext<unknown>[] = [];
    let [inside, release, late] = [0, (): void => undefined, undefined as unknown];
    const held = new Promise<void>((resolve) => (release = resolve));
    kind.works.set('lanes', async (context) => {
      starts.push(context);
      if (starts.length > 1) return done;
      const lane = (note: string): Promise<void> =>
        context.transaction(async (manager) => {
          inside += 1;
          await until(() => inside === 2);
          await manager.query('INSERT INTO effects VALUES ($1, $2)', [context.jobId, note]);
          if (note === 'held') await held;
        });
      await Promise.all([lane('free'), lane('held')]);
      await until(() => starts.length === 2);
      return context
        .transaction(() => Promise.resolve(done))
        .catch((error: unknown) => {
          late = error;
          throw error;
        });
    });
    const id = await enqueue('lanes');
    await until(() => inside === 2);
    await query(test.location.ownerUrl, `UPDATE graphile_worker._private_jobs SET locked_by = NULL, locked_at = NULL`);
    const waiting = `SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND classid = 727004 AND NOT granted`;
    await until(async () => (await query(test.location.ownerUrl, waiting)).length === 1);
    expect(starts).toHaveLength(1);
    release();
    expect(await ended(id)).toMatchObject({ status: 'succeeded' });
    await until(() => late !== undefined);
    expect(late).toMatchObject({ reason: 'lost' });
    expect(await query(test.location.ownerUrl, 'SELECT note FROM effects WHERE job = $1', [id])).toHaveLength(2);
  });

  it('takes up the job of a worker whose session lock is gone, and leaves others alone', async () => {
    const app = test.app.get(DataSource);
    kind.works.set('held', (context) => aborted(context));
    const id = await enqueue('held');
    await until(async () => (await read(id)).status === 'running');
    const age = `UPDATE graphile_worker._private_jobs SET locked_at = now() - interval '1 hour' WHERE key = $1`;
    await app.query(age, [id]);
    expect(await test.app.get(JobReaper).reap()).toBe(0);
    kind.works.delete('held');
    await app.query(`UPDATE graphile_worker._private_jobs SET locked_by = 'dead' WHERE key = $1`, [id]);
    expect(await ended(id)).toMatchObject({ status: 'succeeded' });
  });

  it('shows a job to those only who may see its contracts', async () => {
    const scoped: Principal = { ...principal, actor: 'key:scoped', contracts: new Set(['H0001']) };
    const id = await enqueue('plain', scoped);
    const same = (await testKey(test.app, 'viewer', { contracts: ['H0001', 'H0002'] })).text;
    const other = (await testKey(test.app, 'viewer', { contracts: ['H0009'] })).text;
    expect((await test.call('GET', `/api/v1/jobs/${id}`, { key: same })).status).toBe(200);
    expect((await test.call('GET', `/api/v1/jobs/${id}`, { key: other })).status).toBe(404);
    expect((await test.call('GET', `/api/v1/jobs/${id}/events`, { key: other })).status).toBe(404);
    expect((await test.call('GET', '/api/v1/jobs', { key: other })).body.items).toEqual([]);
    const { items } = (await test.call('GET', '/api/v1/jobs?limit=500', { key: same })).body;
    expect(items.map((job: { id: string }) => job.id)).toContain(id);
  });

  it('lists newest first, by kind, state and contract, in pages', async () => {
    const page = (
      await test.call('GET', '/api/v1/jobs?limit=1&kind=test-kind&contractId=H0001', { key: test.keys.viewer })
    ).body;
    expect(page.items).toHaveLength(1);
    const next = await test.call('GET', `/api/v1/jobs?limit=1&kind=test-kind&contractId=H0001&cursor=${page.next}`, {
      key: test.keys.viewer,
    });
    expect(next.body.items[0].createdAt <= page.items[0].createdAt).toBe(true);
    const failed = (await test.call('GET', '/api/v1/jobs?status=failed', { key: test.keys.viewer })).body.items;
    expect(new Set(failed.map((job: { status: string }) => job.status))).toEqual(new Set(['failed']));
  });
});
