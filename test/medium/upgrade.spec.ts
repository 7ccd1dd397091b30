import { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Environment } from '../../src/platform/config/index.js';
import { type DatabaseLocation, dataSourceOptions, migrate, migrations } from '../../src/platform/database/index.js';
import { grantAhead } from '../../src/platform/database/grants.js';
import { insertGaps, insertMembers } from '../factories/rows.js';
import { query, testDatabase } from '../support/database.js';

/** The schema of the version before: everything up to this migration. */
const BASELINE = 1764000000060;

interface ColumnRow {
  readonly name: string;
  readonly type: string;
  readonly required: boolean;
  readonly hasDefault: boolean;
}

/** What the version before sends on its hot paths. */
const STATEMENTS = [
  `SELECT g.id, g.contract_id, g.member_id, g.version, g.measure, g.evidence, g.work, g.measurement_year, g.priority,
          g.tier, g.owner, g.due_on, m.member_hash FROM gap_analysis g JOIN members m ON m.id = g.member_id
    WHERE g.contract_id = $1 AND g.measurement_year = $2 ORDER BY g.priority DESC, g.id DESC LIMIT 50`,
  `INSERT INTO gap_analysis (id, member_id, version, measurement_year, priority, evidence_as_of, created_at, updated_at,
     contract_id, measure, evidence, work, evidence_source) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
  `UPDATE gap_analysis SET evidence = $1, work = $2, version = version + 1 WHERE id = $3 AND contract_id = $4`,
  `INSERT INTO predictions (id, member_id, probability, margin, base_value, created_at, measurement_year, contract_id,
     measure, tier, model_id, model_version, calibration, recommendation, missing_features, shap_values)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`,
  `SELECT measure, evidence, tier, sum(gaps) FROM gap_counts WHERE contract_id = $1 AND measurement_year = $2 GROUP BY 1, 2, 3`,
  `INSERT INTO gap_counts (contract_id, measurement_year, measure, evidence, tier, gaps) VALUES ($1, $2, $3, $4, $5, $6)`,
  `INSERT INTO audit_log (occurred_at, id, actor, event, entity_type, entity_id, contract_id, outcome, request_id, before,
     after, mac) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
  `INSERT INTO idempotency_keys (actor, key_digest, request_digest, claim, claimed_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6)`,
];

const PREDICTION = `INSERT INTO predictions (id, member_id, probability, margin, base_value, created_at, measurement_year,
     contract_id, measure, tier, model_id, model_version, calibration, shap_values)
   VALUES (gen_random_uuid(), $1, 0.4, 0, 0, now(), 2026, 'H1234', 'COL', 'low', 'm', '1', 'none', '{}')`;

describe('an upgrade', () => {
  let location: DatabaseLocation;
  let owner: DataSource;
  beforeAll(async () => {
    location = await testDatabase();
    const environment = Object.assign(new Environment(), { DATABASE_POOL_MIN: 0, DATABASE_POOL_MAX: 1 });
    const options = { migrations: [...migrations], migrationsTransactionMode: 'each' as const };
    owner = await new DataSource({ ...dataSourceOptions(environment, location.ownerUrl), ...options }).initialize();
  });
  afterAll(async () => {
    await owner.destroy();
    await location.stop();
  });

  const columns = async (): Promise<Map<string, ColumnRow>> => {
    const rows = await query<ColumnRow & { table: string }>(
      location.ownerUrl,
      `SELECT c.relname AS table, a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type,
              a.attnotnull AS required, a.atthasdef OR a.attidentity <> '' AS "hasDefault"
         FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition`,
    );
    return new Map(rows.map(({ table, ...column }) => [`${table}.${column.name}`, column]));
  };
  const names = async (): Promise<unknown[]> =>
    query(
      location.ownerUrl,
      `SELECT conname AS name, pg_get_constraintdef(oid) AS what FROM pg_constraint WHERE connamespace = 'public'::regnamespace
       UNION ALL SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
       UNION ALL SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1, 2`,
    );
  const prepare = (): Promise<unknown> =>
    query(location.ownerUrl, STATEMENTS.map((sql, index) => `PREPARE s${index} AS ${sql}`).join(';'));

  it('can be taken back migration by migration and made again, rows kept, while both versions understand the schema', async () => {
    await query(
      location.ownerUrl,
      `INSERT INTO member_hash_generations (generation, key_check, current_since) VALUES (1, sha256('key'), now())`,
    );
    const [memberId = ''] = await insertMembers(location.ownerUrl, 1);
    const gaps = await insertGaps(location.ownerUrl, [{ memberId }]);
    const head = { columns: await columns(), names: await names() };
    await prepare();

    const later = migrations.filter(({ name }) => Number(/\d{13}$/.exec(name)?.[0]) > BASELINE);
    expect(later.length).toBeGreaterThan(2);
    for (const _ of later) await owner.undoLastMigration();
    const base = await columns();
    await prepare();
    for (const [name, column] of base) {
      const now = head.columns.get(name);
      expect([name, now?.type, now?.required === true && !column.required]).toEqual([name, column.type, false]);
    }
    const tables = new Set([...base.keys()].map((name) => name.split('.')[0]));
    const added = [...head.columns].filter(([name]) => tables.has(name.split('.')[0]) && !base.has(name));
    expect(added.length).toBeGreaterThan(0);
    // The version before does not name them: they must be left out without a fault.
    expect(added.filter(([, { required, hasDefault }]) => required && !hasDefault)).toEqual([]);

    await grantAhead(owner, location, true);
    await owner.runMigrations();
    await grantAhead(owner, location, false);
    // Before the grants at the end of an upgrade, an instance of the version before makes a prediction.
    await query(location.url, PREDICTION, [memberId]);
    expect({ columns: await columns(), names: await names() }).toEqual(head);
    expect(await query(location.ownerUrl, 'SELECT id FROM gap_analysis')).toEqual(gaps.map((id) => ({ id })));
  });

  it('by several instances at once: one migrates, and no index made CONCURRENTLY waits for those that wait', async () => {
    const empty = await testDatabase('empty');
    try {
      const start = (): Promise<void> => migrate(new Environment(), empty, new Date());
      await Promise.all([start(), start(), start()]);
      const made = await query(empty.ownerUrl, 'SELECT name FROM migrations');
      expect(made).toHaveLength(migrations.length);
    } finally {
      await empty.stop();
    }
  });
});
