import { Injectable } from '@nestjs/common';
import { TransactionHost } from '@nestjs-cls/transactional';
import type { TransactionalAdapterTypeOrm } from '@nestjs-cls/transactional-adapter-typeorm';
import { ClsService } from 'nestjs-cls';
import { Environment } from '../config/index.js';
import { isDatabaseAway } from '../http/index.js';
import { Log } from '../telemetry/index.js';
import { currentSpan, kindOfError, setCurrentSpan, Tracing } from '../telemetry/tracing/index.js';
import { JobFailure, JobInterrupted, type JobKind, type JobOutcome } from './job-kind.js';
import { JobMetrics } from './job-metrics.js';
import { type JobEntity } from './job.entity.js';
import { isFinal, type JobStatus } from './job-status.js';
import { JobsRepository } from './jobs.repository.js';
import { RunningJob } from './running-job.js';

const MAX_TRIES = 3;

/** Told to the queue in place of the real error, which could hold a value: the job's entry stays and is tried again. */
export class TryAgain extends Error {
  override name = 'TryAgain';
  constructor() {
    super('the job is tried again');
  }
}

/** Wrong SQL (class 42) is not mended by trying again. */
const isOurMistake = (error: unknown): boolean => /^42/.test(String((error as { code?: unknown }).code ?? ''));

type AnyKind = JobKind<object, unknown>;

/** Runs one job from start to a final state, to its place in the queue, or into the hands of another worker. */
@Injectable()
export class JobRunner {
  private readonly running = new Set<RunningJob>();

  constructor(
    private readonly host: TransactionHost<TransactionalAdapterTypeOrm>,
    private readonly repository: JobsRepository,
    private readonly cls: ClsService,
    private readonly environment: Environment,
    private readonly metrics: JobMetrics,
    private readonly tracing: Tracing,
    private readonly log: Log,
  ) {}

  /** Ids of the jobs that this process works on. */
  active(): string[] {
    return [...this.running].map((one) => one.jobId);
  }

  /** Asks every job under way to stop at its next step and to go back into the queue. */
  handBack(): void {
    for (const one of this.running) one.interrupt('handed-back');
  }

  /** @throws TryAgain when the queue must keep the job's entry. */
  async run(kind: AnyKind, jobId: string): Promise<void> {
    await this.cls.run(async () => {
      this.cls.set('requestId', jobId);
      const span = this.tracing.begin(`job ${kind.name}`, 'consumer', {
        'app.job.kind': kind.name,
        'app.job.id': jobId,
      });
      setCurrentSpan(span);
      try {
        await this.work(kind, jobId);
      } finally {
        span?.end();
      }
    });
  }

  private async work(kind: AnyKind, jobId: string): Promise<void> {
    const begun = await this.begin(kind, jobId);
    if (!begun) return;
    const { running, input, tries } = begun;
    this.running.add(running);
    running.beat();
    try {
      const outcome = await kind.run(input as object, running);
      await running.rest();
      if (!running.outcome) await running.complete(() => Promise.resolve(outcome));
      this.finished(kind, outcome.status);
    } catch (error) {
      await running.rest();
      if (running.outcome) return; // the outcome is committed: whatever came after does not count
      currentSpan()?.fail(kindOfError(error));
      await this.settle(kind, running, input as object, tries, error);
    } finally {
      this.running.delete(running);
    }
  }

  private finished(kind: AnyKind, status: JobStatus): void {
    this.metrics.finished(kind.name, status);
    currentSpan()?.say({ 'app.job.status': status });
  }

  private begin(
    kind: AnyKind,
    jobId: string,
  ): Promise<{ running: RunningJob; input: unknown; tries: number } | undefined> {
    return this.host.withTransaction(async () => {
      const held = await this.repository.hold(jobId);
      if (!held || isFinal(held.job.status)) return undefined;
      const { job } = held;
      if (job.cancelRequestedAt) return this.close(kind, job, 'cancelled');
      // A job that takes its worker down with it each time must not go round for ever.
      if (job.tries >= this.maxTries(kind)) return this.close(kind, job, 'failed', 'interrupted-too-often');
      const attempt = await this.repository.start(job, new Date());
      currentSpan()?.say({ 'app.job.attempt': attempt, ...(job.requestId ? { 'app.request_id': job.requestId } : {}) });
      if (job.traceparent) currentSpan()?.link(job.traceparent);
      const timeout = this.environment.JOBS_STATEMENT_TIMEOUT_MS;
      const running = new RunningJob(job, attempt, this.host, this.repository, timeout);
      return { running, input: job.input, tries: job.tries + 1 };
    });
  }

  private maxTries(kind: AnyKind): number {
    return kind.maxTries ?? MAX_TRIES;
  }

  private async settle(
    kind: AnyKind,
    running: RunningJob,
    input: object,
    tries: number,
    error: unknown,
  ): Promise<void> {
    const reason = running.interruption?.reason ?? (error instanceof JobInterrupted ? error.reason : undefined);
    if (reason === 'lost') throw new TryAgain(); // completing would remove the entry that another worker holds
    if (reason === 'handed-back') {
      await this.fenced(running, async () => {
        await this.repository.requeue(running.jobId, false);
        await this.repository.release(running.jobId);
      });
      throw new TryAgain();
    }
    if (reason === 'cancelled') return this.end(kind, running, input, { status: 'cancelled', result: undefined });
    if (error instanceof JobFailure) {
      return this.end(kind, running, input, { status: 'failed', result: undefined, errorCode: error.code });
    }
    this.log.failure('job failed', error, { job: kind.name, requestId: running.jobId });
    if ((tries >= this.maxTries(kind) || isOurMistake(error)) && !isDatabaseAway(error)) {
      return this.end(kind, running, input, { status: 'failed', result: undefined, errorCode: 'internal-error' });
    }
    await this.fenced(running, () => this.repository.requeue(running.jobId, !isDatabaseAway(error)));
    throw new TryAgain();
  }

  private async end(
    kind: AnyKind,
    running: RunningJob,
    input: object,
    outcome: Omit<JobOutcome<unknown>, 'status'> & { status: JobStatus },
  ): Promise<void> {
    await this.fenced(running, async () => {
      await kind.discard?.(this.host.tx, running.jobId, input);
      await this.repository.finish(running.jobId, outcome, new Date());
    });
    this.finished(kind, outcome.status);
  }

  /** A last word on a job whose context has aborted, as long as this worker still holds it. */
  private fenced(running: RunningJob, work: () => Promise<void>): Promise<void> {
    return this.host.withTransaction(async () => {
      const held = await this.repository.hold(running.jobId);
      if (!held || !running.isHeldBy(held.job)) throw new TryAgain();
      await work();
    });
  }

  private async close(
    kind: AnyKind,
    job: JobEntity,
    status: 'cancelled' | 'failed',
    errorCode?: string,
  ): Promise<undefined> {
    await kind.discard?.(this.host.tx, job.id, job.input as object);
    await this.repository.finish(job.id, { status, result: undefined, errorCode }, new Date());
    this.finished(kind, status);
    return undefined;
  }
}
