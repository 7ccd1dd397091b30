import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { MembersModule } from '../members/index.js';
import { PredictionsModule } from '../predictions/index.js';
import { RatingsModule } from '../ratings/index.js';
import { DemoPlan } from './demo-plan.entity.js';
import { DemoRepository } from './demo.repository.js';
import { DemoService } from './demo.service.js';

/** Synthetic plans to try everything with. */
@Module({
  imports: [TypeOrmModule.forFeature([DemoPlan]), MembersModule, PredictionsModule, RatingsModule],
  providers: [DemoRepository, DemoService],
  exports: [DemoService],
})
export class DemoModule {}
