import { IsIn, IsOptional, IsString, IsUUID, Matches } from 'class-validator';
import { PageQuery } from '../../http/index.js';
import { type JobEntity } from '../job.entity.js';
import { JOB_STATUSES, type JobStatus } from '../job-status.js';

/** Path of one job. */
export class JobIdParam {
  /** Id of the job. */
  @IsUUID()
  id: string;
}

/** Which jobs to list. */
export class JobListQuery extends PageQuery {
  /**
   * Only jobs of this kind.
   * @example "import-gaps"
   */
  @IsOptional()
  @IsString()
  @Matches(/^[a-z][a-z0-9-]{0,59}$/)
  kind?: string;

  /** Only jobs in this state. */
  @IsOptional()
  @IsIn(JOB_STATUSES)
  status?: JobStatus;

  /**
   * Only jobs about this contract.
   * @example "H0028"
   */
  @IsOptional()
  @Matches(/^[A-Z][0-9]{4}$/)
  contractId?: string;
}

/** How far a job is. */
export class JobProgressResponse {
  /** Rows in all; null while unknown. */
  total: number | null;
  /** Rows read so far. */
  read: number;
  /** Rows accepted so far. */
  accepted: number;
  /** Rows rejected so far. */
  rejected: number;
  /**
   * Share done, 0–100.
   * @example 40
   */
  percent: number;
  /** Seconds until the end at the pace so far; null when unknown. */
  etaSeconds: number | null;
}

/** A background job. */
export class JobResponse {
  /** Id of the job. */
  id: string;
  /**
   * Kind of job.
   * @example "import-gaps"
   */
  kind: string;
  /** The contract that it is about; null for several or none. */
  contractId: string | null;
  /** Where it stands; the last four are final. */
  status: 'queued' | 'running' | 'succeeded' | 'partially_succeeded' | 'failed' | 'cancelled';
  /** True from the request to cancel on. */
  cancelRequested: boolean;
  progress: JobProgressResponse;
  /** SHA-256 of the input, hexadecimal. */
  inputDigest: string;
  /** What came of it, by kind; null until the end. */
  result: Record<string, unknown> | null;
  /** Stable code of the reason, for `failed`. */
  errorCode: string | null;
  /** Who asked for it. */
  createdBy: string;
  createdAt: Date;
  /** First start. */
  startedAt: Date | null;
  finishedAt: Date | null;
}

/** A page of jobs, newest first. */
export class JobPageResponse {
  items: JobResponse[];
  /** Cursor of the next page; null on the last one. */
  next: string | null;
}

export function toJobResponse(job: JobEntity, now: Date): JobResponse {
  const { expectedEnd } = job;
  return {
    id: job.id,
    kind: job.kind,
    contractId: job.contractId,
    status: job.status,
    cancelRequested: job.cancelRequestedAt !== null,
    progress: {
      total: job.rowsTotal === null ? null : Number(job.rowsTotal),
      read: Number(job.rowsRead),
      accepted: Number(job.rowsAccepted),
      rejected: Number(job.rowsRejected),
      percent: job.percent,
      etaSeconds: expectedEnd ? Math.max(0, Math.ceil((expectedEnd.getTime() - now.getTime()) / 1000)) : null,
    },
    inputDigest: job.inputDigest,
    result: job.result as Record<string, unknown> | null,
    errorCode: job.errorCode,
    createdBy: job.createdBy,
    createdAt: job.createdAt,
    startedAt: job.startedAt,
    finishedAt: job.finishedAt,
  };
}
