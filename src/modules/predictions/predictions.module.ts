import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import './predictions.audit.js';
import { AuditModule } from '../audit/index.js';
import { MembersModule } from '../members/index.js';
import { Prediction } from './prediction.entity.js';
import { PredictionsController } from './predictions.controller.js';
import { PredictionsRepository } from './predictions.repository.js';
import { PredictionsService } from './predictions.service.js';
import { SpooledPredictions } from './spooled-predictions.js';
import { ActiveTiers } from './tiers/active-tiers.js';
import { TierThresholdsController } from './tiers/tier-thresholds.controller.js';
import { TierThresholdsRow } from './tiers/tier-thresholds.entity.js';
import { TierThresholdsRepository } from './tiers/tier-thresholds.repository.js';

/** Stored predictions with their explanations, and what their tiers are given by. */
@Module({
  imports: [TypeOrmModule.forFeature([Prediction, TierThresholdsRow]), AuditModule, MembersModule],
  controllers: [PredictionsController, TierThresholdsController],
  providers: [ActiveTiers, PredictionsRepository, PredictionsService, SpooledPredictions, TierThresholdsRepository],
  exports: [ActiveTiers, PredictionsRepository, PredictionsService, TierThresholdsRepository],
})
export class PredictionsModule {}
