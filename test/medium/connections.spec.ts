import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DataSource } from 'typeorm';
import { parseEnvironment } from '../../src/platform/config/index.js';
import { type DatabaseLocation, dataSourceOptions } from '../../src/platform/database/index.js';
import { query, testDatabase } from '../support/database.js';

interface Pool {
  totalCount: number;
  idleCount: number;
}

describe('connections', () => {
  let location: DatabaseLocation;
  let source: DataSource | undefined;
  beforeEach(async () => {
    location = await testDatabase();
  });
  afterEach(async () => {
    await source?.destroy();
    await location.stop();
  });

  async function open(settings: NodeJS.ProcessEnv): Promise<DataSource> {
    source = await new DataSource(dataSourceOptions(parseEnvironment(settings), location.url)).initialize();
    return source;
  }
  const pool = (from: DataSource): Pool => (from.driver as unknown as { master: Pool }).master;
  const pid = async (from: DataSource): Promise<number> =>
    ((await from.query('SELECT pg_backend_pid() AS pid')) as { pid: number }[])[0]?.pid ?? 0;

  it('never number more than the pool allows', async () => {
    const from = await open({ DATABASE_POOL_MIN: '1', DATABASE_POOL_MAX: '3' });
    await Promise.all(Array.from({ length: 12 }, () => from.query('SELECT pg_sleep(0.02)')));
    expect(pool(from).totalCount).toBe(3);
  });

  it('are waited for no longer than the acquire timeout', async () => {
    const from = await open({ DATABASE_POOL_MIN: '0', DATABASE_POOL_MAX: '1', DATABASE_ACQUIRE_TIMEOUT_MS: '150' });
    const holder = from.query('SELECT pg_sleep(0.8)');
    await expect(from.query('SELECT 1')).rejects.toThrow(/timeout exceeded/);
    await holder;
  });

  it('are replaced when they die', async () => {
    const from = await open({});
    const dead = await pid(from);
    await query(location.ownerUrl.replace('stars_owner', 'postgres'), 'SELECT pg_terminate_backend($1)', [dead]);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await pid(from)).not.toBe(dead);
  });

  it('are replaced at their age limit', async () => {
    const from = await open({ DATABASE_RECYCLE_SECONDS: '1' });
    const first = await pid(from);
    expect(await pid(from)).toBe(first);
    await new Promise((resolve) => setTimeout(resolve, 1300));
    expect(await pid(from)).not.toBe(first);
  });

  it('stop a statement that runs too long', async () => {
    const from = await open({ DATABASE_STATEMENT_TIMEOUT_MS: '100' });
    await expect(from.query('SELECT pg_sleep(5)')).rejects.toThrow(/statement timeout/);
  });
});
