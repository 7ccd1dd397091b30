import { type TransactionHost } from '@nestjs-cls/transactional';
import { type TransactionalAdapterTypeOrm } from '@nestjs-cls/transactional-adapter-typeorm';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import type { Tier } from '../src/core/gaps/index.js';
import { type NewPrediction, PredictionsRepository } from '../src/modules/predictions/index.js';
import { Environment } from '../src/platform/config/index.js';
import { dataSourceOptions } from '../src/platform/database/index.js';
import { CONTRACT, MEMBERS, YEAR } from './data-plan.js';
import type { Figures } from './figures.js';
import { percentile } from './percentiles.js';

const ROUNDS = 2000;
const BATCH_ROUNDS = 150;
const MEASURES = ['BCS', 'COL', 'CBP', 'GSD', 'PDC-STA'];

const COLUMNS: readonly (readonly [
  string,
  string,
  (row: NewPrediction & { id: string; createdAt: Date }) => unknown,
])[] = [
  ['id', 'uuid', ({ id }) => id],
  ['member_id', 'bigint', ({ memberId }) => memberId],
  ['probability', 'float8', ({ probability }) => probability],
  ['margin', 'float8', ({ margin }) => margin],
  ['base_value', 'float8', ({ baseValue }) => baseValue],
  ['created_at', 'timestamptz', ({ createdAt }) => createdAt],
  ['measurement_year', 'smallint', ({ measurementYear }) => measurementYear],
  ['contract_id', 'text', ({ contractId }) => contractId],
  ['measure', 'text', ({ measure }) => measure],
  ['tier', 'text', ({ tier }) => tier],
  ['model_id', 'text', ({ modelId }) => modelId],
  ['model_version', 'text', ({ modelVersion }) => modelVersion],
  ['calibration', 'text', ({ calibration }) => calibration],
  ['recommendation', 'text', ({ recommendation }) => recommendation],
  ['shap_values', 'jsonb', ({ shapValues }) => JSON.stringify(shapValues)],
];
const NAMES = COLUMNS.map(([name]) => name).join(', ');
const ONE = `INSERT INTO floor_predictions (${NAMES}) VALUES (${COLUMNS.map((_, i) => `$${i + 1}`).join(', ')})`;
const MANY = `INSERT INTO floor_predictions (${NAMES})
  SELECT * FROM unnest(${COLUMNS.map(([, type], i) => `$${i + 1}::${type}[]`).join(', ')})`;

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

function add(figures: Figures, what: string, ours: number[], floor: number[], ratio: number): void {
  for (const at of [50, 99]) {
    figures.add({
      ...{ what: `${what}, p${at}`, value: percentile(ours, at), unit: 'ms' },
      floor: { what: 'raw prepared insert', value: percentile(floor, at) },
      ...(at === 50 ? { target: { of: 'ratio', atMost: ratio } } : {}),
    });
  }
}

/**
 * Inserts through the repository, with the triggers that move gaps and counts, in turns with raw prepared inserts of the
 * same rows into a table of the same shape without those triggers.
 */
export async function benchPredictionInserts(ownerUrl: string, figures: Figures): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  const options = dataSourceOptions(Object.assign(new Environment(), { DATABASE_POOL_MIN: 1 }), ownerUrl);
  const dataSource = await new DataSource({ ...options, entities: [] }).initialize();
  const host = { tx: dataSource.manager } as unknown as TransactionHost<TransactionalAdapterTypeOrm>;
  const repository = new PredictionsRepository(host);
  try {
    await client.query('CREATE TABLE floor_predictions (LIKE predictions INCLUDING ALL)');
    await client.query('ALTER TABLE floor_predictions ADD FOREIGN KEY (member_id) REFERENCES members (id)');
    const { rows } = await client.query<{ first: number }>(
      'SELECT min(id)::int AS first FROM members WHERE contract_id = $1',
      [CONTRACT],
    );
    const first = rows[0]?.first ?? 1;
    const full = (row: NewPrediction) => ({ ...row, id: uuidv7(), createdAt: new Date() });
    const one = { name: 'floor_one', text: ONE };
    const many = { name: 'floor_many', text: MANY };
    const rawOne = (row: NewPrediction) => {
      const stored = full(row);
      return client.query({ ...one, values: COLUMNS.map(([, , value]) => value(stored)) });
    };
    const rawMany = (batch: NewPrediction[]) => {
      const stored = batch.map(full);
      return client.query({ ...many, values: COLUMNS.map(([, , value]) => stored.map(value)) });
    };
    const alternate = async <T>(
      rounds: number,
      warmUp: number,
      make: () => T,
      ours: (value: T) => Promise<unknown>,
      floor: (value: T) => Promise<unknown>,
    ): Promise<[number[], number[]]> => {
      const taken: [number[], number[]] = [[], []];
      for (let i = 0; i < rounds + warmUp; i++) {
        const value = make();
        const [a, b] = [await timed(() => ours(value)), await timed(() => floor(value))];
        if (i < warmUp) continue;
        taken[0].push(a);
        taken[1].push(b);
      }
      return taken;
    };
    const single = await alternate(
      ROUNDS,
      500,
      () => made(first),
      (row) => repository.insertOne(row),
      rawOne,
    );
    add(figures, 'insert of a prediction', ...single, 2);
    const batchOf = (): NewPrediction[] => Array.from({ length: 100 }, () => made(first));
    const batch = await alternate(BATCH_ROUNDS, 30, batchOf, (rows) => repository.insertMany(rows), rawMany);
    add(figures, 'insert of 100 predictions', ...batch, 1.5);
    const { rows: sizes } = await client.query<{ heap: number; indexes: number }>(
      `SELECT round(pg_table_size('predictions') / n)::int AS heap, round(pg_indexes_size('predictions') / n)::int AS indexes
         FROM (SELECT count(*)::float8 AS n FROM predictions) AS c`,
    );
    const [size] = sizes;
    figures.add({ what: 'a prediction of five features, in the table', value: size?.heap ?? NaN, unit: 'bytes' });
    figures.add({ what: 'a prediction, in the indexes', value: size?.indexes ?? NaN, unit: 'bytes' });
    await client.query('DROP TABLE floor_predictions');
  } finally {
    await dataSource.destroy();
    await client.end();
  }
}
