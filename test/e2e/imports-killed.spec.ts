import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp } from '../support/app.js';
import { query } from '../support/database.js';
import { importEnd, sendFile } from '../support/import-file.js';
import { until } from '../support/until.js';
import { startWorker } from '../support/worker-process.js';

const MEMBERS = 150_000;
/** Three pieces of a merge. */
const PREDICTED = 45_000;

describe('an import whose worker is killed', () => {
  let test: TestApp;
  beforeAll(async () => {
    test = await startTestApp({ JOBS_IN_PROCESS: 'false' });
  });
  afterAll(() => test.close());

  /** Kills the worker once the import has come so far, starts another, and gives the end of the import. */
  async function killedAt(percent: number, id: string, unapplied: string): Promise<unknown> {
    const state = async (): Promise<{ status: string; percent: number; attempt: number } | undefined> => {
      const sql = 'SELECT status, percent, attempt FROM jobs WHERE id = $1';
      return (await query<{ status: string; percent: number; attempt: number }>(test.location.ownerUrl, sql, [id]))[0];
    };
    const first = startWorker(test);
    await until(async () => ((await state())?.percent ?? 0) >= percent, 30_000);
    first.kill('SIGKILL');
    await once(first, 'exit');
    expect(await state()).toMatchObject({ status: 'running', attempt: 1 });
    const seen = await query(test.location.ownerUrl, `SELECT 1 FROM ${unapplied} LIMIT 1`);
    expect(seen).toEqual([]); // nothing half-applied

    const second = startWorker(test);
    const killedAt = Date.now();
    await until(async () => (await state())?.attempt === 2, 20_000);
    expect(Date.now() - killedAt).toBeLessThan(20_000);
    const end = await importEnd(test, id);
    second.kill('SIGTERM');
    expect((await once(second, 'exit'))[0]).toBe(0);
    return end;
  }

  it('is taken up by another worker: nothing lost, nothing doubled', async () => {
    const rows = Array.from({ length: MEMBERS }, (_, index) => `K-${index},H0001`).join('\n');
    const { body } = await sendFile(test, 'kind=members', `memberId,contractId\n${rows}`, { gzip: true });
    expect(await killedAt(30, body.id as string, 'members')).toMatchObject({
      status: 'succeeded',
      result: { rows: MEMBERS, created: MEMBERS, rejected: 0 },
    });
    const [count] = await query(test.location.ownerUrl, 'SELECT count(*)::int AS n FROM members');
    expect(count).toEqual({ n: MEMBERS });
  }, 90_000);

  it('of predictions, killed between two of its pieces, has each of them once', async () => {
    const rows = Array.from({ length: PREDICTED }, (_, index) => `K-${index},KED,${index % 2}`).join('\n');
    const text = `memberId,measure,prior_year_gap\n${rows}`;
    const { body } = await sendFile(test, 'kind=predictions&year=2026', text, { gzip: true });
    expect(await killedAt(31, body.id as string, 'predictions')).toMatchObject({
      status: 'succeeded',
      result: { rows: PREDICTED, created: PREDICTED, rejected: 0 },
    });
    const [made] = await query(
      test.location.ownerUrl,
      `SELECT count(*)::int AS rows, count(DISTINCT member_id)::int AS members, count(DISTINCT probability)::int AS levels
         FROM predictions`,
    );
    expect(made).toEqual({ rows: PREDICTED, members: PREDICTED, levels: 2 });
    const counted = await query(
      test.location.ownerUrl,
      'SELECT feature, missing::int, (SELECT sum(n)::int FROM unnest(known) AS n) AS known FROM model_feature_counts',
    );
    expect(counted).toEqual([{ feature: 'prior_year_gap', missing: 0, known: PREDICTED }]);
  }, 90_000);
});
