import { type DynamicModule, Global, Module } from '@nestjs/common';
import { getDataSourceToken, TypeOrmModule } from '@nestjs/typeorm';
import { ClsPluginTransactional } from '@nestjs-cls/transactional';
import { ClsModule } from 'nestjs-cls';
import type { DataSourceOptions } from 'typeorm';
import { Environment } from '../config/index.js';
import { Tracing } from '../telemetry/tracing/index.js';
import { AfterCommit } from './after-commit.js';
import { DatabaseLocation } from './database-location.js';
import { dataSourceOptions } from './data-source-options.js';
import { ReplicaAdapter, ReplicaReads, Replicas } from './replicas/index.js';
import { TracedClient } from './traced-client.js';

/**
 * With replicas, TypeORM is told that there are some; which ones is settled while the service runs. Everything goes to
 * the primary unless it asks for a replica.
 */
function replicated(environment: Environment, options: DataSourceOptions): DataSourceOptions {
  if (!environment.DATABASE_REPLICA_URLS?.length || options.type !== 'postgres') return options;
  const { url, ssl, ...others } = options;
  return { ...others, replication: { defaultMode: 'master', master: { url, ssl }, slaves: [] } };
}

/** The application's connection pool, and transactions that repositories join without being told. */
@Global()
@Module({})
export class DatabaseModule {
  /** @param connect false puts the modules together without a database, to describe the API. */
  static forRoot(location: DatabaseLocation, connect = true): DynamicModule {
    return {
      module: DatabaseModule,
      imports: [
        TypeOrmModule.forRootAsync({
          inject: [Environment, Tracing],
          useFactory: (environment: Environment, tracing: Tracing) => ({
            ...replicated(
              environment,
              dataSourceOptions(environment, location.url, tracing.on ? { Client: TracedClient } : {}),
            ),
            autoLoadEntities: true,
            manualInitialization: !connect,
            retryAttempts: 3,
            retryDelay: 1000,
          }),
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
      providers: [{ provide: DatabaseLocation, useValue: location }, Replicas, ReplicaReads, AfterCommit],
      exports: [DatabaseLocation, Replicas, ReplicaReads, AfterCommit],
    };
  }
}
