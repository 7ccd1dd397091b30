import { Injectable, type OnModuleInit } from '@nestjs/common';
import { TransactionHost } from '@nestjs-cls/transactional';
import { TransactionalAdapterTypeOrm } from '@nestjs-cls/transactional-adapter-typeorm';
import { Spool, SpoolParts } from '../../platform/spool/index.js';
import { ApiLogRepository, type ApiLogRow } from './api-logs/api-log.repository.js';
import { AuditLogRepository } from './audit-log.repository.js';
import type { AuditRow } from './chain/canonical.js';

/** Rows of both logs that were made while the database was away, and how they get there. */
@Injectable()
export class SpooledRows implements OnModuleInit {
  constructor(
    private readonly spool: Spool,
    private readonly parts: SpoolParts,
    private readonly transactions: TransactionHost<TransactionalAdapterTypeOrm>,
    private readonly rows: AuditLogRepository,
    private readonly apiLogs: ApiLogRepository,
  ) {}

  onModuleInit(): void {
    const dated = <T extends { readonly occurredAt: Date }>(rows: readonly T[]): T[] =>
      rows.map((row) => ({ ...row, occurredAt: new Date(row.occurredAt) }));
    this.parts.register<AuditRow>({ name: 'audit', rank: 20, replay: (rows) => this.rows.addMissing(dated(rows)) });
    this.parts.register<ApiLogRow>({
      ...{ name: 'apiLog', rank: 30 },
      replay: (rows) => this.apiLogs.addWithin(this.transactions.tx, dated(rows)),
    });
  }

  /** Spools the row of an attempt that came to nothing; false when the spool does not take it. */
  async keep(row: AuditRow): Promise<boolean> {
    try {
      await this.spool.append({ audit: row });
      return true;
    } catch {
      return false; // counted as lost by whoever asks
    }
  }
}
