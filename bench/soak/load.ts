import { percentile } from '../percentiles.js';
import { SoakBed } from './bed.js';
import type { ClientReport } from './client.js';
import { crowd, Verdict } from './crowd.js';
import { type Expected, populate, requests } from './requests.js';

const CONNECTIONS = 10_000;
const ANSWERS = 2;
const SECONDS = 75;
/** Longest time that anybody waits for an answer of any kind, in milliseconds: a wait for one's turn, and the work. */
const LONGEST_WAIT = 5000;
/** Resident memory that the service may take, in MiB. */
const MEMORY = 1536;

const ms = (value: number): string => `${value.toFixed(1)} ms`;

async function calm(bed: SoakBed, one: Expected, times: number): Promise<number> {
  const taken: number[] = [];
  for (let i = 0; i < times; i++) {
    const begun = performance.now();
    await bed.call(one.method, one.path, one.body === undefined ? undefined : JSON.parse(one.body));
    taken.push(performance.now() - begun);
  }
  return percentile(taken, 50);
}

/** Seconds until ten predictions in turn have a median near the one before the load. */
async function recovery(bed: SoakBed, one: Expected, before: number): Promise<number> {
  const begun = performance.now();
  while (performance.now() - begun < 20_000) {
    if ((await calm(bed, one, 10)) <= 2 * before + 3) break;
  }
  return (performance.now() - begun) / 1000;
}

async function missing(bed: SoakBed, table: string, ids: readonly string[]): Promise<number> {
  const [row] = await bed.sql<{ n: number }>(
    `SELECT count(*)::int AS n FROM unnest($1::uuid[]) AS a(id) WHERE NOT EXISTS (SELECT 1 FROM ${table} t WHERE t.id = a.id)`,
    [ids],
  );
  return row?.n ?? ids.length;
}

function judge(verdict: Verdict, report: ClientReport, peak: number): void {
  const { durations, failed, wrong, unanswered } = report;
  console.log(
    `${report.answered} answers, ${report.shed} turned away with Retry-After, at most ${report.mostInFlight} in flight`,
  );
  const at = (p: number): string => ms(percentile(durations, p));
  console.log(`answered within p50 ${at(50)}  p95 ${at(95)}  p99 ${at(99)}; memory at most ${peak.toFixed(0)} MiB`);
  const longest = ms(report.longestWait);
  verdict.expect('10,000 requests at the same time', report.mostInFlight >= CONNECTIONS, report.mostInFlight);
  verdict.expect('no other 5xx, nor any other refusal', failed.length === 0, failed[0] ?? '');
  verdict.expect('no wrong answer', wrong.length === 0, wrong[0] ?? '');
  verdict.expect('no line lost', report.lostLines === 0, report.lostLines);
  verdict.expect('everybody was answered in the end', unanswered === 0, unanswered);
  verdict.expect('nobody waited longer than 5 s for an answer or a 503', report.longestWait < LONGEST_WAIT, longest);
  verdict.expect(`memory below ${MEMORY} MiB`, peak < MEMORY);
}

/** `npm run soak -- load`: a crowd of 10,000 connections mixes predictions, worklists and ratings. */
export async function soakLoad(): Promise<void> {
  const bed = new SoakBed();
  const verdict = new Verdict();
  try {
    await bed.startPostgres();
    await bed.startService();
    await populate(bed);
    const expected = await requests(bed);
    const before = await calm(bed, expected[0], 100);
    let peak = 0;
    const sampling = setInterval(() => (peak = Math.max(peak, bed.memory())), 250);
    const begun = performance.now();
    const until = Date.now() + SECONDS * 1000;
    const order = { url: bed.url, key: bed.key, connections: CONNECTIONS, answers: ANSWERS, until, faults: false };
    const report = await crowd({ ...order, expected });
    const seconds = (performance.now() - begun) / 1000;
    const recovered = await recovery(bed, expected[0], before);
    clearInterval(sampling);
    judge(verdict, report, peak);
    const { predictions, ratings } = report.acknowledged;
    console.log(`${Math.round(report.answered / seconds)} answers/s over ${seconds.toFixed(1)} s`);
    verdict.expect('every acknowledged prediction is stored', (await missing(bed, 'predictions', predictions)) === 0);
    verdict.expect('every acknowledged rating is stored', (await missing(bed, 'star_ratings', ratings)) === 0);
    const rows = await bed.sql<{ n: number }>('SELECT count(*)::int AS n FROM predictions WHERE id = ANY($1)', [
      predictions,
    ]);
    verdict.expect('each once', rows[0]?.n === new Set(predictions).size, `${rows[0]?.n} of ${predictions.length}`);
    verdict.expect('back to the latency of before within 5 s', recovered < 5, `${recovered.toFixed(1)} s`);
  } finally {
    await bed.close();
  }
  verdict.end();
}
