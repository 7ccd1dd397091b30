import pg from 'pg';
import { DataSource } from 'typeorm';
import type { RedisLink } from '../src/platform/redis/index.js';
import { Limits } from '../src/platform/security/limits/limits.js';
import { SharedCounts } from '../src/platform/security/limits/shared-counts.js';
import { Caller } from './call.js';
import type { Figures } from './figures.js';
import type { BenchService } from './service.js';

const CALLERS = 8;
const REQUESTS = 4000;
const HITS = 50_000;
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

/** Milliseconds of many hits of one caller. */
async function hits(limits: Limits, limit: number): Promise<number> {
  const begun = performance.now();
  for (let i = 0; i < HITS; i++) await limits.hit('requests', 'caller', limit);
  return performance.now() - begun;
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1];

/** Counting together against counting alone, in turns: the same hits by the same code, with and without a store. */
export async function benchLimits(service: BenchService, path: string, figures: Figures): Promise<void> {
  const client = new pg.Client({ connectionString: service.ownerUrl });
  await client.connect();
  const source = await new DataSource({ type: 'postgres', url: service.ownerUrl }).initialize();
  try {
    await benchWrites(service, path, client, figures);
    const counts = new SharedCounts({ client: undefined } as RedisLink, source);
    const nowhere = { add: () => Promise.resolve(undefined) } as unknown as SharedCounts;
    const [together, alone]: number[][] = [[], []];
    for (let round = 0; round < ROUNDS; round++) {
      together.push(await hits(new Limits(counts), 1e8));
      alone.push(await hits(new Limits(nowhere), 1e8));
    }
    figures.add({
      ...{ what: `${HITS} hits of the limiter, counted with all instances`, value: median(together), unit: 'ms' },
      floor: { what: 'counted alone', value: median(alone) },
      target: { of: 'ratio', atMost: 1.5 },
    });
  } finally {
    await source.destroy();
    await client.end();
  }
}
