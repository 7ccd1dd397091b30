import pg from 'pg';
import { DataSource } from 'typeorm';
import type { RedisLink } from '../src/platform/redis/index.js';
import { Limits } from '../src/platform/security/limits/limits.js';
import { SharedCounts } from '../src/platform/security/limits/shared-counts.js';
import { Caller } from './call.js';
import type { Figures } from './figures.js';
import { durations, percentile } from './percentiles.js';
import type { BenchService } from './service.js';

const CALLERS = 8;
const REQUESTS = 4000;
const HITS = 50_000;
/** So many a minute that all hits are within it, and that counts are brought together every 3,000 of them. */
const LIMIT = 60_000;
const ROUNDS = 5;

/** Statements that have written to the counts of all instances. */
async function written(client: pg.Client): Promise<number> {
  await client.query('SELECT pg_stat_clear_snapshot()');
  const { rows } = await client.query<{ n: number }>(
    `SELECT (n_tup_ins + n_tup_upd)::int AS n FROM pg_stat_user_tables WHERE relname = 'rate_counts'`,
  );
  return rows[0]?.n ?? 0;
}

/** What a service of its own does for the limits while it is asked by several callers at once. */
async function benchWrites(service: BenchService, path: string, client: pg.Client, figures: Figures): Promise<void> {
  const callers = Array.from({ length: CALLERS }, () => new Caller(service));
  const before = await written(client);
  let left = REQUESTS;
  await Promise.all(
    callers.map(async (caller) => {
      while (left-- > 0) await caller.call('GET', path);
    }),
  );
  for (const caller of callers) caller.close();
  await new Promise((resolve) => setTimeout(resolve, 2500)); // statistics are told once a second
  figures.add({
    ...{ what: `rows of counts written for ${REQUESTS} requests`, value: (await written(client)) - before, unit: '' },
    target: { atMost: REQUESTS / 100 },
  });
}

/** Milliseconds of a thousand hits of one caller who asks as fast as can be, waiting for the common counts as he must. */
async function thousandHits(source: DataSource): Promise<number> {
  const taken: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const limits = new Limits(new SharedCounts({ client: undefined } as RedisLink, source));
    const begun = performance.now();
    for (let i = 0; i < HITS; i++) await limits.hit('requests', `caller ${round}`, LIMIT);
    taken.push((performance.now() - begun) * (1000 / HITS));
  }
  return percentile(taken, 50);
}

/** What counting with all instances costs one: statements a request, and the time of a hit against that of a request. */
export async function benchLimits(service: BenchService, path: string, figures: Figures): Promise<void> {
  const client = new pg.Client({ connectionString: service.ownerUrl });
  await client.connect();
  const source = await new DataSource({ type: 'postgres', url: service.ownerUrl }).initialize();
  const caller = new Caller(service);
  try {
    await benchWrites(service, path, client, figures);
    const requests = await durations(500, 100, () => caller.call('GET', path));
    figures.add({
      ...{
        what: '1,000 hits of the limiter, counted with all instances',
        value: await thousandHits(source),
        unit: 'ms',
      },
      floor: { what: '1,000 requests of a kept snapshot', value: 1000 * percentile(requests, 50) },
      target: { of: 'ratio', atMost: 0.01 },
    });
  } finally {
    caller.close();
    await source.destroy();
    await client.end();
  }
}
