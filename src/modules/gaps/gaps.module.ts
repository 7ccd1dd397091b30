import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import './gaps.audit.js';
import { AuditModule } from '../audit/index.js';
import { MembersModule } from '../members/index.js';
import { Gap } from './gap.entity.js';
import { GapHistory } from './gap-history.entity.js';
import { GapListsRepository } from './gap-lists.repository.js';
import { GapsController } from './gaps.controller.js';
import { GapsRepository } from './gaps.repository.js';
import { GapsService } from './gaps.service.js';
import { WaitingPredictions } from './waiting-predictions.js';
import { WorklistService } from './worklist.service.js';

/** Care gaps, their worklist and the rates that follow from them. */
@Module({
  imports: [TypeOrmModule.forFeature([Gap, GapHistory]), AuditModule, MembersModule],
  controllers: [GapsController],
  providers: [GapsRepository, GapListsRepository, GapsService, WorklistService, WaitingPredictions],
  exports: [GapsRepository, GapListsRepository, GapsService, WorklistService, WaitingPredictions],
})
export class GapsModule {}
