import pg from 'pg';
import { groupsStatement, optionsStatement } from '../src/modules/optimization/member-options.statements.js';
import { Caller } from './call.js';
import { CONTRACT, GAPS_EACH, loadPlan, MEMBERS, YEAR } from './data-plan.js';
import type { Figures } from './figures.js';
import { startBenchService } from './service.js';

interface Job {
  readonly id: string;
  readonly status: string;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  readonly result: { readonly gaps: number; readonly changed: number } | null;
}

async function recompute(caller: Caller, figures: Figures, what: string): Promise<void> {
  const json = { contractId: CONTRACT, measurementYear: YEAR };
  let job = await caller.call<Job>('POST', '/portfolio/priorities', { json });
  while (job.finishedAt === null) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    job = await caller.call<Job>('GET', `/jobs/${job.id}`);
  }
  if (job.status !== 'succeeded') throw new Error(`the job ended as ${job.status}`);
  // Its own time: the service may have ordered it by itself a moment ago.
  const value = (Date.parse(job.finishedAt) - Date.parse(job.startedAt ?? '')) / 1000;
  figures.add({ what: `priorities: ${what}`, value, unit: 's', target: { atMost: 60 } });
  figures.note(`  ${job.result?.changed} of ${job.result?.gaps} open gaps changed`);
}

/** What a plan of action reads: the options of every member, and members with equal options counted together. */
async function groupMembers(client: pg.Client, figures: Figures): Promise<void> {
  const filter = {
    ...{ contractId: CONTRACT, measurementYear: YEAR, measures: ['BCS', 'COL', 'CBP', 'GSD', 'PDC-STA'] },
    ...{
      deadlines: {},
      startsOn: `${YEAR}-06-01`,
      yearEnd: `${YEAR}-12-31`,
      contactsPerMember: 1,
      strata: ['tier:high'],
    },
  };
  const from = performance.now();
  await client.query(optionsStatement('bench', filter));
  const { rows } = await client.query(groupsStatement('bench'));
  const value = (performance.now() - from) / 1000;
  figures.add({ what: 'members grouped by equal options', value, unit: 's' });
  figures.note(`  ${rows.length} groups`);
}

/** `npm run bench -- priority`: priorities of five million gaps: all of them new, none, and a percent of them. */
export async function benchPriority(figures: Figures): Promise<void> {
  const service = await startBenchService();
  const caller = new Caller(service);
  const client = new pg.Client({ connectionString: service.ownerUrl });
  try {
    figures.note(`a contract of ${MEMBERS} members and ${MEMBERS * GAPS_EACH} gaps:`);
    await loadPlan(service.superuserUrl, (line) => figures.note(line), false);
    await client.connect();
    const from = performance.now();
    await caller.call('GET', `/portfolio/marginal-values?contractId=${CONTRACT}&measurementYear=${YEAR}`);
    figures.add({ what: 'marginal values of the contract', value: (performance.now() - from) / 1000, unit: 's' });
    await recompute(caller, figures, 'every open gap gets a new priority');
    await recompute(caller, figures, 'nothing has changed');
    const change = `UPDATE gap_analysis SET probability = 1 - probability WHERE evidence = 'open' AND member_id % 100 = 0`;
    await client.query(change);
    await recompute(caller, figures, 'a hundredth of the predictions changed');
    await groupMembers(client, figures);
  } finally {
    await client.end();
    caller.close();
    await service.stop();
  }
}
