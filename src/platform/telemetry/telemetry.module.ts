import { Global, Module } from '@nestjs/common';
import { Environment } from '../config/index.js';
import { Log } from './log.js';
import { MetricsController } from './metrics.controller.js';
import { Metrics } from './metrics.js';
import { TraceMetrics } from './trace-metrics.js';
import { Tracing, tracingOf } from './tracing/index.js';

/** The structured log, the metrics and the traces, for every module. */
@Global()
@Module({
  controllers: [MetricsController],
  providers: [
    { provide: Log, inject: [Environment], useFactory: (env: Environment) => new Log(env.LOG_LEVEL) },
    { provide: Tracing, inject: [Environment], useFactory: tracingOf },
    Metrics,
    TraceMetrics,
  ],
  exports: [Log, Metrics, Tracing],
})
export class TelemetryModule {}
