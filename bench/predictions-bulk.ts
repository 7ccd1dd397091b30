import { request } from 'node:http';
import { Readable } from 'node:stream';
import type { Caller } from './call.js';
import type { Figures } from './figures.js';
import type { BenchService } from './service.js';

const ROWS = Number(process.env.BENCH_ROWS ?? 100_000);
const MEASURES = ['GSD', 'CBP', 'EED', 'SUPD', 'PDC-RASA', 'PDC-STA', 'BCS', 'COL'];
const MEMBERS = Math.ceil(ROWS / MEASURES.length);
/** Lines of a piece of a file. */
const PIECE = 2000;
const LAG = /^nodejs_eventloop_lag_max_seconds (\S+)/m;

interface Imported {
  readonly id: string;
  readonly status: string;
  readonly finishedAt: string | null;
  readonly result: { readonly created: number } | null;
}

/** The loop is looked at this often, so that a loop without work shows this much (`perf_hooks.monitorEventLoopDelay`). */
const LOOKED_AT_EVERY_MS = 10;

/** Longest turn of the service's event loop since this was last asked, in milliseconds. */
export function eventLoopDelay({ url }: BenchService): Promise<number> {
  return new Promise((resolve, reject) => {
    const call = request(`${url}/metrics`, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (piece: string) => (text += piece));
      answer.once('end', () => resolve(Number(LAG.exec(text)?.[1] ?? NaN) * 1000 - LOOKED_AT_EVERY_MS));
    });
    call.once('error', reject).end();
  });
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
  await eventLoopDelay(service);
  const from = performance.now();
  const job = await importFile(caller, 'predictions', 'application/x-ndjson', pieces(ROWS, row));
  const seconds = (performance.now() - from) / 1000;
  if (job.result?.created !== ROWS) throw new Error('not every row was stored');
  const what = `bulk job of ${ROWS.toLocaleString('en-US')} rows`;
  figures.add({ what: `${what}, scored, explained and stored`, value: ROWS / seconds, unit: '/s' });
  figures.add({
    ...{ what: `${what}, longest turn of the event loop`, value: await eventLoopDelay(service), unit: 'ms' },
    target: { atMost: 50 },
  });
}
