import { type DynamicModule, Global, Module } from '@nestjs/common';
import { getDataSourceToken, TypeOrmModule } from '@nestjs/typeorm';
import { ClsPluginTransactional } from '@nestjs-cls/transactional';
import { TransactionalAdapterTypeOrm } from '@nestjs-cls/transactional-adapter-typeorm';
import { ClsModule } from 'nestjs-cls';
import { Environment } from '../config/index.js';
import { Tracing } from '../telemetry/tracing/index.js';
import { DatabaseLocation } from './database-location.js';
import { dataSourceOptions } from './data-source-options.js';
import { TracedClient } from './traced-client.js';

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
            ...dataSourceOptions(environment, location.url, tracing.on ? { Client: TracedClient } : {}),
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
              adapter: new TransactionalAdapterTypeOrm({ dataSourceToken: getDataSourceToken() }),
            }),
          ],
        }),
      ],
      providers: [{ provide: DatabaseLocation, useValue: location }],
      exports: [DatabaseLocation],
    };
  }
}
