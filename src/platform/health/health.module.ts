import { Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { DegradedState } from './degraded.js';
import { HealthController } from './health.controller.js';
import { MigrationIndicator } from './migration.indicator.js';
import { PartitionIndicator } from './partition.indicator.js';

/** Liveness and readiness. */
@Module({
  imports: [TerminusModule.forRoot({ logger: false })],
  controllers: [HealthController],
  providers: [DegradedState, MigrationIndicator, PartitionIndicator],
})
export class HealthModule {}
