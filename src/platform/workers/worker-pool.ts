import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Piscina } from 'piscina';
import { inSpan } from '../telemetry/tracing/index.js';

/** A worker's file beside the module that asks; under a test runner, which loads sources, the built one. */
function fileOf(worker: URL): string {
  const path = fileURLToPath(worker);
  return existsSync(path) ? path : path.replace(/[/\\]src[/\\]/, (part) => part.replace('src', 'dist/src'));
}

/** Runs long computations in threads, so that requests are served meanwhile. */
@Injectable()
export class WorkerPool implements OnApplicationShutdown {
  private pool?: Piscina;
  private long?: Piscina;

  /**
   * Runs the default export of a worker file with a cloned input.
   * @param worker `new URL('./x.worker.js', import.meta.url)`
   * @param signal aborting it stops the thread.
   */
  async run<Input, Result>(worker: URL, input: Input, signal?: AbortSignal): Promise<Result> {
    this.pool ??= new Piscina({ maxThreads: Math.max(1, availableParallelism() - 1), idleTimeout: 30_000 });
    const { pool } = this;
    const filename = fileOf(worker);
    return inSpan(`thread ${basename(filename, '.worker.js')}`, () =>
      pool.run(input, { filename, signal }),
    ) as Promise<Result>;
  }

  /** As `run`, for work of minutes: one thread of its own, so that short work does not wait behind it. */
  async runLong<Input, Result>(worker: URL, input: Input, signal?: AbortSignal): Promise<Result> {
    this.long ??= new Piscina({ maxThreads: 1, idleTimeout: 30_000 });
    return (await this.long.run(input, { filename: fileOf(worker), signal })) as Result;
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([this.pool?.destroy(), this.long?.destroy()]);
  }
}
