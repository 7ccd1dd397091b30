import pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import type { NewPrediction } from '../src/modules/predictions/index.js';

type Stored = NewPrediction & { readonly id: string; readonly createdAt: Date };

const COLUMNS: readonly (readonly [name: string, type: string, of: (row: Stored) => unknown])[] = [
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
const LISTS = COLUMNS.map(([, type], i) => `$${i + 1}::${type}[]`).join(', ');
const ONE = `INSERT INTO floor_predictions (${NAMES}) VALUES (${COLUMNS.map((_, i) => `$${i + 1}`).join(', ')})`;
const MANY = `INSERT INTO floor_predictions (${NAMES}) SELECT * FROM unnest(${LISTS})`;

/** The insert, and a bare update of the gaps that the rows are about. */
const MANY_WITH_GAPS = `WITH added AS (${MANY})
  UPDATE floor_gaps g SET probability = n.probability, prediction_id = n.id, tier = n.tier
    FROM (SELECT * FROM unnest(${LISTS}) AS r(${NAMES}) ORDER BY member_id) AS n
   WHERE g.member_id = n.member_id AND g.measurement_year = n.measurement_year AND g.measure = n.measure
     AND g.contract_id = n.contract_id`;

/**
 * Raw prepared inserts of predictions into a copy of the real table, as large and with its indexes, checks and foreign key
 * but without triggers; and of gaps a copy of the unsettled ones, with all indexes and checks.
 */
export class PredictionFloor {
  private constructor(private readonly client: pg.Client) {}

  static async open(ownerUrl: string): Promise<PredictionFloor> {
    const client = new pg.Client({ connectionString: ownerUrl });
    await client.connect();
    await client.query('CREATE TABLE floor_predictions (LIKE predictions INCLUDING ALL)');
    await client.query('INSERT INTO floor_predictions SELECT * FROM predictions');
    await client.query('ALTER TABLE floor_predictions ADD FOREIGN KEY (member_id) REFERENCES members (id)');
    await client.query('CREATE TABLE floor_gaps (LIKE gap_analysis INCLUDING ALL) WITH (fillfactor = 90)');
    await client.query(
      `INSERT INTO floor_gaps SELECT * FROM gap_analysis WHERE evidence = 'open' ORDER BY member_id, measure`,
    );
    await client.query('VACUUM (ANALYZE) floor_predictions, floor_gaps');
    return new PredictionFloor(client);
  }

  one(row: NewPrediction): Promise<unknown> {
    const stored = this.full(row);
    return this.client.query({ name: 'floor_one', text: ONE, values: COLUMNS.map(([, , of]) => of(stored)) });
  }

  many(rows: readonly NewPrediction[]): Promise<unknown> {
    return this.client.query({ name: 'floor_many', text: MANY, values: this.lists(rows) });
  }

  manyWithGaps(rows: readonly NewPrediction[]): Promise<unknown> {
    return this.client.query({ name: 'floor_with_gaps', text: MANY_WITH_GAPS, values: this.lists(rows) });
  }

  run(sql: string): Promise<unknown> {
    return this.client.query(sql);
  }

  async close(): Promise<void> {
    await this.client.query('DROP TABLE IF EXISTS floor_predictions, floor_gaps');
    await this.client.end();
  }

  private full(row: NewPrediction): Stored {
    return { ...row, id: uuidv7(), createdAt: new Date() };
  }

  private lists(rows: readonly NewPrediction[]): unknown[][] {
    const stored = rows.map((row) => this.full(row));
    return COLUMNS.map(([, , of]) => stored.map(of));
  }
}
