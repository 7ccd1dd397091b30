import { request } from 'node:http';
import { Readable } from 'node:stream';
import type { Caller } from './call.js';
import type { Figures } from './figures.js';
import type { BenchService } from './service.js';

/** Rows of the file: a million take about two minutes. */
const ROWS = Number(process.env.BENCH_ROWS ?? 100_000);
const MEASURES = ['GSD', 'CBP', 'EED', 'SUPD', 'PDC-RASA', 'PDC-STA', 'BCS', 'COL'];
const MEMBERS = Math.ceil(ROWS / MEASURES.length);
/** Lines of a piece of a file. */
const PIECE = 2000;
const LAG = /^nodejs_eventloop_lag_max_seconds (\S+)/m;
const RESIDENT = /^process_resident_memory_bytes (\S+)/m;

interface Imported {
  readonly id: string;
  readonly status: string;
  readonly finishedAt: string | null;
  readonly result: { readonly created: number } | null;
}

/** The loop is looked at this often, so that a loop without work shows this much (`perf_hooks.monitorEventLoopDelay`). */
const LOOKED_AT_EVERY_MS = 10;

/** What the service said of itself. */
interface Vitals {
  /** Longest turn of its event loop since this was last asked, in milliseconds. */
  readonly turn: number;
  /** Resident memory in MB. */
  readonly resident: number;
}

function vitalsOf({ url }: BenchService): Promise<Vitals> {
  return new Promise((resolve, reject) => {
    const call = request(`${url}/metrics`, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (piece: string) => (text += piece));
      answer.once('end', () => {
        const turn = Number(LAG.exec(text)?.[1] ?? NaN) * 1000 - LOOKED_AT_EVERY_MS;
        resolve({ turn, resident: Number(RESIDENT.exec(text)?.[1] ?? NaN) / 1e6 });
      });
    });
    call.once('error', reject).end();
  });
}

/** Longest turn of the service's event loop since this was last asked, in milliseconds. */
export const eventLoopDelay = async (service: BenchService): Promise<number> => (await vitalsOf(service)).turn;

/** The service's longest turn and largest memory while something runs, looked at every second. */
async function watched(service: BenchService, run: () => Promise<void>): Promise<Vitals> {
  const seen: Vitals[] = [];
  let looking: Promise<unknown> = Promise.resolve();
  await vitalsOf(service);
  const timer = setInterval(() => (looking = vitalsOf(service).then((vitals) => seen.push(vitals))), 1000);
  try {
    await run();
  } finally {
    clearInterval(timer);
    await looking;
  }
  seen.push(await vitalsOf(service));
  return { turn: Math.max(...seen.map(({ turn }) => turn)), resident: Math.max(...seen.map((one) => one.resident)) };
}

function* pieces(count: number, line: (i: number) => string, header?: string): Generator<Buffer> {
  if (header !== undefined) yield Buffer.from(`${header}\n`);
  for (let from = 0; from < count; from += PIECE) {
    const lines = Array.from({ length: Math.min(PIECE, count - from) }, (_, n) => `${line(from + n)}\n`);
    yield Buffer.from(lines.join(''));
  }
}

async function importFile(caller: Caller, kind: string, type: string, file: Iterable<Buffer>): Promise<Imported> {
  let job = await caller.call<Imported>('POST', `/imports?kind=${kind}`, { stream: Readable.from(file), type });
  while (job.finishedAt === null) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    job = await caller.call<Imported>('GET', `/imports/${job.id}`);
  }
  if (job.status !== 'succeeded') throw new Error(`the import of ${kind} ended as ${job.status}`);
  return job;
}

/** A row of the shipped model of a measure; features that all of them have. */
const row = (i: number): string =>
  JSON.stringify({
    memberId: `J-${Math.floor(i / MEASURES.length)}`,
    measurementYear: 2026,
    measure: MEASURES[i % MEASURES.length],
    features: { age: 50 + (i % 25) },
  });

/** A file of features through the bulk job: scored, explained and stored, and how long others may have waited. */
export async function benchBulkScoring(service: BenchService, caller: Caller, figures: Figures): Promise<void> {
  const members = pieces(MEMBERS, (i) => `J-${i},H1234`, 'memberId,contractId');
  await importFile(caller, 'members', 'text/csv', members);
  const before = await vitalsOf(service);
  let seconds = NaN;
  const vitals = await watched(service, async () => {
    const from = performance.now();
    const job = await importFile(caller, 'predictions', 'application/x-ndjson', pieces(ROWS, row));
    seconds = (performance.now() - from) / 1000;
    if (job.result?.created !== ROWS) throw new Error('not every row was stored');
  });
  const what = `bulk job of ${ROWS.toLocaleString('en-US')} rows`;
  figures.add({ what: `${what}, scored, explained and stored`, value: ROWS / seconds, unit: '/s' });
  figures.add({
    ...{ what: `${what}, longest turn of the event loop`, value: vitals.turn, unit: 'ms' },
    target: { atMost: 50 },
  });
  figures.add({
    ...{ what: `${what}, most resident memory of the service`, value: vitals.resident, unit: 'MB' },
    floor: { what: 'before the job', value: before.resident },
  });
}
