import { IsIn, IsOptional, IsUUID, Matches } from 'class-validator';
import { type JobEntity, JobResponse, toJobResponse } from '../../../platform/jobs/index.js';
import { IMPORT_KINDS, type ImportKind } from '../../../core/imports/index.js';
import type { ImportInput } from '../import-target.js';

/** What to import and how. */
export class ImportQuery {
  /**
   * What the rows are.
   * @example "gaps"
   */
  @IsIn(IMPORT_KINDS)
  kind: ImportKind;

  /**
   * Contract of rows that name none.
   * @example "H0028"
   */
  @IsOptional()
  @Matches(/^[A-Z][0-9]{4}$/, { message: 'contractId must be a letter and four digits' })
  contractId?: string;

  /**
   * Measurement year of rows that name none (star year for measure results).
   * @example "2026"
   */
  @IsOptional()
  @Matches(/^20(0[89]|[1-9][0-9])$/, { message: 'year must be from 2008 to 2099' })
  year?: string;

  /** `true` checks every row and changes nothing. */
  @IsOptional()
  @IsIn(['true', 'false'])
  dryRun?: 'true' | 'false';
}

/** Path of one import. */
export class ImportIdParam {
  /** Id of the import, which is the id of its job. */
  @IsUUID()
  id: string;
}

/** How to read the error file. */
export class ImportErrorsQuery {
  /** `ndjson` by default. */
  @IsOptional()
  @IsIn(['ndjson', 'csv'])
  format?: 'ndjson' | 'csv';
}

/** An import: its job, and where its rejected rows are listed. */
export class ImportResponse extends JobResponse {
  /** What the rows are. */
  importKind: 'members' | 'gaps' | 'outcomes' | 'measure-results' | 'predictions';
  dryRun: boolean;
  /** Rows in the file. */
  rows: number;
  /**
   * Places of the rejected rows, once the job has ended.
   * @example "/api/v1/imports/019a0000-0000-7000-8000-000000000000/errors"
   */
  errorsUrl: string;
}

export function toImportResponse(job: JobEntity, now: Date): ImportResponse {
  const { kind, dryRun, rows } = job.input as ImportInput;
  return {
    ...toJobResponse(job, now),
    importKind: kind,
    dryRun,
    rows,
    errorsUrl: `/api/v1/imports/${job.id}/errors`,
  };
}
