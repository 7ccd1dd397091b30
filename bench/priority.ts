import pg from 'pg';
import { Caller } from './call.js';
import { CONTRACT, GAPS_EACH, loadPlan, MEMBERS, YEAR } from './data-plan.js';
import { startBenchService } from './service.js';

interface Job {
  readonly id: string;
  readonly status: string;
  readonly finishedAt: string | null;
  readonly result: { readonly gaps: number; readonly changed: number } | null;
}

async function recompute(caller: Caller, what: string): Promise<void> {
  const from = performance.now();
  const json = { contractId: CONTRACT, measurementYear: YEAR };
  let job = await caller.call<Job>('POST', '/portfolio/priorities', { json });
  while (job.finishedAt === null) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    job = await caller.call<Job>('GET', `/jobs/${job.id}`);
  }
  if (job.status !== 'succeeded') throw new Error(`the job ended as ${job.status}`);
  const seconds = ((performance.now() - from) / 1000).toFixed(1);
  console.log(`${what.padEnd(40)} ${seconds} s, ${job.result?.changed} of ${job.result?.gaps} open gaps changed`);
}

/** `npm run bench -- priority`: priorities of five million gaps: all of them new, none, and a percent of them. */
export async function benchPriority(): Promise<void> {
  const service = await startBenchService();
  const caller = new Caller(service);
  const client = new pg.Client({ connectionString: service.ownerUrl });
  try {
    console.log(`a contract of ${MEMBERS} members and ${MEMBERS * GAPS_EACH} gaps (target 60 s):`);
    await loadPlan(service.superuserUrl, console.log);
    await client.connect();
    const from = performance.now();
    await caller.call('GET', `/portfolio/marginal-values?contractId=${CONTRACT}&measurementYear=${YEAR}`);
    console.log(`${'marginal values of the contract'.padEnd(40)} ${((performance.now() - from) / 1000).toFixed(1)} s`);
    await recompute(caller, 'every open gap gets a new priority');
    await recompute(caller, 'nothing has changed');
    const change = `UPDATE gap_analysis SET probability = 1 - probability WHERE evidence = 'open' AND member_id % 100 = 0`;
    await client.query(change);
    await recompute(caller, 'a hundredth of the predictions changed');
  } finally {
    await client.end();
    caller.close();
    await service.stop();
  }
}
