import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { parseEnvironment } from '../../src/platform/config/index.js';
import { type DatabaseLocation, migrate } from '../../src/platform/database/index.js';
import { query, testDatabase } from '../support/database.js';

const ROLE = 'stars_reader';

describe('the role of readers', () => {
  let location: DatabaseLocation;
  let readerUrl: string;
  beforeAll(async () => {
    location = await testDatabase();
    await query(inject('superuser'), `CREATE ROLE ${ROLE} LOGIN PASSWORD 'reader'`);
    readerUrl = Object.assign(new URL(location.url), { username: ROLE, password: 'reader' }).href;
    await query(location.ownerUrl, `GRANT ALL ON members TO ${ROLE}`); // by mistake: taken back at the next start
    await migrate(parseEnvironment({ NODE_ENV: 'test', DATABASE_READER_ROLE: ROLE }), location, new Date());
  });
  afterAll(async () => {
    await location.stop(); // its rights go with the database
    await query(inject('superuser'), `DROP ROLE ${ROLE}`);
  });

  it.each(['members', 'gap_analysis', 'predictions', 'audit_log', 'api_logs', 'star_ratings'])(
    'reads %s',
    async (table) => {
      expect(await query(readerUrl, `SELECT count(*)::int AS n FROM ${table}`)).toEqual([{ n: expect.any(Number) }]);
    },
  );

  it.each([
    'SELECT * FROM api_keys',
    'SELECT * FROM idempotency_keys',
    'DELETE FROM members',
    `UPDATE gap_analysis SET priority = 0`,
    `INSERT INTO gap_counts (contract_id, measurement_year, measure, evidence, gaps) VALUES ('H1', 2026, 'A', 'open', 1)`,
    'TRUNCATE predictions',
    'DELETE FROM audit_log',
    'ALTER TABLE members ADD COLUMN name text',
    'DROP TABLE audit_log',
    'CREATE TABLE mine (id int)',
    'SET session_replication_role = replica',
  ])('may not: %s', async (statement) => {
    await expect(query(readerUrl, statement)).rejects.toMatchObject({ code: '42501' });
  });
});
