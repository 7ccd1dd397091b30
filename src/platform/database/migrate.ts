import { DataSource } from 'typeorm';
import pg from 'pg';
import { type Environment } from '../config/index.js';
import type { DatabaseLocation } from './database-location.js';
import { dataSourceOptions, tlsOptions } from './data-source-options.js';
import { grantAhead, grantToApplication, grantToReader } from './grants.js';
import { grantJobQueue, migrateJobQueue } from './job-queue.js';
import { migrations } from './migrations/index.js';
import { ensurePartitions } from './partitions.js';

/** Session lock under which one instance at a time migrates. */
const MIGRATION_LOCK = 727_002;

/** Longest wait for a server that does not answer, in milliseconds. */
const CONNECT_MS = 10_000;

/** Oldest PostgreSQL that the schema works on. */
const OLDEST_VERSION = 150_000;

/** A migration may take its time, but waits for a lock no longer than others can wait behind it. */
const PATIENCE = { statement_timeout: 0, lock_timeout: 2000 };

/** Attempts to get a lock that somebody else keeps; with the pauses, for about ten minutes. */
const ATTEMPTS = 120;
const PAUSE_MS = 3000;
const LOCK_NOT_AVAILABLE = '55P03';

/** Pause before an instance asks again whether it is its turn. */
const TURN_MS = 200;

/**
 * Runs what is pending. While a migration waits for a table, everybody else waits behind it: it gives way after two
 * seconds, lets them pass and tries again. What has run stays.
 */
async function runMigrations(owner: DataSource): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await owner.runMigrations();
      return;
    } catch (error) {
      if ((error as { code?: string }).code !== LOCK_NOT_AVAILABLE || attempt >= ATTEMPTS) throw error;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }
}

/** Asks again until the lock is free: one statement that waited for it would hold back every index made CONCURRENTLY. */
async function waitForTurn(lock: pg.Client): Promise<void> {
  const ask = 'SELECT pg_try_advisory_lock($1) AS locked';
  while (!(await lock.query<{ locked: boolean }>(ask, [MIGRATION_LOCK])).rows[0]?.locked) {
    await new Promise((resolve) => setTimeout(resolve, TURN_MS));
  }
}

/**
 * Brings the schema up to date, makes the partitions of this and the coming months and grants the application's role
 * its rights. Instances that start together wait for each other under an advisory lock.
 * @param afterwards work that must also happen once at a time, such as the first admin key.
 * @param upTo the migrations to run; all, unless an upgrade is tried out.
 */
export async function migrate(
  environment: Environment,
  location: DatabaseLocation,
  now: Date,
  afterwards?: (owner: DataSource) => Promise<void>,
  upTo: typeof migrations = migrations,
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
    await waitForTurn(lock);
    const owner = await new DataSource({
      ...dataSourceOptions({ ...environment, DATABASE_POOL_MIN: 0, DATABASE_POOL_MAX: 2 }, location.ownerUrl, PATIENCE),
      migrations: [...upTo],
      migrationsTransactionMode: 'each',
    }).initialize();
    try {
      await grantAhead(owner, location, true);
      await runMigrations(owner).finally(() => grantAhead(owner, location, false));
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
