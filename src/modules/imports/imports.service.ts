import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { type Defaults, type ImportKind, importSchema, RowReader, UnreadableFile } from '../../core/imports/index.js';
import { Environment } from '../../platform/config/index.js';
import { notFound, Problem, RequestContext, uploadText } from '../../platform/http/index.js';
import { type JobEntity, Jobs } from '../../platform/jobs/index.js';
import { maySeeContract } from '../../platform/security/index.js';
import { AuditTrail } from '../audit/index.js';
import type { ImportInput } from './import-target.js';
import { ImportJobs } from './import-job.js';
import { ImportTargets } from './import-targets.js';
import { Staging } from './staging.js';

/** Uploads that one process takes at a time: each holds a connection while it lasts. */
const UPLOADS_AT_ONCE = 4;

/** A file to import and how to read it. */
export interface ImportOrder {
  readonly kind: ImportKind;
  readonly format: 'csv' | 'ndjson';
  readonly gzip: boolean;
  readonly dryRun: boolean;
  /** Contract of rows that name none. */
  readonly contractId?: string;
  /** Measurement year (or star year) of rows that name none. */
  readonly year?: number;
}

const TEXTS: Readonly<Record<UnreadableFile['code'], string>> = {
  'empty-file': 'The file has no rows.',
  'unknown-column': 'The header names a column that this kind of import does not have.',
  'missing-column': 'The header lacks a column that this kind of import needs.',
  'duplicate-column': 'The header names a column twice.',
  'malformed-header': 'The header cannot be read.',
};

function unreadable({ code, columns }: UnreadableFile): Problem {
  const places = columns.length > 0 ? columns : [''];
  const errors = places.map((place) => ({ pointer: place === '' ? '' : `/${place}`, code, message: TEXTS[code] }));
  return new Problem('validation-failed', 'The file cannot be read as this kind of import. Nothing was kept.', errors);
}

/** Takes files in: every row is checked, its member's id hashed and staged while it arrives; a job does the rest. */
@Injectable()
export class ImportsService {
  private uploads = 0;

  constructor(
    private readonly staging: Staging,
    private readonly targets: ImportTargets,
    private readonly importJobs: ImportJobs,
    private readonly jobs: Jobs,
    private readonly audit: AuditTrail,
    private readonly context: RequestContext,
    private readonly environment: Environment,
  ) {}

  /**
   * Stages a file and puts its job into the queue, both or neither.
   * @throws Problem for a file that cannot be read as a whole, is cut off or too large; `unavailable` when too many
   * files arrive at once.
   */
  async accept(order: ImportOrder, body: Readable): Promise<JobEntity> {
    const { contractId } = order;
    if (contractId !== undefined && !this.mayWrite(contractId)) throw notFound('contract');
    if (this.uploads >= UPLOADS_AT_ONCE) {
      throw new Problem('unavailable', 'Several files are arriving already. Try again shortly.', [], {
        'retry-after': '10',
      });
    }
    this.uploads++;
    try {
      return await this.audit.act('import.accepted', { contractId }, () => this.stage(order, body));
    } catch (error) {
      throw error instanceof UnreadableFile ? unreadable(error) : error;
    } finally {
      this.uploads--;
    }
  }

  private mayWrite(contractId: string): boolean {
    const { principal } = this.context;
    return principal === undefined || maySeeContract(principal, contractId); // without a request: the command line
  }

  private async stage(
    { kind, format, gzip, dryRun, contractId, year }: ImportOrder,
    body: Readable,
  ): Promise<JobEntity> {
    const id = uuidv7();
    const text = year === undefined ? undefined : String(year);
    const defaults: Defaults = { contractId, measurementYear: text, starYear: text };
    const {
      IMPORT_LIMIT_BYTES: bytesLimit,
      IMPORT_GZIP_RATIO: ratio,
      IMPORT_LINE_LIMIT_BYTES: line,
      IMPORT_SILENCE_MS: silenceMs,
    } = this.environment;
    let bytes = 0;
    const pieces = uploadText(body, gzip, { bytes: bytesLimit, ratio, silenceMs }, (count) => (bytes = count));
    const target = this.targets.of(kind);
    const file = await target.open({ format, dryRun });
    const reader = new RowReader({ ...importSchema(kind), features: file.features }, format, defaults);
    const { rows, digest } = await this.staging.fill(id, pieces, reader, { target, file }, line);
    await file.end?.();
    const input: ImportInput = { kind, format, dryRun, rows, bytes };
    const order = { id, contractId: contractId ?? null, inputDigest: digest };
    const job = await this.jobs.enqueue(this.importJobs.of(kind), input, order);
    this.audit.describe('import.accepted', { entityId: id, after: { kind, dryRun, rows, digest } });
    return job;
  }
}
