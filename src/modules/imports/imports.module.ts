import { Module, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import type { FastifyInstance } from 'fastify';
import { acceptStreams } from '../../platform/http/index.js';
import { AuditModule } from '../audit/index.js';
import { MembersModule } from '../members/index.js';
import { RatingsModule } from '../ratings/index.js';
import { ScoringModule } from '../scoring/index.js';
import { ImportError } from './import-error.entity.js';
import { ImportErrorsRepository } from './import-errors.repository.js';
import { ImportJobs } from './import-job.js';
import { ImportTargets } from './import-targets.js';
import { ImportsController } from './imports.controller.js';
import { ImportsService } from './imports.service.js';
import { Staging } from './staging.js';
import { MeasureResultsTarget } from './targets/measure-results.target.js';
import { MemberNames } from './targets/member-names.js';
import { MembersTarget } from './targets/members.target.js';
import { PredictionsTarget } from './targets/predictions.target.js';

/** Bulk in: files of any size, staged as they arrive, merged by a job. */
@Module({
  imports: [TypeOrmModule.forFeature([ImportError]), AuditModule, MembersModule, RatingsModule, ScoringModule],
  controllers: [ImportsController],
  providers: [
    ImportErrorsRepository,
    ImportJobs,
    ImportsService,
    ImportTargets,
    MeasureResultsTarget,
    MemberNames,
    MembersTarget,
    PredictionsTarget,
    Staging,
  ],
  exports: [ImportErrorsRepository, ImportsService],
})
export class ImportsModule implements OnModuleInit {
  constructor(private readonly http: HttpAdapterHost) {}

  onModuleInit(): void {
    const { httpAdapter } = this.http;
    // Without HTTP (command line) there is nothing to listen to.
    const server = httpAdapter?.getInstance<Partial<FastifyInstance>>();
    if (server?.addContentTypeParser) acceptStreams(server as FastifyInstance, '/api/v1/imports');
  }
}
