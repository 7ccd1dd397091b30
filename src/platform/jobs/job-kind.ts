import type { EntityManager } from 'typeorm';
import type { Permission } from '../security/index.js';

/** What came of a job that ran to its end. `failed` with a result is an answer, not an accident. */
export interface JobOutcome<Result> {
  readonly status: 'succeeded' | 'partially_succeeded' | 'failed';
  readonly result: Result;
  /** Stable code of the reason, with `failed`. */
  readonly errorCode?: string;
}

/** How far a job is, in rows or whatever the kind counts. */
export interface JobProgress {
  readonly total?: number;
  readonly read: number;
  readonly accepted?: number;
  readonly rejected?: number;
  /** 0–100; by default `read` of `total`. */
  readonly percent?: number;
}

/** What a kind's `run` may use. */
export interface JobContext<Result> {
  readonly jobId: string;
  /** Who asked for the job, as the audit trail names them. */
  readonly actor: string;
  /** Contracts that the one who asked may see; null for all. */
  readonly contracts: readonly string[] | null;
  /** Aborts when the job is cancelled, taken over by another worker, or handed back at a shutdown. */
  readonly signal: AbortSignal;
  /** Throws when `signal` has aborted: to be called between steps. */
  checkpoint(): void;
  /** Notes progress; written at most once a second. */
  progress(progress: JobProgress): void;
  /**
   * Runs work in a transaction that repositories join. It can only commit while this worker still holds the job: work
   * of a worker that was given up for dead never doubles that of its successor. Aborting cancels its statement. Several
   * may be under way at a time, as long as they write different rows; the last one, `complete`, waits for all of them.
   */
  transaction<T>(work: (manager: EntityManager) => Promise<T>): Promise<T>;
  /** The last transaction: its work and the job's outcome are committed together, exactly once. */
  complete(work: (manager: EntityManager) => Promise<JobOutcome<Result>>): Promise<JobOutcome<Result>>;
}

/** One sort of background job. Register it with `JobKinds.register` in `onModuleInit`. */
export interface JobKind<Input extends object, Result> {
  /** Stable name, such as `import-gaps`. */
  readonly name: string;
  /** Permission to see jobs of this kind. */
  readonly readPermission: Permission;
  /** Permission to cancel them. */
  readonly writePermission: Permission;
  /** Starts after which an accident is final; 3 by default. */
  readonly maxTries?: number;
  /**
   * Does the work. It is started again when its worker dies: whatever it does outside `context.complete` must be
   * repeatable.
   * @throws JobFailure for a refusal that trying again cannot mend.
   */
  run(input: Input, context: JobContext<Result>): Promise<JobOutcome<Result>>;
  /** Clears up after a job that was cancelled or failed, in the transaction that says so. */
  discard?(manager: EntityManager, jobId: string, input: Input): Promise<void>;
}

/** A job cannot be done, however often it is tried. The code is shown; no other text is kept. */
export class JobFailure extends Error {
  override name = 'JobFailure';
  constructor(readonly code: string) {
    super(code);
  }
}

/** Why a job's signal aborts. */
export class JobInterrupted extends Error {
  override name = 'JobInterrupted';
  constructor(readonly reason: 'cancelled' | 'lost' | 'handed-back') {
    super(`job ${reason}`);
  }
}
