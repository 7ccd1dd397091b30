import { Logger, runMigrations } from 'graphile-worker';
import type { DataSource } from 'typeorm';
import type { Pool } from 'pg';
import type { DatabaseLocation } from './database-location.js';

/** Schema of the job queue's own tables (graphile-worker). */
const QUEUE_SCHEMA = 'graphile_worker';

/** Schema in which the application makes and drops the staging tables of imports. */
export const STAGING_SCHEMA = 'staging';

/** The queue's messages can carry texts of database errors: none is passed on. */
export const silentQueueLogger = new Logger(() => () => undefined);

/** Makes and upgrades the queue's tables and the staging schema, as the schema's owner, under the migration lock. */
export async function migrateJobQueue(owner: DataSource): Promise<void> {
  const pgPool = (owner.driver as unknown as { master: Pool }).master;
  pgPool.on('connect', (client) => client.on('error', () => undefined)); // a broken connection fails its statement
  await runMigrations({ pgPool, schema: QUEUE_SCHEMA, logger: silentQueueLogger });
  await owner.query(`CREATE SCHEMA IF NOT EXISTS ${STAGING_SCHEMA}`);
}

/**
 * Lets the application's role use the queue and the staging schema. The queue's tables have row security without a
 * policy, so that only their owner sees rows: the role gets a policy of its own.
 */
export async function grantJobQueue(owner: DataSource, location: DatabaseLocation): Promise<void> {
  const role = decodeURIComponent(new URL(location.url).username);
  if (role === decodeURIComponent(new URL(location.ownerUrl).username)) return;
  const name = owner.driver.escape(role);
  await owner.transaction(async (manager) => {
    await manager.query(`GRANT USAGE, CREATE ON SCHEMA ${STAGING_SCHEMA} TO ${name}`);
    await manager.query(`GRANT USAGE ON SCHEMA ${QUEUE_SCHEMA} TO ${name}`);
    await manager.query(`GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${QUEUE_SCHEMA} TO ${name}`);
    await manager.query(`GRANT USAGE ON ALL SEQUENCES IN SCHEMA ${QUEUE_SCHEMA} TO ${name}`);
    const guarded: { table: string }[] = await manager.query(
      `SELECT c.oid::regclass::text AS table FROM pg_class c
       WHERE c.relnamespace = $1::regnamespace AND c.relrowsecurity AND NOT EXISTS (
         SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = 'application'
           AND $2::regrole = ANY (p.polroles))`,
      [QUEUE_SCHEMA, name],
    );
    for (const { table } of guarded) {
      await manager.query(`DROP POLICY IF EXISTS application ON ${table}`);
      await manager.query(`CREATE POLICY application ON ${table} TO ${name} USING (true) WITH CHECK (true)`);
    }
  });
}
