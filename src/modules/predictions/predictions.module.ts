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

/** Stored predictions with their explanations. */
@Module({
  imports: [TypeOrmModule.forFeature([Prediction]), AuditModule, MembersModule],
  controllers: [PredictionsController],
  providers: [PredictionsRepository, PredictionsService, SpooledPredictions],
  exports: [PredictionsRepository, PredictionsService],
})
export class PredictionsModule {}
