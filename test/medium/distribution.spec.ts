import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { worklistStatement } from '../../src/modules/gaps/index.js';
import { SNAPSHOT_STATEMENT } from '../../src/modules/portfolio/snapshot-statement.js';
import type { DatabaseLocation } from '../../src/platform/database/index.js';
import { query, testDatabase } from '../support/database.js';
import { planOf } from '../support/query-plan.js';

/** Tables that a distributed PostgreSQL would keep by contract, the ones that everything large is in. */
const DISTRIBUTED = [
  ...['gap_analysis', 'gap_history', 'gap_counts', 'interventions', 'intervention_gaps', 'predictions'],
  ...['portfolio_snapshots', 'predictions_without_gap'],
];
/** Tables that every node would have whole: referred to by distributed ones, and small beside them. */
const REFERENCE = ['members', 'member_hash_generations', 'intervention_types'];
const SHARDS = 8;
const DOCUMENT = fileURLToPath(new URL('../../docs/scale.md', import.meta.url));
const STATEMENTS = /(<!-- distribution -->\n\n```sql\n)([\s\S]*?)(\n```)/;

describe('the schema kept by contract', () => {
  let location: DatabaseLocation;
  beforeAll(async () => {
    location = await testDatabase();
  });
  afterAll(() => location.stop());

  const rows = <T extends Record<string, unknown>>(sql: string, values: unknown[] = []): Promise<T[]> =>
    query<T>(location.ownerUrl, sql, values);

  it('has the contract in every key of a distributed table, and in every reference between two', async () => {
    const keys = await rows(
      `SELECT conrelid::regclass::text AS table, conname AS name FROM pg_constraint c
        WHERE conrelid::regclass::text = ANY($1) AND NOT EXISTS (
              SELECT 1 FROM pg_attribute a WHERE a.attrelid = c.conrelid AND a.attname = 'contract_id' AND a.attnum = ANY(c.conkey))
          AND (contype IN ('p', 'u') OR contype = 'f' AND NOT confrelid::regclass::text = ANY($2))`,
      [DISTRIBUTED, REFERENCE],
    );
    // Running counts have a number of their own for a key, which nothing refers to: there it is left out.
    expect(keys).toEqual([{ table: 'gap_counts', name: 'gap_counts_pk' }]);
    const unique = await rows(
      `SELECT indexrelid::regclass::text AS name FROM pg_index i
        WHERE indrelid::regclass::text = ANY($1) AND indisunique AND indrelid::regclass::text <> 'gap_counts' AND NOT EXISTS (
              SELECT 1 FROM pg_attribute a WHERE a.attrelid = i.indrelid AND a.attname = 'contract_id' AND a.attnum = ANY(i.indkey::int2[]))`,
      [DISTRIBUTED],
    );
    expect(unique).toEqual([]);
    const outwards = await rows(
      `SELECT conname FROM pg_constraint WHERE contype = 'f' AND conrelid::regclass::text = ANY($1)
          AND NOT confrelid::regclass::text = ANY($1 || $2)`,
      [DISTRIBUTED, REFERENCE],
    );
    expect(outwards).toEqual([]);
  });

  it('is distributed by the statements in docs/scale.md (UPDATE_DOCS=1 writes them)', () => {
    const statements = [
      ...REFERENCE.map((table) => `SELECT create_reference_table('${table}');`),
      'ALTER TABLE gap_counts DROP CONSTRAINT gap_counts_pk;',
      ...DISTRIBUTED.map((table, index) => {
        const colocated = index === 0 ? '' : `, colocate_with => '${DISTRIBUTED[0]}'`;
        return `SELECT create_distributed_table('${table}', 'contract_id'${colocated});`;
      }),
    ].join('\n');
    const document = readFileSync(DOCUMENT, 'utf8');
    if (process.env.UPDATE_DOCS === '1')
      writeFileSync(
        DOCUMENT,
        document.replace(STATEMENTS, (_all, head: string, _old, tail: string) => head + statements + tail),
      );
    expect(STATEMENTS.exec(readFileSync(DOCUMENT, 'utf8'))?.[2]).toBe(statements);
  });

  const filter = {
    contractId: 'H1000',
    measurementYear: 2026,
    evidence: ['open'] as const,
  };
  const gap = ['00000000-0000-7000-8000-000000000000', 'H1000'];
  const worklist = worklistStatement(filter, undefined, 50);
  const ofTier = worklistStatement({ ...filter, tier: 'high' }, undefined, 50);
  const owned = worklistStatement({ ...filter, owner: 'a' }, undefined, 50);
  const HOT: [string, string, readonly unknown[]][] = [
    ['worklist', worklist.text, worklist.values],
    ['worklist of a tier', ofTier.text, ofTier.values],
    ['worklist of an owner', owned.text, owned.values],
    ['snapshot', SNAPSHOT_STATEMENT, ['H1000', 2026]],
    [
      'a gap is changed',
      `UPDATE gap_analysis SET work = 'contacted' WHERE id = $1 AND contract_id = $2 AND version = 1`,
      gap,
    ],
    ['history of a gap', 'SELECT * FROM gap_history WHERE gap_id = $1 AND contract_id = $2 ORDER BY version', gap],
    [
      'rates',
      'SELECT measure, evidence, count(*) FROM gap_analysis WHERE contract_id = $1 AND measurement_year = $2 GROUP BY 1, 2',
      ['H1000', 2026],
    ],
  ];

  it('sends every hot statement to one shard: tried on a copy of the schema in hash partitions', async () => {
    const copies = DISTRIBUTED.map((table) => {
      const what = table === 'gap_counts' ? 'INCLUDING DEFAULTS INCLUDING CONSTRAINTS' : 'INCLUDING ALL';
      const parts = Array.from(
        { length: SHARDS },
        (_, n) =>
          `CREATE TABLE by_contract.${table}_${n} PARTITION OF by_contract.${table} FOR VALUES WITH (MODULUS ${SHARDS}, REMAINDER ${n})`,
      );
      return [
        `CREATE TABLE by_contract.${table} (LIKE public.${table} ${what}) PARTITION BY HASH (contract_id)`,
        ...parts,
      ].join(';');
    });
    await rows(['CREATE SCHEMA by_contract', ...copies].join(';'));
    const references = await rows<{ sql: string }>(
      `SELECT format('ALTER TABLE by_contract.%I ADD %s', conrelid::regclass, pg_get_constraintdef(oid)) AS sql
         FROM pg_constraint WHERE contype = 'f' AND conrelid::regclass::text = ANY($1)
        ORDER BY confrelid::regclass::text = ANY($1) DESC`,
      [DISTRIBUTED],
    );
    const url = new URL(location.ownerUrl);
    url.searchParams.set('options', '-c search_path=by_contract,public');
    for (const { sql } of references) await query(url.href, sql);

    for (const [what, sql, values] of HOT) {
      const tables = (await planOf(url.href, sql, values)).flatMap((node) => node['Relation Name'] ?? []);
      const read = tables.filter((name) => /_\d$/.test(name));
      const shards = new Set(read.map((name) => name.slice(-1)));
      expect([what, shards.size, read.length > 0]).toEqual([what, 1, true]);
    }
  });
});
