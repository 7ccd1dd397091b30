import { Global, Module } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Spool } from './spool.js';
import { SpoolInterceptor } from './spool.interceptor.js';
import { SpoolMetrics } from './spool-metrics.js';
import { SpoolParts } from './spool-parts.js';
import { SpoolReplay } from './spool-replay.js';
import { SpoolSchedule } from './spool-schedule.js';
import { SpoolWatermark } from './spool-watermark.entity.js';

/** Durable records of what is acknowledged while the database is away. Listed before modules with interceptors. */
@Global()
@Module({
  imports: [TypeOrmModule.forFeature([SpoolWatermark])],
  providers: [
    Spool,
    SpoolMetrics,
    SpoolParts,
    SpoolReplay,
    SpoolSchedule,
    { provide: APP_INTERCEPTOR, useClass: SpoolInterceptor },
  ],
  exports: [Spool, SpoolMetrics, SpoolParts, SpoolReplay],
})
export class SpoolModule {}
