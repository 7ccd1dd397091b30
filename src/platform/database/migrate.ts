import { DataSource } from 'typeorm';
import pg from 'pg';
import { type Environment } from '../config/index.js';
import type { DatabaseLocation } from './database-location.js';
import { dataSourceOptions, tlsOptions } from './data-source-options.js';
import { grantToApplication, grantToReader } from './grants.js';
import { grantJobQueue, migrateJobQueue } from './job-queue.js';
import { migrations } from './migrations/index.js';
import { ensurePartitions } from './partitions.js';

/** Session lock under which one instance at a time migrates. */
const MIGRATION_LOCK = 727_002;

/** Longest wait for a server that does not answer, in milliseconds. */
const CONNECT_MS = 10_000;

/** Oldest PostgreSQL that the schema works on. */
const OLDEST_VERSION = 150_000;

/**
 * Brings the schema up to date, makes the partitions of this and the coming months and grants the application's role
 * its rights. Instances that start together wait for each other under an advisory lock.
 * @param afterwards work that must also happen once at a time, such as the first admin key.
 */
export async function migrate(
  environment: Environment,
  location: DatabaseLocation,
  now: Date,
  afterwards?: (owner: DataSource) => Promise<void>,
): Promise<void> {
  const lock = new pg.Client({
    ...{ connectionString: location.ownerUrl, ssl: tlsOptions(environment) },
    connectionTimeoutMillis: CONNECT_MS,
  });
  lock.on('error', () => undefined); // whoever waits for the lock is told by the statement under way
  await lock.connect();
  try {
    const { rows } = await lock.query<{ version: string }>(`SELECT current_setting('server_version_num') AS version`);
    if (Number(rows[0]?.version) < OLDEST_VERSION) throw new Error('PostgreSQL 15 or later is required.');
    await lock.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    const owner = await new DataSource({
      ...dataSourceOptions({ ...environment, DATABASE_POOL_MIN: 0, DATABASE_POOL_MAX: 2 }, location.ownerUrl),
      migrations: [...migrations],
      migrationsTransactionMode: 'each',
    }).initialize();
    try {
      await owner.runMigrations();
      await migrateJobQueue(owner);
      await ensurePartitions(owner, now);
      await grantToApplication(owner, location);
      await grantJobQueue(owner, location);
      if (environment.DATABASE_READER_ROLE !== undefined) await grantToReader(owner, environment.DATABASE_READER_ROLE);
      await afterwards?.(owner);
    } finally {
      await owner.destroy();
    }
  } finally {
    await lock.end();
  }
}
