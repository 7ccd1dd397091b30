import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DriverClient } from '../../src/platform/database/driver-client.js';
import type { DatabaseLocation } from '../../src/platform/database/index.js';
import { testDatabase } from '../support/database.js';

describe('the driver’s client', () => {
  let location: DatabaseLocation;
  let client: DriverClient;
  beforeAll(async () => {
    location = await testDatabase();
    client = new DriverClient({ connectionString: location.url });
    await client.connect();
  });
  afterAll(async () => {
    await client.end();
    await location.stop();
  });

  it('promises what was asked by text, with values, and by name', async () => {
    expect((await client.query('SELECT 1 AS n')).rows).toEqual([{ n: 1 }]);
    expect((await client.query('SELECT $1::int AS n', [2])).rows).toEqual([{ n: 2 }]);
    for (const n of [3, 4]) {
      const named = { name: 'three', text: 'SELECT $1::int AS n', values: [n], rowMode: 'array' };
      expect((await client.query(named)).rows).toEqual([[n]]);
    }
  });

  it('calls back whoever brought a callback', async () => {
    const rows = await new Promise((resolve) =>
      client.query('SELECT $1::int AS n', [5], (_, result) => resolve(result.rows)),
    );
    expect(rows).toEqual([{ n: 5 }]);
    const code = await new Promise((resolve) =>
      client.query('SELEC', (error) => resolve((error as { code?: string }).code)),
    );
    expect(code).toBe('42601');
  });

  it('fails with the error of the database and the stack of whoever asked, and goes on', async () => {
    const asker = async (): Promise<unknown> => await client.query('SELECT 1 / $1::int', [0]);
    const error = (await asker().catch((thrown: unknown) => thrown)) as Error & { code: string };
    expect(error.code).toBe('22012');
    expect(error.stack).toContain('asker');
    expect(() => client.query(null as never)).toThrow(TypeError);
    expect((await client.query('SELECT 6 AS n')).rows).toEqual([{ n: 6 }]);
  });
});
