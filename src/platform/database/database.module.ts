import { type DynamicModule, Global, Module } from '@nestjs/common';
import { getDataSourceToken, TypeOrmModule } from '@nestjs/typeorm';
import { ClsPluginTransactional } from '@nestjs-cls/transactional';
import { ClsModule } from 'nestjs-cls';
import type { DataSourceOptions } from 'typeorm';
import { Environment } from '../config/index.js';
import { Log } from '../telemetry/index.js';
import { Tracing } from '../telemetry/tracing/index.js';
import { AfterCommit } from './after-commit.js';
import { DatabaseGate } from './database-gate.js';
import { DatabaseLocation } from './database-location.js';
import { dataSourceOptions } from './data-source-options.js';
import { GuardedSource } from './guarded-source.js';
import { ReplicaAdapter, ReplicaGauges, ReplicaReads, Replicas } from './replicas/index.js';
import { clientOf } from './traced-client.js';

/**
 * With replicas, TypeORM is told that there are some; which ones is settled while the service runs. Everything goes to
 * the primary unless it asks for a replica.
 */
function replicated(environment: Environment, options: DataSourceOptions): DataSourceOptions {
  if (!environment.DATABASE_REPLICA_URLS?.length || options.type !== 'postgres') return options;
  const { url, ssl, ...others } = options;
  return { ...others, replication: { defaultMode: 'master', master: { url, ssl }, slaves: [] } };
}

/** How the application meets its database. */
export interface DatabaseStart {
  /** False puts the modules together without a database, to describe the API. */
  readonly connect?: boolean;
  /** The database is away at the start: the application goes on without it until it is there. */
  readonly away?: boolean;
}

/** What everybody must know before there is a pool: where the database is, and whether it is away. */
@Global()
@Module({})
class DatabaseGateModule {
  static forRoot(location: DatabaseLocation, { connect = true, away = false }: DatabaseStart): DynamicModule {
    return {
      module: DatabaseGateModule,
      providers: [
        { provide: DatabaseLocation, useValue: location },
        {
          provide: DatabaseGate,
          inject: [Environment, Log],
          useFactory: (environment: Environment, log: Log) =>
            new DatabaseGate(location, environment, log, { away, enabled: connect }),
        },
        GuardedSource,
      ],
      exports: [DatabaseLocation, DatabaseGate, GuardedSource],
    };
  }
}

/** The application's connection pool, and transactions that repositories join without being told. */
@Global()
@Module({})
export class DatabaseModule {
  static forRoot(location: DatabaseLocation, start: DatabaseStart = {}): DynamicModule {
    return {
      module: DatabaseModule,
      imports: [
        DatabaseGateModule.forRoot(location, start),
        TypeOrmModule.forRootAsync({
          inject: [Environment, Tracing, GuardedSource],
          useFactory: (environment: Environment, tracing: Tracing, source: GuardedSource) => ({
            ...replicated(environment, dataSourceOptions(environment, location.url, { Client: clientOf(tracing) })),
            ...source.options(),
            autoLoadEntities: true,
            manualInitialization: start.connect === false,
            retryAttempts: 3,
            retryDelay: 1000,
          }),
          dataSourceFactory: (options) => GuardedSource.make(options as DataSourceOptions),
        }),
        ClsModule.forRoot({
          global: true,
          plugins: [
            new ClsPluginTransactional({
              imports: [TypeOrmModule],
              adapter: new ReplicaAdapter({ dataSourceToken: getDataSourceToken() }),
            }),
          ],
        }),
      ],
      providers: [Replicas, ReplicaGauges, ReplicaReads, AfterCommit],
      exports: [Replicas, ReplicaReads, AfterCommit],
    };
  }
}
