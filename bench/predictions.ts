import { existsSync, readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { loadModel, matrixOf, parseOracle, type RowMatrix } from '../src/core/models/index.js';
import { Caller } from './call.js';
import type { Figures } from './figures.js';
import { durations, percentile } from './percentiles.js';
import { benchBulkScoring, eventLoopDelay } from './predictions-bulk.js';
import { benchPredictionsCore } from './predictions-core.js';
import { type BenchService, startBenchService } from './service.js';

const REFERENCE = 'models/GSD.json';
const XGBOOST = '../shared/models/oracle/xgb_gsd_d4_60';
const MEMBERS = 100;
const CLIENTS = 32;

interface Oracle {
  readonly rows: (number | null)[][];
}

/** Rows of the model's features, spread over a small range by a fixed rule. */
function madeUpRows(features: readonly string[]): RowMatrix {
  const rows = Array.from({ length: 500 }, (_, i) =>
    features.map((_name, j) => ((i * 31 + j * 17) % 11 ? (i * j) % 60 : null)),
  );
  return matrixOf(rows, features.length);
}

function benchCore(figures: Figures): void {
  const bytes = readFileSync(REFERENCE);
  benchPredictionsCore(figures, 'shipped model of GSD', bytes, madeUpRows(loadModel(bytes).features));
  if (!existsSync(`${XGBOOST}.json`)) return figures.note('left out: xgb_gsd_d4_60 is not beside the project');
  const { rows } = parseOracle(readFileSync(`${XGBOOST}.oracle.json`)) as Oracle;
  benchPredictionsCore(figures, 'xgb_gsd_d4_60', readFileSync(`${XGBOOST}.json`), matrixOf(rows, rows[0].length));
}

function post({ url, key }: BenchService, agent: Agent, path: string, content: unknown): Promise<void> {
  const body = JSON.stringify(content);
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'x-api-key': key, 'content-length': Buffer.byteLength(body) };
    const call = request(`${url}/api/v1${path}`, { method: 'POST', agent, headers }, (answer) => {
      answer.resume();
      const ok = answer.statusCode === 200 || answer.statusCode === 201;
      answer.once('end', () => (ok ? resolve() : reject(new Error(`${path}: status ${answer.statusCode}`))));
    });
    call.once('error', reject);
    call.end(body);
  });
}

const item = (i: number) => ({
  ...{ memberId: `B-${i % MEMBERS}`, measure: 'GSD', measurementYear: 2026 },
  features: {
    age: 40 + (i % 35),
    bmi: 22 + (i % 20),
    prior_a1c_self: 6 + (i % 5),
    insulin: i % 2,
    gen_health: 1 + (i % 5),
  },
});

async function rateOf(clients: number, seconds: number, run: (i: number) => Promise<void>): Promise<number> {
  let done = 0;
  const until = performance.now() + seconds * 1000;
  const from = performance.now();
  const one = async (): Promise<void> => {
    while (performance.now() < until) await run(done++);
  };
  await Promise.all(Array.from({ length: clients }, one));
  return (done * 1000) / (performance.now() - from);
}

/** The floor: a prepared insert of the very row that a prediction stores, into a table without triggers, committed. */
async function rawInsert(ownerUrl: string): Promise<{ run: () => Promise<unknown>; end: () => Promise<void> }> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  const { rows } = await client.query<Record<string, unknown>>('SELECT * FROM predictions LIMIT 1');
  const [row = {}] = rows;
  await client.query('CREATE TABLE floor_predictions (LIKE predictions INCLUDING ALL)');
  await client.query('ALTER TABLE floor_predictions ADD FOREIGN KEY (member_id) REFERENCES members (id)');
  const columns = Object.keys(row);
  const values = columns.map((name) => (name === 'shap_values' ? JSON.stringify(row[name]) : row[name]));
  const places = columns.map((_, i) => `$${i + 1}`).join(', ');
  const text = `INSERT INTO floor_predictions (${columns.join(', ')}) VALUES (${places})`;
  const at = columns.indexOf('id');
  const run = (): Promise<unknown> => client.query({ name: 'floor', text, values: values.with(at, uuidv7()) });
  const end = async (): Promise<void> => {
    await client.query('DROP TABLE floor_predictions');
    await client.end();
  };
  return { run, end };
}

/** One prediction at a time and many clients at once, and batches; each stored with its audit row. */
async function benchRequests(service: BenchService, agent: Agent, figures: Figures): Promise<void> {
  for (let i = 0; i < MEMBERS; i++) {
    await post(service, agent, '/members', { memberId: `B-${i}`, contractId: 'H1234' });
  }
  await durations(0, 400, (i) => post(service, agent, '/predictions', item(i)));
  const floor = await rawInsert(service.ownerUrl);
  const raw = await durations(700, 200, floor.run);
  const one = await durations(1000, 0, (i) => post(service, agent, '/predictions', item(i)));
  raw.push(...(await durations(300, 50, floor.run)));
  await floor.end();
  for (const at of [50, 99]) {
    figures.add({
      ...{ what: `POST /predictions, p${at}`, value: percentile(one, at), unit: 'ms' },
      floor: { what: 'raw prepared insert of the row', value: percentile(raw, at) },
      ...(at === 50 ? { target: { atMost: 3 } } : {}),
    });
  }
  const rate = await rateOf(CLIENTS, 8, (i) => post(service, agent, '/predictions', item(i)));
  figures.add({ what: `POST /predictions, ${CLIENTS} clients`, value: rate, unit: '/s', target: { atLeast: 1000 } });
  const items = (count: number) => ({ items: Array.from({ length: count }, (_, i) => item(i)) });
  const hundred = items(100);
  const batch = await durations(150, 50, () => post(service, agent, '/predictions/batch', hundred));
  figures.add({
    ...{ what: 'batch of 100, stored, p50', value: percentile(batch, 50), unit: 'ms' },
    target: { atMost: 15 },
  });
  figures.add({ what: 'batch of 100, stored, p99', value: percentile(batch, 99), unit: 'ms' });
  const thousand = items(1000);
  await post(service, agent, '/predictions/batch', thousand);
  await eventLoopDelay(service);
  const large = await durations(10, 0, () => post(service, agent, '/predictions/batch', thousand));
  figures.add({ what: 'batch of 1,000, stored, p50', value: percentile(large, 50), unit: 'ms' });
  figures.add({
    ...{ what: 'batches of 1,000, longest turn of the event loop', value: await eventLoopDelay(service), unit: 'ms' },
    target: { atMost: 50 },
  });
}

/** `npm run bench -- predictions`: scoring and explaining on one core, predictions over HTTP, and the bulk job. */
export async function benchPredictions(figures: Figures): Promise<void> {
  benchCore(figures);
  const service = await startBenchService();
  const agent = new Agent({ keepAlive: true, maxSockets: CLIENTS });
  const caller = new Caller(service);
  try {
    await benchBulkScoring(service, caller, figures);
    await benchRequests(service, agent, figures);
  } finally {
    agent.destroy();
    caller.close();
    await service.stop();
  }
}
