import { ClsService } from 'nestjs-cls';
import { expect, describe, it } from 'vitest';
import { JobKinds, Jobs, JobWorkers } from '../../src/platform/jobs/index.js';
import { startTestApp } from '../support/app.js';
import { query } from '../support/database.js';
import { aborted, done, TestKind } from '../support/test-kind.js';
import { until } from '../support/until.js';

describe('two instances over one database', () => {
  it('share the work, do each job once, and hand running jobs back at a shutdown', async () => {
    const settings = { JOBS_IN_PROCESS: 'false', JOBS_CONCURRENCY: '1', SHUTDOWN_TIMEOUT_MS: '1000' };
    const first = await startTestApp(settings);
    const second = await startTestApp(settings, Promise.resolve({ ...first.location, stop: () => Promise.resolve() }));
    const runs: string[] = [];
    const worked = new Set<string>();
    const kinds = [first, second].map((instance, index) => {
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
    await Promise.all([first, second].map((instance) => instance.app.get(JobWorkers).start()));
    const open = () => query(first.location.ownerUrl, 'SELECT 1 FROM jobs WHERE finished_at IS NULL');
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
    await second.close();
    await first.close();
  }, 40_000);
});
