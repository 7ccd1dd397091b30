import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import './interventions.audit.js';
import { AuditModule } from '../audit/index.js';
import { GapsModule } from '../gaps/index.js';
import { MembersModule } from '../members/index.js';
import { InterventionCatalogueController } from './intervention-catalogue.controller.js';
import { InterventionGap } from './intervention-gap.entity.js';
import { InterventionReportsRepository } from './intervention-reports.repository.js';
import { InterventionType } from './intervention-type.entity.js';
import { Intervention } from './intervention.entity.js';
import { InterventionsController } from './interventions.controller.js';
import { InterventionsRepository } from './interventions.repository.js';
import { InterventionsService } from './interventions.service.js';

/** Interventions, their catalogue and reports. */
@Module({
  imports: [
    TypeOrmModule.forFeature([Intervention, InterventionGap, InterventionType]),
    AuditModule,
    MembersModule,
    GapsModule,
  ],
  controllers: [InterventionCatalogueController, InterventionsController],
  providers: [InterventionsRepository, InterventionReportsRepository, InterventionsService],
  exports: [InterventionsRepository, InterventionReportsRepository, InterventionsService],
})
export class InterventionsModule {}
