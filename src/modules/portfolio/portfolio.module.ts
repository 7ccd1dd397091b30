import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { RatingsModule } from '../ratings/index.js';
import { GapCountKeeper } from './gap-count-keeper.js';
import { PortfolioController } from './portfolio.controller.js';
import { PortfolioSchedules } from './portfolio.schedules.js';
import { PortfolioService } from './portfolio.service.js';
import { PortfolioSnapshot } from './portfolio-snapshot.entity.js';
import { SnapshotListeners } from './snapshot-listeners.js';
import { SnapshotTaker } from './snapshot-taker.js';
import { SnapshotsRepository } from './snapshots.repository.js';

/** Where contracts stand: snapshots, ratings from gaps, trends. */
@Module({
  imports: [TypeOrmModule.forFeature([PortfolioSnapshot]), RatingsModule],
  controllers: [PortfolioController],
  providers: [
    GapCountKeeper,
    PortfolioSchedules,
    PortfolioService,
    SnapshotListeners,
    SnapshotTaker,
    SnapshotsRepository,
  ],
  exports: [GapCountKeeper, PortfolioService, SnapshotListeners, SnapshotTaker, SnapshotsRepository],
})
export class PortfolioModule {}
