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
import type { Figures, Target } from './figures.js';
import { durations, percentile } from './percentiles.js';
import { startBenchService } from './service.js';

const IMPORTED_MEMBERS = 100_000;

/** Median and 99th percentile of durations, the target for one of the two. */
function add(figures: Figures, what: string, taken: readonly number[], at: 50 | 99, atMost: number): void {
  for (const percent of [50, 99] as const) {
    const target: { target?: Target } = percent === at ? { target: { atMost } } : {};
    figures.add({ what: `${what}, p${percent}`, value: percentile(taken, percent), unit: 'ms', ...target });
  }
}

interface Listed {
  readonly items: { readonly memberHash: string }[];
  readonly next: string | null;
}

const FILTERS = [
  ['a measure and tier', 'measure=CBP&tier=high'],
  ['a tier', 'tier=high'],
  ['a state of work', 'work=contacted'],
  ['an owner', 'owner=team-3'],
];

/** Pages of a walk, before it begins again: each connection of the pool has to meet the rows of a page before it is warm. */
const LONGEST_WALK = 300;

/** Calls for page after page, from the first again after the last. Only first pages may come from the cache. */
function walk(caller: Caller, list: string, onPage: (page: Listed) => unknown = () => undefined): () => Promise<void> {
  let cursor: string | null = null;
  let pages = 0;
  return async () => {
    const page: Listed = await caller.call('GET', cursor === null ? list : `${list}&cursor=${cursor}`);
    onPage(page);
    cursor = ++pages % LONGEST_WALK === 0 ? null : page.next;
  };
}

/** Reads over HTTP, each an audited request of its own. */
export async function benchReads(caller: Caller, figures: Figures): Promise<void> {
  const list = `/gaps?contractId=${CONTRACT}&measurementYear=${YEAR}&limit=100`;
  const first = await durations(300, 300, () => caller.call('GET', list));
  add(figures, 'worklist, first page of 100', first, 99, 20);
  const hashes: string[] = [];
  const all = walk(caller, list, (page) => hashes.push(...page.items.map(({ memberHash }) => memberHash)));
  add(figures, 'worklist, page after page', await durations(5 * LONGEST_WALK, 3 * LONGEST_WALK, all), 99, 20);
  for (const [what, filter] of FILTERS) {
    const pages = await durations(LONGEST_WALK, 2 * LONGEST_WALK, walk(caller, `${list}&${filter}`));
    add(figures, `worklist of ${what}`, pages, 99, 20);
  }
  const history = await durations(500, 100, (i) =>
    caller.call('GET', `/members/${hashes[(i * 37) % hashes.length]}/predictions`),
  );
  add(figures, 'history of a member', history, 50, 5);
  const gaps = await durations(500, 100, (i) =>
    caller.call('GET', `/members/${hashes[(i * 41) % hashes.length]}/gaps`),
  );
  add(figures, 'gaps of a member', gaps, 50, 5);
  const rates = `/gaps/rates?contractId=${CONTRACT}&measurementYear=${YEAR}`;
  add(figures, 'rates of a contract', await durations(100, 10, () => caller.call('GET', rates)), 99, 20);
  const json = { contractId: CONTRACT, measurementYear: YEAR };
  const snapshots = await durations(20, 3, () => caller.call('POST', '/portfolio/snapshots', { json }));
  add(figures, 'portfolio snapshot', snapshots, 99, 1000);
}

/** The running counts against a count of every gap and prediction. @throws Error where they differ. */
export async function checkCounts(ownerUrl: string, figures: Figures): Promise<void> {
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
    figures.note('the running counts are those of a recount of every gap and prediction');
  } finally {
    await client.end();
  }
}

/** `npm run bench -- data`: imports, predictions, worklist, snapshot and history at a million members. */
export async function benchData(figures: Figures): Promise<void> {
  const service = await startBenchService();
  const caller = new Caller(service);
  try {
    await benchImports(caller, figures, service.ownerUrl, 'H2000', IMPORTED_MEMBERS);
    figures.note(`a contract of ${MEMBERS} members and ${MEMBERS * GAPS_EACH} gaps:`);
    await loadPlan(service.superuserUrl, (line) => figures.note(line));
    await benchReads(caller, figures);
    await benchPredictionInserts(service, figures);
    await checkCounts(service.ownerUrl, figures);
  } finally {
    caller.close();
    await service.stop();
  }
}
