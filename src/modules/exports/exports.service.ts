import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { PoolClient } from 'pg';
import { notFound, Problem, RequestContext } from '../../platform/http/index.js';
import { maySeeContract } from '../../platform/security/index.js';
import { AuditTrail } from '../audit/index.js';
import './audit-events.js';
import {
  exportColumns,
  type ExportFilter,
  type ExportKind,
  exportStatement,
  unknownFilters,
} from './export-statements.js';
import { EXPORT_FORMATS, type ExportRow } from './export-text.js';

const ROWS_AT_ONCE = 2000;
/** Each holds a connection while it lasts. */
const EXPORTS_AT_ONCE = 4;

/** What to export and how to write it. */
export interface ExportOrder extends ExportFilter {
  readonly kind: ExportKind;
  readonly format: 'ndjson' | 'csv';
}

/** Streams rows out of one consistent snapshot, a page of a cursor at a time, as fast as they are taken. */
@Injectable()
export class ExportsService {
  private running = 0;

  constructor(
    private readonly dataSource: DataSource,
    private readonly context: RequestContext,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * Begins an export; it is audited before its first row.
   * @throws Problem for a contract out of scope, a filter that the kind lacks, or too many exports at once.
   */
  async start({ kind, format, ...filter }: ExportOrder): Promise<AsyncGenerator<string>> {
    const { principal } = this.context;
    const { contractId } = filter;
    if (contractId !== undefined && principal && !maySeeContract(principal, contractId)) throw notFound('contract');
    const surplus = unknownFilters(kind, filter);
    if (surplus.length > 0) {
      const errors = surplus.map((name) => ({
        pointer: `/${name}`,
        code: 'filter-of-kind',
        message: 'This kind of export has no such filter.',
      }));
      throw new Problem('validation-failed', 'One or more filters do not fit the kind.', errors);
    }
    if (this.running >= EXPORTS_AT_ONCE) {
      throw new Problem('unavailable', 'Several exports are running already. Try again shortly.', [], {
        'retry-after': '10',
      });
    }
    await this.audit.act('export.started', { contractId, reads: true }, () => {
      this.audit.describe('export.started', { after: { kind, format } });
      return Promise.resolve();
    });
    const contracts = principal?.contracts ? [...principal.contracts] : null;
    return this.text(kind, format, exportStatement(kind, filter, contracts));
  }

  private async *text(
    kind: ExportKind,
    format: ExportOrder['format'],
    { sql, values }: { sql: string; values: unknown[] },
  ): AsyncGenerator<string> {
    const { head, line } = EXPORT_FORMATS[format];
    const columns = exportColumns(kind);
    this.running++;
    const runner = this.dataSource.createQueryRunner();
    try {
      const client = (await runner.connect()) as PoolClient;
      await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
      await client.query('SET LOCAL statement_timeout = 0');
      await client.query(`DECLARE export_rows NO SCROLL CURSOR FOR ${sql}`, values);
      yield head(columns);
      for (;;) {
        const { rows } = await client.query<ExportRow>(`FETCH ${ROWS_AT_ONCE} FROM export_rows`);
        if (rows.length === 0) return;
        yield rows.map((row) => line(columns, row)).join('');
      }
    } finally {
      this.running--;
      // Also when the client hangs up half-way; a broken connection has ended its transaction itself.
      await runner.query('ROLLBACK').catch(() => undefined);
      await runner.release();
    }
  }
}
