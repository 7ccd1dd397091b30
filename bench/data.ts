import pg from 'pg';
import {
  RECOUNT_OUTLOOK_STATEMENT,
  RECOUNT_STATEMENT,
  SNAPSHOT_STATEMENT,
} from '../src/modules/portfolio/snapshot-statement.js';
import { Caller } from './call.js';
import { benchImports } from './data-import.js';
import { CONTRACT, GAPS_EACH, loadPlan, MEMBERS, YEAR } from './data-plan.js';
import { benchPredictionInserts } from './data-predictions.js';
import { durations, ms, percentile } from './percentiles.js';
import { startBenchService } from './service.js';

const IMPORTED_MEMBERS = 100_000;

function print(what: string, taken: readonly number[], target: string): void {
  console.log(
    `${what.padEnd(32)} p50 ${ms(percentile(taken, 50))}  p99 ${ms(percentile(taken, 99))} (target ${target})`,
  );
}

interface Listed {
  readonly items: { readonly memberHash: string }[];
  readonly next: string | null;
}

/** Reads over HTTP, each an audited request of its own. */
export async function benchReads(caller: Caller): Promise<void> {
  const list = `/gaps?contractId=${CONTRACT}&measurementYear=${YEAR}&limit=100`;
  const first = await durations(300, 50, () => caller.call('GET', list));
  print('worklist, first page of 100', first, 'p99 20 ms');
  let cursor: string | null = null;
  const hashes: string[] = [];
  const next = async (): Promise<void> => {
    const page: Listed = await caller.call('GET', cursor === null ? list : `${list}&cursor=${cursor}`);
    cursor = page.next;
    hashes.push(...page.items.map(({ memberHash }) => memberHash));
  };
  print('worklist, page after page', await durations(300, 50, next), 'p99 20 ms');
  const filtered = await durations(200, 30, () => caller.call('GET', `${list}&measure=CBP&tier=high`));
  print('worklist of a measure and tier', filtered, 'p99 20 ms');
  const owned = await durations(200, 30, () => caller.call('GET', `${list}&owner=team-3`));
  print('worklist of an owner', owned, 'p99 20 ms');
  const history = await durations(500, 100, (i) =>
    caller.call('GET', `/members/${hashes[(i * 37) % hashes.length]}/predictions`),
  );
  print('history of a member', history, '5 ms');
  const gaps = await durations(500, 100, (i) =>
    caller.call('GET', `/members/${hashes[(i * 41) % hashes.length]}/gaps`),
  );
  print('gaps of a member', gaps, '5 ms');
  const rates = `/gaps/rates?contractId=${CONTRACT}&measurementYear=${YEAR}`;
  print('rates of a contract', await durations(100, 10, () => caller.call('GET', rates)), '20 ms');
  const json = { contractId: CONTRACT, measurementYear: YEAR };
  const snapshots = await durations(20, 3, () => caller.call('POST', '/portfolio/snapshots', { json }));
  print('portfolio snapshot', snapshots, '1 s');
}

/** The running counts against a count of every gap and prediction. @throws Error where they differ. */
export async function checkCounts(ownerUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    const values = [CONTRACT, YEAR];
    const { rows } = await client.query<{ groups: unknown[]; outlooks: unknown[] }>(SNAPSHOT_STATEMENT, values);
    const { rows: groups } = await client.query(RECOUNT_STATEMENT, values);
    const { rows: outlooks } = await client.query(RECOUNT_OUTLOOK_STATEMENT, values);
    const sorted = (list: readonly unknown[]): string => JSON.stringify(list.map((one) => JSON.stringify(one)).sort());
    const same =
      sorted(rows[0]?.groups ?? []) === sorted(groups) && sorted(rows[0]?.outlooks ?? []) === sorted(outlooks);
    if (!same) throw new Error('the running counts are not those of a recount');
    console.log('running counts                   equal to a recount of every gap and prediction');
  } finally {
    await client.end();
  }
}

/** `npm run bench -- data`: imports, predictions, worklist, snapshot and history at a million members. */
export async function benchData(): Promise<void> {
  const service = await startBenchService();
  const caller = new Caller(service);
  try {
    await benchImports(caller, service.ownerUrl, 'H2000', IMPORTED_MEMBERS);
    console.log(`a contract of ${MEMBERS} members and ${MEMBERS * GAPS_EACH} gaps:`);
    await loadPlan(service.superuserUrl, console.log);
    await benchReads(caller);
    await benchPredictionInserts(service.ownerUrl);
    await benchReads(caller);
    await checkCounts(service.ownerUrl);
  } finally {
    caller.close();
    await service.stop();
  }
}
