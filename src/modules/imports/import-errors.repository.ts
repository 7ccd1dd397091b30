import { Injectable } from '@nestjs/common';
import { TransactionHost } from '@nestjs-cls/transactional';
import type { TransactionalAdapterTypeOrm } from '@nestjs-cls/transactional-adapter-typeorm';
import type { ImportError } from './import-error.entity.js';

const PAGE = 5000;

export type ErrorRow = Pick<ImportError, 'line' | 'field' | 'code'>;

/** The places of rejected rows. */
@Injectable()
export class ImportErrorsRepository {
  constructor(private readonly host: TransactionHost<TransactionalAdapterTypeOrm>) {}

  /** All of them in the order of the file, some thousand at a time. */
  async *of(jobId: string): AsyncGenerator<ErrorRow[]> {
    let after: readonly [number, string, string] = [0, '', ''];
    for (;;) {
      const rows: ErrorRow[] = await this.host.tx.query(
        `SELECT line, field, code FROM import_errors WHERE job_id = $1 AND (line, field, code) > ($2, $3, $4)
         ORDER BY line, field, code LIMIT ${PAGE}`,
        [jobId, ...after],
      );
      const last = rows.at(-1);
      if (!last) return;
      yield rows;
      after = [last.line, last.field, last.code];
    }
  }
}
