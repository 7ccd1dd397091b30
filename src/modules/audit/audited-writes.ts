import { Injectable } from '@nestjs/common';
import type { Statement } from '../../platform/database/index.js';
import { AuditLogRepository } from './audit-log.repository.js';
import type { AuditRow } from './chain/canonical.js';

/** Changes of one statement, stored together with the rows of their acts. */
@Injectable()
export class AuditedWrites {
  constructor(private readonly rows: AuditLogRepository) {}

  /**
   * Makes a change and adds the rows that acts handed over (`AuditTrail.handOver`) in one statement, in the
   * transaction under way if there is one: both are committed, or neither.
   * @param change its text stands in a `WITH`; a name that is prepared once for each connection.
   */
  async run(change: Statement, rows: readonly AuditRow[]): Promise<void> {
    await this.rows.addWith(change, rows);
  }
}
