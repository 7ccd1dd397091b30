import 'reflect-metadata';
import { DataSource } from 'typeorm';
import { parseEnvironment } from './src/platform/config/index.js';
import { dataSourceOptions, migrations } from './src/platform/database/index.js';

/**
 * The data source of TypeORM's own command line, over `DATABASE_MIGRATION_URL` or `DATABASE_URL`:
 * `npx typeorm -d dist/ormconfig.js migration:show`.
 */
const environment = parseEnvironment(process.env);
const url = environment.DATABASE_MIGRATION_URL ?? environment.DATABASE_URL ?? '';

export default new DataSource({
  ...dataSourceOptions(environment, url),
  migrations: [...migrations],
});
