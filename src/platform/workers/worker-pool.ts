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

  async onApplicationShutdown(): Promise<void> {
    await this.pool?.destroy();
  }
}
