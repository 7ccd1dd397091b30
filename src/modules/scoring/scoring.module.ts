import { Module } from '@nestjs/common';
import './audit-events.js';
import { AuditModule } from '../audit/index.js';
import { MembersModule } from '../members/index.js';
import { ModelsModule } from '../models/index.js';
import { PredictionsModule } from '../predictions/index.js';
import { MemberLookup } from './member-lookup.js';
import { PredictionWriter } from './prediction-writer.js';
import { ScoringController } from './scoring.controller.js';
import { ScoringService } from './scoring.service.js';

/** Predictions with the active models. */
@Module({
  imports: [AuditModule, MembersModule, ModelsModule, PredictionsModule],
  controllers: [ScoringController],
  providers: [MemberLookup, PredictionWriter, ScoringService],
  exports: [ScoringService],
})
export class ScoringModule {}
