import { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Environment } from '../../src/platform/config/index.js';
import { type DatabaseLocation, dataSourceOptions, migrate } from '../../src/platform/database/index.js';
import { ApiKey, createFirstAdminKey } from '../../src/platform/security/index.js';
import { parseKey } from '../../src/platform/security/key-format.js';
import { query, testDatabase } from '../support/database.js';

const environment = Object.assign(new Environment(), { NODE_ENV: 'test' });

describe('the table of API keys', () => {
  let location: DatabaseLocation;
  beforeAll(async () => {
    location = await testDatabase();
  });
  afterAll(() => location.stop());

  it('is what its entity says', async () => {
    const options = { ...dataSourceOptions(environment, location.ownerUrl), entities: [ApiKey] };
    const source = await new DataSource(options).initialize();
    try {
      const { upQueries } = await source.driver.createSchemaBuilder().log();
      expect(upQueries.map((statement) => statement.query)).toEqual([]);
    } finally {
      await source.destroy();
    }
  });

  it('takes no role that does not exist and no digest of another length', async () => {
    const insert = (role: string, bytes: number): Promise<unknown> =>
      query(
        location.url,
        `INSERT INTO api_keys (id, name, prefix, secret_hash, role, created_by) VALUES (gen_random_uuid(), 'n', $1, $2, $3, 'x')`,
        [`${role}${bytes}`, Buffer.alloc(bytes), role],
      );
    await expect(insert('root', 32)).rejects.toThrow('api_keys_role_check');
    await expect(insert('admin', 31)).rejects.toThrow('api_keys_secret_hash_check');
    await expect(insert('admin', 32)).resolves.toBeDefined();
    await expect(insert('admin', 32)).rejects.toThrow('api_keys_prefix_key');
  });

  it('cannot be altered or emptied by the application', async () => {
    await expect(query(location.url, 'TRUNCATE api_keys')).rejects.toThrow('permission denied');
    await expect(query(location.url, 'DROP TABLE api_keys')).rejects.toThrow('must be owner');
  });
});

describe('the first admin key', () => {
  let location: DatabaseLocation;
  beforeAll(async () => {
    location = await testDatabase();
  });
  afterAll(() => location.stop());

  it('is made once by instances that start together, and never again', async () => {
    const made: (string | undefined)[] = [];
    const start = (): Promise<void> =>
      migrate(environment, location, new Date(), async (owner) => {
        made.push(await createFirstAdminKey(owner));
      });
    await Promise.all([start(), start(), start()]);
    await start();
    const texts = made.filter((text) => text !== undefined);
    expect(made).toHaveLength(4);
    expect(texts).toHaveLength(1);
    const rows = await query<{ role: string; prefix: string; secret_hash: Buffer }>(
      location.url,
      'SELECT * FROM api_keys',
    );
    const presented = parseKey(texts[0] ?? '');
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({ role: 'admin', prefix: presented?.prefix, contracts: null, created_by: 'system' });
    expect(rows[0]?.secret_hash).toEqual(presented?.digest);
  });
});
