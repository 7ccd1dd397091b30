import { type TransactionHost } from '@nestjs-cls/transactional';
import { type TransactionalAdapterTypeOrm } from '@nestjs-cls/transactional-adapter-typeorm';
import pg from 'pg';
import { DataSource } from 'typeorm';
import type { Tier } from '../src/core/gaps/index.js';
import { type NewPrediction, PredictionsRepository } from '../src/modules/predictions/index.js';
import { Environment } from '../src/platform/config/index.js';
import { dataSourceOptions } from '../src/platform/database/index.js';
import { CONTRACT, MEMBERS, YEAR } from './data-plan.js';
import { PredictionFloor } from './data-predictions-floor.js';
import type { Figures } from './figures.js';
import { percentile } from './percentiles.js';

const ROUNDS = 2000;
const BATCH_ROUNDS = 600;

/**
 * Batches after a checkpoint until most of the pages that they change have been changed since. A page is logged whole when
 * it is first changed after a checkpoint; checkpoints come every 15 minutes, these batches take about one.
 */
const SETTLING_ROUNDS = 4000;
const MEASURES = ['BCS', 'COL', 'CBP', 'GSD', 'PDC-STA'];

const TIERS: readonly Tier[] = ['low', 'medium', 'high'];

/** A new score of an unsettled gap of a random member; one in seven moves the gap to another tier. */
function made(firstMember: number): NewPrediction {
  const member = firstMember + Math.floor(Math.random() * MEMBERS);
  const n = ((((Math.random() < 0.5 ? 0 : 1) - member) % 5) + 5) % 5 || 5;
  const tier = TIERS[(member * 5 + n + (Math.random() < 1 / 7 ? 1 : 0)) % 3] ?? 'low';
  return {
    memberId: String(member),
    ...{ contractId: CONTRACT, measure: MEASURES[n - 1] ?? '', measurementYear: YEAR, probability: Math.random() },
    ...{ margin: 0.9, baseValue: -0.2, tier, modelId: 'reference-GSD', modelVersion: '1.0.0' },
    ...{ calibration: 'platt', recommendation: 'schedule_visit', missingFeatures: null },
    shapValues: { age: 0.1132, bmi: -0.0231, prior: 0.5, visits: 0.0031, months: 0.41 },
  };
}

async function timed(run: () => Promise<unknown>): Promise<number> {
  const from = process.hrtime.bigint();
  await run();
  return Number(process.hrtime.bigint() - from) / 1e6;
}

interface Compared {
  readonly what: string;
  readonly ours: readonly number[];
  readonly floor: readonly number[];
  readonly floorIs?: string;
  readonly atMost?: number;
}

function add(figures: Figures, { what, ours, floor, floorIs = 'raw prepared insert', atMost }: Compared): void {
  for (const at of [50, 99]) {
    figures.add({
      ...{ what: `${what}, p${at}`, value: percentile(ours, at), unit: 'ms' },
      floor: { what: floorIs, value: percentile(floor, at) },
      ...(at === 50 && atMost !== undefined ? { target: { of: 'ratio', atMost } } : {}),
    });
  }
}

/** Durations of each way to store the same rows, in turns: whoever comes first finds members and pages cold. */
async function inTurns<T>(
  rounds: number,
  warmUp: number,
  make: () => T,
  ways: readonly ((value: T) => Promise<unknown>)[],
): Promise<number[][]> {
  const taken = ways.map((): number[] => []);
  for (let round = 0; round < rounds + warmUp; round++) {
    const value = make();
    for (let turn = 0; turn < ways.length; turn++) {
      const way = (round + turn) % ways.length;
      const ms = await timed(() => ways[way](value));
      if (round >= warmUp) taken[way].push(ms);
    }
  }
  return taken;
}

const VISITED = ['members', 'gap_analysis', 'predictions', 'floor_predictions', 'floor_gaps'];

/**
 * Reads every page of the tables and of the indexes on members: a connection maps each page of shared memory when it first
 * meets it, which takes longer than the rest, and a connection lives for thousands of batches.
 */
