import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { JobGauges } from './job-gauges.js';
import { JobKinds } from './job-kinds.js';
import { JobMetrics } from './job-metrics.js';
import { JobReaper } from './job-reaper.js';
import { JobRunner } from './job-runner.js';
import { JobWatcher } from './job-watcher.js';
import { JobWorkers } from './job-workers.js';
import { JobEntity } from './job.entity.js';
import { JobsController } from './jobs.controller.js';
import { JobsRepository } from './jobs.repository.js';
import { Jobs } from './jobs.js';

/** Background jobs over PostgreSQL, for every module. */
@Global()
@Module({
  imports: [TypeOrmModule.forFeature([JobEntity])],
  controllers: [JobsController],
  providers: [Jobs, JobGauges, JobKinds, JobMetrics, JobReaper, JobRunner, JobsRepository, JobWatcher, JobWorkers],
  exports: [Jobs, JobKinds, JobWatcher, JobWorkers],
})
export class JobsModule {}
