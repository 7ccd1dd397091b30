import { Global, Module } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ApiLogSink } from '../../platform/http/index.js';
import { ApiLogBuffer } from './api-logs/api-log.buffer.js';
import { ApiLogRepository } from './api-logs/api-log.repository.js';
import { ApiLogsController } from './api-logs/api-logs.controller.js';
import { AuditedWrites } from './audited-writes.js';
import { ArchiveRegister, ArchiveVerifier, LogArchiver } from './archive/index.js';
import { AuditController } from './audit.controller.js';
import { AuditCut } from './audit-cut.js';
import { AuditInterceptor } from './audit.interceptor.js';
import { AuditLogRepository } from './audit-log.repository.js';
import { AuditMetrics } from './audit-metrics.js';
import { AuditTrail } from './audit-trail.js';
import { AuditCodes, AuditSealer, AuditVerifier, ChainRepository } from './chain/index.js';
import { ChainGauges } from './chain-gauges.js';
import { ApiLogEntity } from './entities/api-log.entity.js';
import {
  AuditAnchorEntity,
  AuditHeadEntity,
  AuditSealEntity,
  AuditUnsealedEntity,
} from './entities/audit-chain.entities.js';
import { AuditLogEntity } from './entities/audit-log.entity.js';
import { LogArchiveEntity } from './entities/log-archive.entity.js';
import { PartitionKeeper } from './partition-keeper.js';
import { LogRetention } from './retention.js';
import { AuditSchedules } from './schedules.js';
import { SpooledRows } from './spooled-rows.js';

const ENTITIES = [
  ApiLogEntity,
  AuditLogEntity,
  AuditSealEntity,
  AuditUnsealedEntity,
  AuditHeadEntity,
  AuditAnchorEntity,
  LogArchiveEntity,
];

/** Logs of requests and the audit trail, for every module. */
@Global()
@Module({
  imports: [TypeOrmModule.forFeature(ENTITIES)],
  controllers: [ApiLogsController, AuditController],
  providers: [
    ApiLogRepository,
    ArchiveRegister,
    ArchiveVerifier,
    AuditCodes,
    AuditedWrites,
    AuditCut,
    AuditLogRepository,
    AuditMetrics,
    AuditSchedules,
    AuditSealer,
    AuditTrail,
    AuditVerifier,
    ChainGauges,
    ChainRepository,
    LogArchiver,
    LogRetention,
    PartitionKeeper,
    SpooledRows,
    { provide: ApiLogSink, useClass: ApiLogBuffer },
    { provide: APP_INTERCEPTOR, useClass: AuditInterceptor },
  ],
  exports: [
    ApiLogSink,
    ArchiveVerifier,
    AuditedWrites,
    AuditSealer,
    AuditTrail,
    AuditVerifier,
    LogRetention,
    PartitionKeeper,
  ],
})
export class AuditModule {}
