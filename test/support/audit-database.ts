import { DataSource } from 'typeorm';
import { inject } from 'vitest';
import { Environment } from '../../src/platform/config/index.js';
import { dataSourceOptions, type DatabaseLocation } from '../../src/platform/database/index.js';
import { Log, Metrics } from '../../src/platform/telemetry/index.js';
import { AuditMetrics } from '../../src/modules/audit/audit-metrics.js';
import { type AuditRow, canonicalJson } from '../../src/modules/audit/chain/canonical.js';
import { AuditCodes, AuditSealer, AuditVerifier, ChainRepository } from '../../src/modules/audit/chain/index.js';
import { PartitionKeeper } from '../../src/modules/audit/index.js';
import { TEST_KEYS, type TestApp } from './app.js';
import { query, testDatabase } from './database.js';

/** The chain over a database of its own, without the rest of the application. */
export interface AuditDatabase {
  readonly location: DatabaseLocation;
  readonly dataSource: DataSource;
  readonly codes: AuditCodes;
  readonly sealer: AuditSealer;
  readonly verifier: AuditVerifier;
  /** Another instance's sealer, over its own pool. */
  secondSealer(): Promise<AuditSealer>;
  /** Adds rows as the service does. */
  add(...rows: AuditRow[]): Promise<void>;
  /** Statements of somebody who may do anything, with all triggers off. */
  tamper(...statements: string[]): Promise<void>;
  close(): Promise<void>;
}

let made = 0;

/** A row of the trail; each has an id and a millisecond of its own. */
export function auditRow(overrides: Partial<AuditRow> = {}): AuditRow {
  made += 1;
  const at = overrides.occurredAt ?? new Date(Date.now() - 60_000 + made);
  const id = `0189${made.toString(16).padStart(4, '0')}-0000-7000-8000-000000000000`;
  const who = { actor: 'key:1', event: 'probe.written', entityType: 'probe', entityId: `e${made}` };
  const what = { contractId: 'H1234', outcome: 'succeeded' as const, requestId: 'r-1', before: null };
  return { id, ...who, ...what, after: { b: 1.5, a: 'ö', c: [1, null] }, ...overrides, occurredAt: at };
}

export const rowStatement = `
  WITH act AS (
    INSERT INTO audit_log (occurred_at, id, actor, event, entity_type, entity_id, contract_id, outcome, request_id,
                           before, after, mac)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10::jsonb, $11::jsonb, $12))
  INSERT INTO audit_unsealed (occurred_at, audit_id, queued_at) VALUES ($1, $2, now())`;

export function rowValues(row: AuditRow, mac: Buffer): unknown[] {
  const { occurredAt, id, actor, event, entityType, entityId, contractId, outcome, requestId, before, after } = row;
  const json = (value: object | null): string | null => value && canonicalJson(value);
  const facts = [occurredAt.toISOString(), id, actor, event, entityType, entityId, contractId, outcome, requestId];
  return [...facts, json(before), json(after), mac];
}

/** Adds a row of that time to the trail of an application. */
export async function addAuditRowAt(test: TestApp, time: string): Promise<string> {
  const row = auditRow({ occurredAt: new Date(time) });
  await test.app.get(PartitionKeeper).ensureFor('audit_log', [row]);
  await query(test.location.url, rowStatement, rowValues(row, test.app.get(AuditCodes).row(row)));
  return row.id;
}

/** Names of a table's partitions. */
export async function partitionsOf(test: TestApp, table: string): Promise<string[]> {
  const statement =
    'SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = $1::regclass ORDER BY 1';
  return (await query<{ name: string }>(test.location.ownerUrl, statement, [table])).map(({ name }) => name);
}

export async function auditDatabase(): Promise<AuditDatabase> {
  const location = await testDatabase();
  const environment = Object.assign(new Environment(), { DATABASE_POOL_MIN: 0, DATABASE_POOL_MAX: 5 });
  const sources: DataSource[] = [];
  const codes = new AuditCodes(TEST_KEYS);
  const chain = new ChainRepository();
  const open = async (): Promise<{ dataSource: DataSource; sealer: AuditSealer }> => {
    const dataSource = await new DataSource(dataSourceOptions(environment, location.url)).initialize();
    sources.push(dataSource);
    const metrics = new AuditMetrics(new Metrics(dataSource));
    return { dataSource, sealer: new AuditSealer(dataSource, codes, chain, metrics, new Log('silent')) };
  };
  const { dataSource, sealer } = await open();
  const superuser = new URL(inject('superuser'));
  superuser.pathname = new URL(location.url).pathname;
  return {
    location,
    dataSource,
    codes,
    sealer,
    verifier: new AuditVerifier(dataSource, codes, chain),
    secondSealer: async () => (await open()).sealer,
    add: async (...rows) => {
      for (const row of rows) await dataSource.query(rowStatement, rowValues(row, codes.row(row)));
    },
    tamper: async (...statements) => {
      await query(superuser.href, [`SET session_replication_role = replica`, ...statements].join(';'));
    },
    close: async () => {
      for (const source of sources) await source.destroy();
      await location.stop();
    },
  };
}
