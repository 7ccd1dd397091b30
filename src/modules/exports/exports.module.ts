import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/index.js';
import { ExportsController } from './exports.controller.js';
import { ExportsService } from './exports.service.js';

/** Bulk out: rows of any number, streamed. */
@Module({
  imports: [AuditModule],
  controllers: [ExportsController],
  providers: [ExportsService],
  exports: [ExportsService],
})
export class ExportsModule {}
