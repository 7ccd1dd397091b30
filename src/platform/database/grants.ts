import type { DataSource } from 'typeorm';
import type { DatabaseLocation } from './database-location.js';

/** Tables on which the application may do less than read and write: the audit trail only grows. */
const LIMITED: Readonly<Record<string, string>> = {
  audit_log: 'SELECT, INSERT',
  audit_seal: 'SELECT, INSERT',
  audit_head: 'SELECT, INSERT, UPDATE',
  audit_unsealed: 'SELECT, INSERT, DELETE',
  audit_anchor: 'SELECT',
  log_archives: 'SELECT',
};

/** Grants the application's role what it needs and no more; nothing to do where it owns the schema itself. */
export async function grantToApplication(owner: DataSource, location: DatabaseLocation): Promise<void> {
  const role = decodeURIComponent(new URL(location.url).username);
  if (role === decodeURIComponent(new URL(location.ownerUrl).username)) return;
  const name = owner.driver.escape(role);
  await owner.transaction(async (manager) => {
    await manager.query(`GRANT USAGE ON SCHEMA public TO ${name}`);
    await manager.query(`GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO ${name}`);
    await manager.query(`GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO ${name}`);
    const limited: { name: string }[] = await manager.query(
      `SELECT table_name AS name FROM unnest($1::text[]) AS table_name WHERE to_regclass(table_name) IS NOT NULL`,
      [Object.keys(LIMITED)],
    );
    for (const table of limited) {
      await manager.query(`REVOKE ALL ON ${table.name} FROM ${name}`);
      await manager.query(`GRANT ${LIMITED[table.name] ?? 'SELECT'} ON ${table.name} TO ${name}`);
    }
    const partitions: { name: string }[] = await manager.query(
      `SELECT inhrelid::regclass::text AS name FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE c.relkind = 'r'`,
    );
    for (const partition of partitions) await manager.query(`REVOKE ALL ON ${partition.name} FROM ${name}`);
  });
}

/** Tables that a reader has no business with: digests of credentials, and answers kept for repeated requests. */
const NOT_FOR_READERS = ['api_keys', 'idempotency_keys'];

/** Grants a role the right to read and takes every other right from it. */
export async function grantToReader(owner: DataSource, role: string): Promise<void> {
  const name = owner.driver.escape(role);
  await owner.transaction(async (manager) => {
    await manager.query(`REVOKE ALL ON ALL TABLES IN SCHEMA public FROM ${name}`);
    await manager.query(`GRANT USAGE ON SCHEMA public TO ${name}`);
    await manager.query(`GRANT SELECT ON ALL TABLES IN SCHEMA public TO ${name}`);
    await manager.query(`REVOKE ALL ON ${NOT_FOR_READERS.join(', ')} FROM ${name}`);
  });
}

/**
 * While migrations run, tables are the application's from the moment they are made: triggers write to them in the name
 * of instances of the version before. To be ended before partitions of the logs are made, which have no grants.
 */
export async function grantAhead(owner: DataSource, location: DatabaseLocation, on: boolean): Promise<void> {
  const role = decodeURIComponent(new URL(location.url).username);
  if (role === decodeURIComponent(new URL(location.ownerUrl).username)) return;
  const name = owner.driver.escape(role);
  const [verb, preposition] = on ? ['GRANT', 'TO'] : ['REVOKE', 'FROM'];
  const defaults = `ALTER DEFAULT PRIVILEGES IN SCHEMA public ${verb}`;
  await owner.query(`${defaults} SELECT, INSERT, UPDATE, DELETE ON TABLES ${preposition} ${name}`);
  await owner.query(`${defaults} USAGE ON SEQUENCES ${preposition} ${name}`);
}
