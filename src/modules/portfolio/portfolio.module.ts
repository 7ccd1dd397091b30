import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { RatingsModule } from '../ratings/index.js';
import { GapCountKeeper } from './gap-count-keeper.js';
import { PortfolioController } from './portfolio.controller.js';
import { PortfolioSchedules } from './portfolio.schedules.js';
import { PortfolioService } from './portfolio.service.js';
import { PortfolioSnapshot } from './portfolio-snapshot.entity.js';
import { SnapshotListeners } from './snapshot-listeners.js';
import { MarginalInputsReader } from './priorities/marginal-inputs.js';
import { MarginalValuesService } from './priorities/marginal-values.service.js';
import { PrioritiesController } from './priorities/priorities.controller.js';
import { PrioritiesRepository } from './priorities/priorities.repository.js';
import { PrioritySchedules } from './priorities/priorities.schedules.js';
import { PrioritiesService } from './priorities/priorities.service.js';
import { PriorityInputsDigest } from './priorities/priority-inputs-digest.js';
import { PriorityJob } from './priorities/priority-job.js';
import { PriorityState } from './priorities/priority-state.entity.js';
import { SnapshotTaker } from './snapshot-taker.js';
import { SnapshotsRepository } from './snapshots.repository.js';

/** Where contracts stand: snapshots, ratings from gaps, trends. */
@Module({
  imports: [TypeOrmModule.forFeature([PortfolioSnapshot, PriorityState]), RatingsModule],
  controllers: [PortfolioController, PrioritiesController],
  providers: [
    GapCountKeeper,
    MarginalInputsReader,
    MarginalValuesService,
    PortfolioSchedules,
    PortfolioService,
    PrioritiesRepository,
    PrioritiesService,
    PriorityInputsDigest,
    PriorityJob,
    PrioritySchedules,
    SnapshotListeners,
    SnapshotTaker,
    SnapshotsRepository,
  ],
  exports: [
    GapCountKeeper,
    MarginalInputsReader,
    PortfolioService,
    PrioritiesService,
    SnapshotListeners,
    SnapshotTaker,
    SnapshotsRepository,
  ],
})
export class PortfolioModule {}
