import { Global, Module } from '@nestjs/common';
import { Environment } from '../config/index.js';
import { Log } from './log.js';
import { MetricsController } from './metrics.controller.js';
import { Metrics } from './metrics.js';

/** The structured log and the metrics, for every module. */
@Global()
@Module({
  controllers: [MetricsController],
  providers: [
    { provide: Log, inject: [Environment], useFactory: (env: Environment) => new Log(env.LOG_LEVEL) },
    Metrics,
  ],
  exports: [Log, Metrics],
})
export class TelemetryModule {}
