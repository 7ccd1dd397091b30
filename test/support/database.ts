import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import { DatabaseLocation } from '../../src/platform/database/index.js';
import { prepareEmbeddedDatabase } from '../../src/platform/database/embedded/prepare-database.js';

async function asSuperuser(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: inject('superuser') });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

/** A database of one's own: cloned from the migrated template, or empty. `stop()` drops it. */
export async function testDatabase(from: 'migrated' | 'empty' = 'migrated'): Promise<DatabaseLocation> {
  const name = `t_${randomBytes(6).toString('hex')}`;
  const template = from === 'migrated' ? 'stars_template' : 'template0';
  await asSuperuser(`CREATE DATABASE ${name} TEMPLATE ${template} OWNER stars_owner`);
  const { appUrl, ownerUrl } = await prepareEmbeddedDatabase(inject('superuser'), inject('password'), name);
  return new DatabaseLocation(appUrl, ownerUrl, true, () =>
    asSuperuser(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  );
}

/** Runs statements of a test on a connection of its own. */
export async function query<T extends pg.QueryResultRow>(
  url: string,
  sql: string,
  values: readonly unknown[] = [],
): Promise<T[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<T>(sql, [...values])).rows;
  } finally {
    await client.end();
  }
}
