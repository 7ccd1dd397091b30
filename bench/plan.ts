import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Caller } from './call.js';
import { CONTRACT, loadPlan, MEMBERS, YEAR } from './data-plan.js';
import type { Figures } from './figures.js';
import { percentile } from './percentiles.js';
import { type BenchService, startBenchService } from './service.js';

const TABLES = '../shared/cms/2026';
const PLANS = '/portfolio/optimizations';
const CLI = fileURLToPath(new URL('../src/cli/main.js', import.meta.url));

/** Members with a gap of the high tier who must get something: makes a plan of so many actions at least. */
const EFFORT = Math.round(MEMBERS / 20);

/** What is ordered: 4 stars at the least cost, with an effort that no target asks for. */
const ORDER = {
  ...{ contractId: CONTRACT, measurementYear: YEAR, starYear: 2026, startsOn: `${YEAR}-06-01` },
  ...{ objective: { kind: 'cost', targetStars: 4, confidence: 0.8 }, maxContactsPerMember: 2 },
  minimumPerStratum: [{ stratum: 'tier:high', members: EFFORT }],
};

interface Plan {
  readonly id: string;
  readonly jobId: string;
  readonly actions: number;
  readonly plan: { readonly status: string; readonly cost: string } | null;
  readonly acceptance: { readonly created: number } | null;
}

const seconds = async (work: () => Promise<unknown>): Promise<number> => {
  const from = performance.now();
  await work();
  return (performance.now() - from) / 1000;
};

/** Memory of the service at its highest so far, threads included, in megabytes. */
const highest = ({ pid }: BenchService): number =>
  Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;

async function make(caller: Caller): Promise<Plan> {
  const { id, jobId } = await caller.call<Plan>('POST', PLANS, { json: ORDER });
  for (;;) {
    const job = await caller.call<{ status: string; finishedAt: string | null }>('GET', `/jobs/${jobId}`);
    if (job.finishedAt === null) await new Promise((resolve) => setTimeout(resolve, 100));
    else if (job.status === 'succeeded') return caller.call('GET', `${PLANS}/${id}`);
    else throw new Error(`the job ended as ${job.status}`);
  }
}

async function readPages(caller: Caller, { id }: Plan, figures: Figures): Promise<void> {
  const took: number[] = [];
  for (let next: string | null = ''; next !== null && took.length < 50;) {
    const from = performance.now();
    const path: string = `${PLANS}/${id}/actions?limit=200${next === '' ? '' : `&cursor=${next}`}`;
    ({ next } = await caller.call<{ next: string | null }>('GET', path));
    took.push(performance.now() - from);
  }
  figures.add({ what: '200 of its actions, p50', value: percentile(took, 50), unit: 'ms', target: { atMost: 50 } });
}

async function readFile({ url, key }: BenchService, { id, actions }: Plan, figures: Figures): Promise<void> {
  const from = performance.now();
  const { body } = await fetch(`${url}/api/v1${PLANS}/${id}/actions.csv`, { headers: { 'x-api-key': key } });
  let [lines, first] = [0, 0];
  for await (const piece of body ?? []) {
    first ||= performance.now() - from;
    for (const byte of piece as Uint8Array) if (byte === 10) lines += 1;
  }
  if (lines !== actions + 1) throw new Error(`the file has ${lines} lines, the plan ${actions} actions`);
  const value = actions / ((performance.now() - from) / 1000);
  figures.add({ what: 'its actions as a file, first bytes', value: first, unit: 'ms' });
  figures.add({ what: 'its actions as a file', value, unit: '/s', target: { atLeast: 10_000 } });
}

async function accept(caller: Caller, { id, actions }: Plan, figures: Figures): Promise<void> {
  const once = (): Promise<Plan> => caller.call('POST', `${PLANS}/${id}/accept`);
  const from = performance.now();
  const { acceptance } = await once();
  const value = (acceptance?.created ?? 0) / ((performance.now() - from) / 1000);
  figures.add({ what: 'accepting it: interventions planned', value, unit: '/s', target: { atLeast: 5000 } });
  figures.note(`  ${acceptance?.created} of ${actions} actions`);
  figures.add({ what: 'accepting it again', value: (await seconds(once)) * 1000, unit: 'ms' });
}

/** `npm run bench -- plan`: a plan of action for a million members through the API, from the order to its acceptance. */
export async function benchPlan(figures: Figures): Promise<void> {
  if (!existsSync(TABLES)) {
    figures.note(`left out: a plan of a real contract, because ${TABLES} is absent`);
    return;
  }
  const service = await startBenchService();
  const caller = new Caller(service);
  try {
    await loadPlan(service.superuserUrl, (line) => figures.note(line), false);
    const env = { PATH: process.env.PATH, DATA_DIR: service.dataDir };
    await promisify(execFile)(process.execPath, [CLI, 'cms', 'import', '--star-year', '2026', '--dir', TABLES], {
      env,
    });
    const before = highest(service);
    let plan: Plan | undefined;
    const value = await seconds(async () => (plan = await make(caller)));
    if (!plan) throw new Error('no plan');
    const { id, actions } = plan;
    figures.note(`  ${MEMBERS} members: ${plan.plan?.status}, ${actions} actions for $${plan.plan?.cost}`);
    figures.add({ what: `a plan of ${actions} actions, from order to end`, value, unit: 's', target: { atMost: 60 } });
    figures.add({ what: "the service's memory at its highest", value: highest(service), unit: 'MB' });
    figures.note(`  ${Math.round(before)} MB before`);
    const read = await seconds(() => caller.call('GET', `${PLANS}/${id}`));
    figures.add({ what: 'reading it', value: read * 1000, unit: 'ms' });
    await readPages(caller, plan, figures);
    await readFile(service, plan, figures);
    await accept(caller, plan, figures);
  } finally {
    caller.close();
    await service.stop();
  }
}
