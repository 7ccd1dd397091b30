import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import './audit-events.js';
import { AuditModule } from '../audit/index.js';
import { MembersModule } from '../members/index.js';
import { ModelsModule } from '../models/index.js';
import { PredictionsModule } from '../predictions/index.js';
import { BulkScoring } from './bulk/bulk-scoring.js';
import { MemberLookup } from './member-lookup.js';
import { DriftGauges } from './monitoring/drift-gauges.js';
import { ModelFeatureCount } from './monitoring/feature-count.entity.js';
import { FeatureTracker } from './monitoring/feature-tracker.js';
import { MonitoringController } from './monitoring/monitoring.controller.js';
import { MonitoringRepository } from './monitoring/monitoring.repository.js';
import { MonitoringService } from './monitoring/monitoring.service.js';
import { ThresholdsController } from './monitoring/thresholds.controller.js';
import { MonitoringThresholdsRow } from './monitoring/thresholds.entity.js';
import { ThresholdsRepository } from './monitoring/thresholds.repository.js';
import { PredictionWriter } from './prediction-writer.js';
import { ScoringController } from './scoring.controller.js';
import { ScoringService } from './scoring.service.js';

/** Predictions with the active models. */
@Module({
  imports: [
    TypeOrmModule.forFeature([ModelFeatureCount, MonitoringThresholdsRow]),
    AuditModule,
    MembersModule,
    ModelsModule,
    PredictionsModule,
  ],
  controllers: [MonitoringController, ScoringController, ThresholdsController],
  providers: [
    BulkScoring,
    DriftGauges,
    FeatureTracker,
    MemberLookup,
    MonitoringRepository,
    MonitoringService,
    PredictionWriter,
    ScoringService,
    ThresholdsRepository,
  ],
  exports: [BulkScoring, ScoringService],
})
export class ScoringModule {}
