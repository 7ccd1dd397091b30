import type { JobContext, JobKind, JobOutcome } from '../../src/platform/jobs/index.js';

type Work = (context: JobContext<unknown>) => Promise<JobOutcome<unknown>>;

/** An outcome. */
export const done: JobOutcome<unknown> = { status: 'succeeded', result: { answer: 42 } };

/** A kind of job whose works the test gives. */
export class TestKind implements JobKind<{ work: string }, unknown> {
  readonly name = 'test-kind';
  readonly readPermission = 'ratings:read';
  readonly writePermission = 'ratings:write';
  readonly works = new Map<string, Work>();
  readonly discarded: string[] = [];

  run({ work }: { work: string }, context: JobContext<unknown>): Promise<JobOutcome<unknown>> {
    return this.works.get(work)?.(context) ?? Promise.resolve(done);
  }

  discard(_manager: unknown, jobId: string): Promise<void> {
    this.discarded.push(jobId);
    return Promise.resolve();
  }
}

/** Waits until the job's signal aborts. */
export const aborted = (context: JobContext<unknown>): Promise<never> =>
  new Promise((_resolve, reject) => {
    context.signal.addEventListener('abort', () => reject(context.signal.reason as Error));
  });
