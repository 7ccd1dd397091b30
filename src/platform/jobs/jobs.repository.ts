import { Injectable } from '@nestjs/common';
import { TransactionHost } from '@nestjs-cls/transactional';
import type { TransactionalAdapterTypeOrm } from '@nestjs-cls/transactional-adapter-typeorm';
import type { JobOutcome, JobProgress } from './job-kind.js';
import { expectedEnd, percentOf } from './job-progress.js';
import { JobEntity } from './job.entity.js';
import { type JobStatus } from './job-status.js';

/** First half of the advisory lock under which work of one job is committed; the second half is the job's own. */
const JOB_LOCK = 727_004;

/** Jobs that may be seen, and which of them to list. */
export interface JobFilter {
  readonly kinds: readonly string[];
  readonly status?: JobStatus;
  readonly contractId?: string;
  /** Contracts of the one who asks; null for all. */
  readonly contracts: readonly string[] | null;
  readonly actor: string;
}

/** The rows of `jobs`, and their entries in the queue. */
@Injectable()
export class JobsRepository {
  constructor(private readonly host: TransactionHost<TransactionalAdapterTypeOrm>) {}

  /** Adds the job and its entry in the queue; both or neither are committed. */
  async insert(job: JobEntity): Promise<void> {
    await this.host.withTransaction(async () => {
      await this.host.tx.insert(JobEntity, job as never);
      await this.host.tx.query(
        `SELECT 1 FROM graphile_worker.add_job($1, json_build_object('jobId', $2::text), job_key := $2::text, max_attempts := 1000)`,
        [job.kind, job.id],
      );
    });
  }

  find(id: string): Promise<JobEntity | null> {
    return this.host.tx.findOneBy(JobEntity, { id });
  }

  /** Inside a transaction: the job, held against everyone who would start or end it. */
  findForUpdate(id: string): Promise<JobEntity | null> {
    return this.host.tx.findOne(JobEntity, { where: { id }, lock: { mode: 'pessimistic_write' } });
  }

  findAll(ids: readonly string[]): Promise<JobEntity[]> {
    return this.host.tx.createQueryBuilder(JobEntity, 'j').where('j.id = ANY(:ids)', { ids }).getMany();
  }

  /** Newest first: rows after the position (creation time and id of the last row of the page before). */
  list(filter: JobFilter, limit: number, after?: readonly [string, string]): Promise<JobEntity[]> {
    const { kinds, status, contractId, contracts, actor } = filter;
    const query = this.host.tx
      .createQueryBuilder(JobEntity, 'j')
      .where('j.kind = ANY(:kinds)', { kinds })
      .orderBy('j.createdAt', 'DESC')
      .addOrderBy('j.id', 'DESC')
      .limit(limit);
    if (status) query.andWhere('j.status = :status', { status });
    if (contractId) query.andWhere('j.contractId = :contractId', { contractId });
    if (contracts) {
      query.andWhere('(j.createdBy = :actor OR j.contractId = ANY(:contracts) OR j.scope <@ :contracts)', {
        actor,
        contracts,
      });
    }
    if (after) query.andWhere('(j.createdAt, j.id) < (:createdAt, :id)', { createdAt: after[0], id: after[1] });
    return query.getMany();
  }

  /**
   * Inside a transaction: waits until nobody starts, ends or hands over this job, and reads it. Nobody does until the
   * transaction ends; other work of the job goes on beside it.
   */
  share(id: string): Promise<{ job: JobEntity; backend: number } | undefined> {
    return this.locked(id, 'pg_advisory_xact_lock_shared');
  }

  /** Inside a transaction: waits until no work of this job is being committed, holds off any other, and reads the job. */
  hold(id: string): Promise<{ job: JobEntity; backend: number } | undefined> {
    return this.locked(id, 'pg_advisory_xact_lock');
  }

  private async locked(id: string, lock: string): Promise<{ job: JobEntity; backend: number } | undefined> {
    const [row]: { backend: number }[] = await this.host.tx.query(
      `SELECT pg_backend_pid() AS backend, ${lock}($1, hashtext($2))`,
      [JOB_LOCK, id],
    );
    // A statement of its own: one that waited for the lock would see the job as it was before the wait.
    const job = await this.find(id);
    return job && row ? { job, backend: row.backend } : undefined;
  }

