import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp } from '../support/app.js';
import { query } from '../support/database.js';
import { importEnd, sendFile } from '../support/import-file.js';
import { until } from '../support/until.js';
import { startWorker } from '../support/worker-process.js';

const MEMBERS = 150_000;

describe('an import whose worker is killed', () => {
  let test: TestApp;
  beforeAll(async () => {
    test = await startTestApp({ JOBS_IN_PROCESS: 'false' });
  });
  afterAll(() => test.close());

  it('is taken up by another worker: nothing lost, nothing doubled', async () => {
    const rows = Array.from({ length: MEMBERS }, (_, index) => `K-${index},H0001`).join('\n');
    const { body } = await sendFile(test, 'kind=members', `memberId,contractId\n${rows}`, { gzip: true });
    const state = async (): Promise<{ status: string; percent: number; attempt: number } | undefined> => {
      const sql = 'SELECT status, percent, attempt FROM jobs WHERE id = $1';
      return (
        await query<{ status: string; percent: number; attempt: number }>(test.location.ownerUrl, sql, [body.id])
      )[0];
    };
    const first = startWorker(test);
    await until(async () => ((await state())?.percent ?? 0) >= 30, 30_000);
    first.kill('SIGKILL');
    await once(first, 'exit');
    expect(await state()).toMatchObject({ status: 'running', attempt: 1 });
    const seen = await query(test.location.ownerUrl, 'SELECT 1 FROM members LIMIT 1');
    expect(seen).toEqual([]); // nothing half-applied

    const second = startWorker(test);
    const killedAt = Date.now();
    await until(async () => (await state())?.attempt === 2, 20_000);
    expect(Date.now() - killedAt).toBeLessThan(20_000);
    const end = await importEnd(test, body.id as string);
    expect(end).toMatchObject({ status: 'succeeded', result: { rows: MEMBERS, created: MEMBERS, rejected: 0 } });
    const [count] = await query(test.location.ownerUrl, 'SELECT count(*)::int AS n FROM members');
    expect(count).toEqual({ n: MEMBERS });
    second.kill('SIGTERM');
    expect((await once(second, 'exit'))[0]).toBe(0);
  }, 90_000);
});
