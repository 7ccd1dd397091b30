import { existsSync, readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { loadModel, matrixOf, parseOracle, type RowMatrix } from '../src/core/models/index.js';
import { durations, ms, percentile } from './percentiles.js';
import { printPredictionsCore } from './predictions-core.js';
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

function benchCore(): void {
  const bytes = readFileSync(REFERENCE);
  printPredictionsCore('reference GSD', bytes, madeUpRows(loadModel(bytes).features));
  if (!existsSync(`${XGBOOST}.json`)) return console.log('left out: xgb_gsd_d4_60 is not beside the project');
  const { rows } = parseOracle(readFileSync(`${XGBOOST}.oracle.json`)) as Oracle;
  printPredictionsCore('xgb_gsd_d4_60', readFileSync(`${XGBOOST}.json`), matrixOf(rows, rows[0].length));
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

/** `npm run bench -- predictions`: scoring and explaining on one core, and predictions over HTTP, stored. */
export async function benchPredictions(): Promise<void> {
  benchCore();
  const service = await startBenchService();
  const agent = new Agent({ keepAlive: true, maxSockets: CLIENTS });
  try {
    for (let i = 0; i < MEMBERS; i++) {
      await post(service, agent, '/members', { memberId: `B-${i}`, contractId: 'H1234' });
    }
    const one = await durations(1000, 300, (i) => post(service, agent, '/predictions', item(i)));
    console.log(
      `POST /predictions        p50 ${ms(percentile(one, 50))}  p99 ${ms(percentile(one, 99))} (target p50 3 ms)`,
    );
    const items = Array.from({ length: 100 }, (_, i) => item(i));
    const batch = await durations(150, 30, () => post(service, agent, '/predictions/batch', { items }));
    console.log(
      `batch of 100, stored     p50 ${ms(percentile(batch, 50))}  p99 ${ms(percentile(batch, 99))} (target p50 15 ms)`,
    );
    const rate = await rateOf(CLIENTS, 8, (i) => post(service, agent, '/predictions', item(i)));
    console.log(`${CLIENTS} clients               ${Math.round(rate)} predictions/s (target 1,000 on 2 cores)`);
  } finally {
    agent.destroy();
    await service.stop();
  }
}
