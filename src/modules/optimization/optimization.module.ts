import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditModule } from '../audit/index.js';
import { InterventionsModule } from '../interventions/index.js';
import { PortfolioModule } from '../portfolio/index.js';
import { ActionsRepository } from './actions.repository.js';
import { MemberOptionsRepository } from './member-options.repository.js';
import { OptimizationAction } from './optimization-action.entity.js';
import { OptimizationEntity } from './optimization.entity.js';
import { OptimizationJob } from './optimization-job.js';
import { OptimizationReader } from './optimization-reader.js';
import { OptimizationsController } from './optimizations.controller.js';
import { OptimizationsRepository } from './optimizations.repository.js';
import { OptimizationsService } from './optimizations.service.js';
import { OptimizerThreads } from './optimizer-threads.js';

/** Plans of action: which interventions for which members, so that the rating is reached at the least cost. */
@Module({
  imports: [
    TypeOrmModule.forFeature([OptimizationEntity, OptimizationAction]),
    AuditModule,
    InterventionsModule,
    PortfolioModule,
  ],
  controllers: [OptimizationsController],
  providers: [
    ActionsRepository,
    MemberOptionsRepository,
    OptimizationJob,
    OptimizationReader,
    OptimizationsRepository,
    OptimizationsService,
    OptimizerThreads,
  ],
  exports: [OptimizationsService, OptimizerThreads],
})
export class OptimizationModule {}
