import type { TransactionHost } from '@nestjs-cls/transactional';
import type { TransactionalAdapterTypeOrm } from '@nestjs-cls/transactional-adapter-typeorm';
import type { EntityManager } from 'typeorm';
import { RepeatedWork } from '../repeated-work/index.js';
import { type JobContext, JobInterrupted, type JobOutcome, type JobProgress } from './job-kind.js';
import type { JobEntity } from './job.entity.js';
import type { JobsRepository } from './jobs.repository.js';

const BEAT_MS = 500;

/** One start of a job: its context, its heartbeat, and the fence around its transactions. */
export class RunningJob implements JobContext<unknown> {
  private readonly abort = new AbortController();
  private readonly backends = new Set<number>();
  private readonly startedAt: Date;
  private latest: JobProgress | undefined;
  private written: JobProgress | undefined;
  private readonly beats = new RepeatedWork(() => this.once());
  /** Set once the outcome is committed. */
  outcome: JobOutcome<unknown> | undefined;

  constructor(
    private readonly job: JobEntity,
    private readonly attempt: number,
    private readonly host: TransactionHost<TransactionalAdapterTypeOrm>,
    private readonly repository: JobsRepository,
    private readonly statementTimeoutMs: number,
  ) {
    this.startedAt = job.startedAt ?? new Date();
    this.abort.signal.addEventListener('abort', () => this.cancelStatements());
  }

  get jobId(): string {
    return this.job.id;
  }

  get actor(): string {
    return this.job.createdBy;
  }

  get contracts(): readonly string[] | null {
    return this.job.scope;
  }

  get signal(): AbortSignal {
    return this.abort.signal;
  }

  /** Why the signal aborted; undefined while it has not. */
  get interruption(): JobInterrupted | undefined {
    return this.abort.signal.aborted ? (this.abort.signal.reason as JobInterrupted) : undefined;
  }

  /** Whether the job is still in the hands of this start. */
  isHeldBy({ attempt, status }: JobEntity): boolean {
    return attempt === this.attempt && status === 'running';
  }

  checkpoint(): void {
    this.abort.signal.throwIfAborted();
  }

  progress(progress: JobProgress): void {
    this.latest = progress;
  }

  interrupt(reason: JobInterrupted['reason']): void {
    if (!this.abort.signal.aborted) this.abort.abort(new JobInterrupted(reason));
  }

  transaction<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    return this.fenced('share', work);
  }

  private fenced<T>(lock: 'share' | 'hold', work: (manager: EntityManager) => Promise<T>): Promise<T> {
    this.checkpoint();
    return this.host.withTransaction(async () => {
      const manager = this.host.tx;
      await manager.query(`SET LOCAL statement_timeout = ${this.statementTimeoutMs}`);
      const held = await this.repository[lock](this.jobId);
      if (!held || !this.isHeldBy(held.job)) {
        this.interrupt('lost');
        throw new JobInterrupted('lost');
      }
      this.backends.add(held.backend);
      try {
        this.checkpoint();
        return await work(manager);
      } finally {
        this.backends.delete(held.backend);
      }
    });
  }

  async complete(work: (manager: EntityManager) => Promise<JobOutcome<unknown>>): Promise<JobOutcome<unknown>> {
    const outcome = await this.fenced('hold', async (manager) => {
      const reached = await work(manager);
      await this.writeProgress();
      await this.repository.finish(this.jobId, reached, new Date());
      return reached;
    });
    this.outcome = outcome;
    return outcome;
  }

  /** Begins to write progress and to look whether the job was cancelled or taken over. */
  beat(): void {
    this.beats.start(BEAT_MS);
  }

  /** Ends the heartbeat; nothing is written after this. */
  rest(): Promise<void> {
    return this.beats.stop();
  }

  private async once(): Promise<void> {
    try {
      const seen = await this.writeProgress();
      if (!seen) this.interrupt('lost');
      else if (seen.cancelRequested) this.interrupt('cancelled');
    } catch {
      // The database is away for the moment: the next beat tells, and no transaction of the job commits meanwhile.
    }
  }

  private async writeProgress(): Promise<{ cancelRequested: boolean } | undefined> {
    const { latest } = this;
    const news = latest === this.written ? undefined : latest;
    const seen = await this.repository.beat(this.jobId, this.attempt, news, this.startedAt, new Date());
    this.written = latest;
    return seen;
  }

  private cancelStatements(): void {
    for (const backend of this.backends) {
      // Best effort: the transaction fails at its next step in any case.
      this.repository.cancelStatement(this.jobId, backend).catch(() => undefined);
    }
  }
}
