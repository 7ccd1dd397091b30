import { type DynamicModule, Module } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { AccessModule } from './modules/access/index.js';
import { AuditModule } from './modules/audit/index.js';
import { DemoModule } from './modules/demo/index.js';
import { GapsModule } from './modules/gaps/index.js';
import { InterventionsModule } from './modules/interventions/index.js';
import { MembersModule } from './modules/members/index.js';
import { ModelsModule } from './modules/models/index.js';
import { OptimizationModule } from './modules/optimization/index.js';
import { PortfolioModule } from './modules/portfolio/index.js';
import { PredictionsModule } from './modules/predictions/index.js';
import { ExportsModule } from './modules/exports/index.js';
import { ImportsModule } from './modules/imports/index.js';
import { RatingsModule } from './modules/ratings/index.js';
import { SimulationsModule } from './modules/simulations/index.js';
import { ScoringModule } from './modules/scoring/index.js';
import { HotReadsModule } from './platform/cache/index.js';
import { ConfigModule, type DeploymentKeys, type Environment } from './platform/config/index.js';
import { type DatabaseLocation, DatabaseModule, type DatabaseStart } from './platform/database/index.js';
import { HealthModule } from './platform/health/index.js';
import { ConsistencyModule, HttpModule } from './platform/http/index.js';
import { JobsModule } from './platform/jobs/index.js';
import { RedisModule } from './platform/redis/index.js';
import { OfflineModule } from './platform/offline/index.js';
import { SecurityModule } from './platform/security/index.js';
import { SpoolModule } from './platform/spool/index.js';
import { TelemetryModule } from './platform/telemetry/index.js';
import { WorkersModule } from './platform/workers/index.js';

/** What a process needs to know before its modules are put together. */
export interface AppContext extends DatabaseStart {
  readonly environment: Environment;
  readonly keys: DeploymentKeys;
  readonly location: DatabaseLocation;
}

/** Every module of the service. */
@Module({})
export class AppModule {
  static forRoot({ environment, keys, location, connect, away }: AppContext): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.forRoot(environment, keys),
        TelemetryModule,
        OfflineModule,
        DatabaseModule.forRoot(location, { connect, away }),
        RedisModule,
        SpoolModule,
        HttpModule,
        HotReadsModule,
        SecurityModule,
        WorkersModule,
        HealthModule,
        JobsModule,
        AccessModule,
        ScheduleModule.forRoot(),
        AuditModule,
        MembersModule,
        GapsModule,
        InterventionsModule,
        ModelsModule,
        PredictionsModule,
        RatingsModule,
        SimulationsModule,
        ImportsModule,
        ExportsModule,
        ScoringModule,
        PortfolioModule,
        OptimizationModule,
        DemoModule,
        ConsistencyModule,
      ],
    };
  }
}
