import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { JobStatus } from './job-status.js';

/** One background job. The queue itself holds nothing but its id. */
@Entity('jobs')
@Check('jobs_contract_id', `contract_id ~ '^[A-Z][0-9]{4}$'`)
@Check('jobs_status', `status IN ('queued', 'running', 'succeeded', 'partially_succeeded', 'failed', 'cancelled')`)
@Check('jobs_percent', 'percent BETWEEN 0 AND 100')
@Check('jobs_finished', `(finished_at IS NOT NULL) = (status NOT IN ('queued', 'running'))`)
@Check('jobs_request_id', 'length(request_id) BETWEEN 1 AND 64')
@Check('jobs_traceparent', `traceparent ~ '^00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]$'`)
@Index('jobs_recent', ['createdAt', 'id'])
@Index('jobs_unfinished', ['kind', 'status'], { where: 'finished_at IS NULL' })
export class JobEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'jobs_pk' })
  id: string;

  @Column('text')
  kind: string;

  /** The one contract that the job is about; null for several or none. */
  @Column('text', { nullable: true })
  contractId: string | null;

  /** Contracts that the one who asked may see; null for all. */
  @Column('text', { array: true, nullable: true })
  scope: string[] | null;

  @Column('text')
  status: JobStatus;

  /** Parameters; never member data. */
  @Column('jsonb')
  input: unknown;

  /** SHA-256 of the parameters (or of the file) in hexadecimal. */
  @Column('text')
  inputDigest: string;

  /** Counts every start; work of an earlier start can no longer be committed. */
  @Column('integer', { default: 0 })
  attempt: number;

  /** Starts that count against the limit: not those that were handed back at a shutdown. */
  @Column('integer', { default: 0 })
  tries: number;

  @Column('bigint', { nullable: true })
  rowsTotal: string | null;

  @Column('bigint', { default: 0 })
  rowsRead: string;

  @Column('bigint', { default: 0 })
  rowsAccepted: string;

  @Column('bigint', { default: 0 })
  rowsRejected: string;

  @Column('smallint', { default: 0 })
  percent: number;

  @Column('timestamptz', { nullable: true })
  expectedEnd: Date | null;

  @Column('jsonb', { nullable: true })
  result: unknown;

  @Column('text', { nullable: true })
  errorCode: string | null;

  @Column('timestamptz', { nullable: true })
  cancelRequestedAt: Date | null;

  @Column('text')
  createdBy: string;

  @Column('timestamptz')
  createdAt: Date;

  @Column('timestamptz', { nullable: true })
  startedAt: Date | null;

  @Column('timestamptz', { nullable: true })
  finishedAt: Date | null;

  /** Id of the request that ordered it; null outside a request. */
  @Column('text', { nullable: true })
  requestId: string | null;

  /** Span of that request (W3C trace context), when it was traced. */
  @Column('text', { nullable: true })
  traceparent: string | null;
}