async function visitEverything(run: (sql: string) => Promise<unknown>): Promise<void> {
  await run('SET max_parallel_workers_per_gather = 0');
  for (const table of VISITED) await run(`SELECT count(*) FROM (SELECT ctid FROM ${table} OFFSET 0) AS t`);
  await run('SET enable_seqscan = off');
  await run('SET enable_bitmapscan = off');
  for (const table of VISITED) await run(`SELECT sum(${table === 'members' ? 'id' : 'member_id'}) FROM ${table}`);
  for (const name of ['max_parallel_workers_per_gather', 'enable_seqscan', 'enable_bitmapscan'])
    await run(`RESET ${name}`);
}

/** Full pages are written to the log again: the copies, just made, would otherwise be spared what the real tables pay. */
async function checkpoint(superuserUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: superuserUrl });
  await client.connect();
  await client.query('CHECKPOINT');
  await client.end();
}

/**
 * Inserts through the repository, with the triggers that move gaps and counts, in turns with raw prepared inserts of the
 * same rows into a copy of the table without those triggers.
 */
export async function benchPredictionInserts(
  { ownerUrl, superuserUrl }: { readonly ownerUrl: string; readonly superuserUrl: string },
  figures: Figures,
): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  const options = dataSourceOptions(
    Object.assign(new Environment(), { DATABASE_POOL_MIN: 1, DATABASE_POOL_MAX: 1 }),
    ownerUrl,
  );
  const dataSource = await new DataSource({ ...options, entities: [] }).initialize();
  const host = { tx: dataSource.manager } as unknown as TransactionHost<TransactionalAdapterTypeOrm>;
  const repository = new PredictionsRepository(host);
  const raw = await PredictionFloor.open(ownerUrl);
  try {
    const { rows } = await client.query<{ first: number }>(
      'SELECT min(id)::int AS first FROM members WHERE contract_id = $1',
      [CONTRACT],
    );
    const firstMember = rows[0]?.first ?? 1;
    const batch = (): NewPrediction[] => Array.from({ length: 100 }, () => made(firstMember));
    type Way<T> = (rows: T) => Promise<unknown>;
    const store: Way<NewPrediction[]> = (list) => repository.insertMany(list);
    const inBatches = (floor: Way<NewPrediction[]>, warmUp = 30): Promise<number[][]> =>
      inTurns(BATCH_ROUNDS, warmUp, batch, [store, floor]);
    const many: Way<NewPrediction[]> = (list) => raw.many(list);
    await checkpoint(superuserUrl);
    const [early = [], rawEarly = []] = await inBatches(many);
    add(figures, { what: 'insert of 100 predictions, new connections', ours: early, floor: rawEarly });
    await visitEverything((sql) => dataSource.query(sql));
    await visitEverything((sql) => raw.run(sql));
    await checkpoint(superuserUrl);
    const [first = [], rawFirst = []] = await inBatches(many);
    add(figures, { what: 'the same, right after a checkpoint', ours: first, floor: rawFirst });
    await checkpoint(superuserUrl);
    const [beside = [], withGaps = []] = await inBatches((list) => raw.manyWithGaps(list));
    const floorIs = 'raw insert and bare update of the gaps, without triggers';
    add(figures, { what: 'the same, right after a checkpoint', ours: beside, floor: withGaps, floorIs });
    const [settled = [], rawSettled = []] = await inBatches(many, SETTLING_ROUNDS);
    add(figures, { what: 'the same, a minute later', ours: settled, floor: rawSettled, atMost: 1.5 });
    const [one = [], rawOne = []] = await inTurns(ROUNDS, 500, () => made(firstMember), [
      (row) => repository.insertOne(row),
      (row) => raw.one(row),
    ]);
    add(figures, { what: 'insert of a prediction', ours: one, floor: rawOne, atMost: 2 });
    const { rows: sizes } = await client.query<{ heap: number; indexes: number }>(
      `SELECT round(pg_table_size('predictions') / n)::int AS heap, round(pg_indexes_size('predictions') / n)::int AS indexes
         FROM (SELECT count(*)::float8 AS n FROM predictions) AS c`,
    );
    const [size] = sizes;
    figures.add({ what: 'a prediction of five features, in the table', value: size?.heap ?? NaN, unit: 'bytes' });
    figures.add({ what: 'a prediction, in the indexes', value: size?.indexes ?? NaN, unit: 'bytes' });
  } finally {
    await raw.close();
    await dataSource.destroy();
    await client.end();
  }
}