  /** Marks the held job as running; a start counts as a try until it is handed back. */
  async start(job: JobEntity, now: Date): Promise<number> {
    const attempt = job.attempt + 1;
    const startedAt = job.startedAt ?? now;
    await this.host.tx.update(
      JobEntity,
      { id: job.id },
      { status: 'running', attempt, tries: job.tries + 1, startedAt },
    );
    return attempt;
  }

  /** Puts the held job back into the queue. */
  async requeue(id: string, countTry: boolean): Promise<void> {
    await this.host.tx.query(`UPDATE jobs SET status = 'queued', tries = tries - $2 WHERE id = $1`, [
      id,
      countTry ? 0 : 1,
    ]);
  }

  /** Lets another worker take the queue's entry at once. */
  async release(id: string): Promise<void> {
    await this.host.tx.query(
      `UPDATE graphile_worker._private_jobs SET locked_by = NULL, locked_at = NULL, run_at = now() WHERE key = $1`,
      [id],
    );
    await this.host.tx.query(`SELECT pg_notify('jobs:insert', '{"r":"handed back","count":1}')`);
  }

  /** Writes the final state of the held job. */
  async finish(
    id: string,
    outcome: Omit<JobOutcome<unknown>, 'status'> & { status: JobStatus },
    now: Date,
  ): Promise<void> {
    const { status, result, errorCode = null } = outcome;
    await this.host.tx.query(
      `UPDATE jobs SET status = $2, result = $3, error_code = $4, finished_at = $5, expected_end = NULL,
         percent = CASE WHEN $2 IN ('succeeded', 'partially_succeeded') THEN 100 ELSE percent END
       WHERE id = $1`,
      [id, status, result === undefined ? null : JSON.stringify(result), errorCode, now],
    );
  }

  /** Takes the entry of a job that never started out of the queue. */
  async unqueue(id: string): Promise<void> {
    await this.host.tx.query(`DELETE FROM graphile_worker._private_jobs WHERE key = $1 AND locked_by IS NULL`, [id]);
  }

  async requestCancel(id: string, now: Date): Promise<void> {
    await this.host.tx.query(
      `UPDATE jobs SET cancel_requested_at = coalesce(cancel_requested_at, $2) WHERE id = $1 AND finished_at IS NULL`,
      [id, now],
    );
  }

  /**
   * Writes progress and reads whether the worker still holds the job.
   * @returns undefined when it does not.
   */
  async beat(
    id: string,
    attempt: number,
    progress: JobProgress | undefined,
    startedAt: Date,
    now: Date,
  ): Promise<{ cancelRequested: boolean } | undefined> {
    const percent = progress ? percentOf(progress) : null;
    const [rows]: [{ cancelled: boolean }[], number] = await this.host.tx.query(
      `UPDATE jobs SET rows_total = coalesce($3, rows_total), rows_read = coalesce($4, rows_read),
         rows_accepted = coalesce($5, rows_accepted), rows_rejected = coalesce($6, rows_rejected),
         percent = coalesce($7, percent), expected_end = coalesce($8, expected_end)
       WHERE id = $1 AND attempt = $2 AND status = 'running'
       RETURNING cancel_requested_at IS NOT NULL AS cancelled`,
      [
        id,
        attempt,
        progress?.total,
        progress?.read,
        progress?.accepted,
        progress?.rejected,
        percent,
        percent === null ? null : expectedEnd(percent, startedAt, now),
      ],
    );
    return rows[0] ? { cancelRequested: rows[0].cancelled } : undefined;
  }

  /** Stops the statement of a transaction of this job, while that transaction lasts. */
  async cancelStatement(id: string, backend: number): Promise<void> {
    await this.host.tx.query(
      `SELECT pg_cancel_backend(pid) FROM pg_locks
       WHERE pid = $1 AND locktype = 'advisory' AND classid = $2 AND objid = (hashtext($3)::bigint & 4294967295)::oid`,
      [backend, JOB_LOCK, id],
    );
  }
}
