/// <reference types="vite/types/importMeta.d.ts" />
import { DataSource, type EntitySchema } from 'typeorm';
import { describe, expect, it } from 'vitest';
import { Environment } from '../../src/platform/config/index.js';
import { dataSourceOptions } from '../../src/platform/database/index.js';
import { testDatabase } from '../support/database.js';

type Entity = EntitySchema | (new () => object);

/** Everything that files named `*.entity.ts` or `*.entities.ts` export as a class. */
const modules = import.meta.glob<Record<string, unknown>>('../../src/**/*.{entity,entities}.ts', { eager: true });

describe('schema drift', () => {
  it('after migrating an empty database, the entities ask for no change', async () => {
    const entities = Object.values(modules)
      .flatMap((module) => Object.values(module))
      .filter((exported): exported is Entity => typeof exported === 'function');
    expect(entities.length).toBeGreaterThanOrEqual(6);
    const location = await testDatabase();
    const options = dataSourceOptions(Object.assign(new Environment(), { DATABASE_POOL_MIN: 0 }), location.ownerUrl);
    const dataSource = await new DataSource({ ...options, entities }).initialize();
    try {
      expect(dataSource.entityMetadatas).toHaveLength(entities.length);
      const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
      expect(upQueries.map(({ query }) => query)).toEqual([]);
    } finally {
      await dataSource.destroy();
      await location.stop();
    }
  });
});
