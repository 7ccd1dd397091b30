import { readFileSync } from 'node:fs';
import type { DataSourceOptions } from 'typeorm';
import type { Environment } from '../config/index.js';
import { SnakeNamingStrategy } from './snake-naming.strategy.js';

/** What the service calls itself in `pg_stat_activity`. */
export const APPLICATION_NAME = 'star-rating-optimizer';

/** How a connection is encrypted and whom it trusts. */
export interface TlsSettings {
  readonly rejectUnauthorized: boolean;
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

/** TLS settings of a connection to the database; `false` without TLS. */
export function tlsOptions(environment: Environment): false | TlsSettings {
  const { DATABASE_TLS, DATABASE_TLS_CA_FILE, DATABASE_TLS_CERT_FILE, DATABASE_TLS_KEY_FILE } = environment;
  if (DATABASE_TLS === 'disable') return false;
  const read = (path: string | undefined): string | undefined => (path ? readFileSync(path, 'utf8') : undefined);
  return {
    rejectUnauthorized: DATABASE_TLS === 'verify-full',
    ca: read(DATABASE_TLS_CA_FILE),
    cert: read(DATABASE_TLS_CERT_FILE),
    key: read(DATABASE_TLS_KEY_FILE),
  };
}

/**
 * TypeORM's options for one role of the database. The schema only ever changes through migrations.
 * A connection is replaced after `DATABASE_RECYCLE_SECONDS`, or at once when it breaks (pg-pool).
 * @param pool further options of the pool.
 */
export function dataSourceOptions(environment: Environment, url: string, pool: object = {}): DataSourceOptions {
  return {
    type: 'postgres',
    url,
    ssl: tlsOptions(environment),
    applicationName: APPLICATION_NAME,
    synchronize: false,
    migrationsRun: false,
    logging: false,
    namingStrategy: new SnakeNamingStrategy(),
    useUTC: true,
    poolSize: environment.DATABASE_POOL_MAX,
    extra: {
      min: environment.DATABASE_POOL_MIN,
      connectionTimeoutMillis: environment.DATABASE_ACQUIRE_TIMEOUT_MS,
      maxLifetimeSeconds: environment.DATABASE_RECYCLE_SECONDS,
      idleTimeoutMillis: 60_000,
      statement_timeout: environment.DATABASE_STATEMENT_TIMEOUT_MS,
      keepAlive: true,
      ...pool,
    },
  };
}
