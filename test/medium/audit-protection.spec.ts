import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { grantToApplication } from '../../src/platform/database/grants.js';
import { type AuditDatabase, auditDatabase, auditRow } from '../support/audit-database.js';
import { query } from '../support/database.js';

const REWRITING = [
  `UPDATE audit_log SET actor = 'somebody else'`,
  'DELETE FROM audit_log',
  'TRUNCATE audit_log',
  'TRUNCATE audit_log, audit_seal',
  `UPDATE audit_seal SET sealed_at = now()`,
  'DELETE FROM audit_seal',
  'TRUNCATE audit_seal',
  'DELETE FROM audit_head',
  'UPDATE audit_head SET seq = seq',
  'TRUNCATE audit_head',
  'TRUNCATE audit_anchor',
  `INSERT INTO audit_log SELECT * FROM audit_log ON CONFLICT (occurred_at, id) DO UPDATE SET actor = 'x'`,
];

describe('the database itself refuses to rewrite the audit trail', () => {
  let db: AuditDatabase;
  beforeAll(async () => {
    db = await auditDatabase();
    await db.add(auditRow(), auditRow());
    await db.sealer.pass();
  });
  afterAll(() => db.close());

  describe.each([
    ['the application', 'url'],
    ['the owner of the tables', 'ownerUrl'],
  ] as const)('to %s', (_name, role) => {
    it.each(REWRITING)('%s', async (statement) => {
      await expect(query(db.location[role], statement)).rejects.toMatchObject({ code: '42501' });
      expect(await db.verifier.verify(new Date())).toMatchObject({ ok: true, sealed: 2 });
    });
  });

  it.each([
    'ALTER TABLE audit_log DISABLE TRIGGER ALL',
    'DROP TABLE audit_log',
    'DROP TRIGGER audit_log_append_only ON audit_log',
    'CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN OLD; END $$',
    'SET session_replication_role = replica',
    `INSERT INTO audit_anchor VALUES (now(), 1, '', 1, now(), '')`,
  ])('the application cannot take the protection away: %s', async (statement) => {
    await expect(query(db.location.url, statement)).rejects.toMatchObject({ code: '42501' });
  });

  it('rights that were given by mistake are taken back at the next start', async () => {
    await query(db.location.ownerUrl, 'GRANT ALL ON audit_log, audit_seal, audit_anchor TO stars_app');
    const owner = db.dataSource.createQueryRunner();
    await owner.release();
    const { DataSource } = await import('typeorm');
    const source = await new DataSource({ type: 'postgres', url: db.location.ownerUrl }).initialize();
    await grantToApplication(source, db.location);
    await source.destroy();
    const rights = await query<{ table_name: string; rights: string }>(
      db.location.ownerUrl,
      `SELECT table_name, string_agg(privilege_type, ',' ORDER BY privilege_type) AS rights
       FROM information_schema.role_table_grants WHERE grantee = 'stars_app' AND table_name ~ '^(audit_|api_logs_)'
       GROUP BY table_name ORDER BY table_name`,
    );
    expect(rights).toEqual([
      { table_name: 'audit_anchor', rights: 'SELECT' },
      { table_name: 'audit_head', rights: 'INSERT,SELECT,UPDATE' },
      { table_name: 'audit_log', rights: 'INSERT,SELECT' },
      { table_name: 'audit_seal', rights: 'INSERT,SELECT' },
      { table_name: 'audit_unsealed', rights: 'DELETE,INSERT,SELECT' },
    ]);
  });
});
