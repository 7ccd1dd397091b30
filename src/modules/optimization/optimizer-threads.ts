import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { ProblemFault } from '../../core/optimization/index.js';
import { WorkerPool } from '../../platform/workers/index.js';
import type { OptimizationAnswer, OptimizationTask } from './optimization.worker.js';

const WORKER = new URL('./optimization.worker.js', import.meta.url);
const LOOK_MS = 200;

/** A problem that the optimiser refuses although its request looked right. */
export class ProblemRefused extends Error {
  override name = 'ProblemRefused';
  constructor(readonly faults: readonly ProblemFault[]) {
    super('refused');
  }
}

/** Makes plans in threads of their own: a plan takes up to minutes, and simulations must not wait for it. */
@Injectable()
export class OptimizerThreads implements OnApplicationShutdown {
  private readonly pool = new WorkerPool();

  /**
   * @param signal aborting it stops the thread.
   * @param onProgress is told the share done, 0–1, now and then.
   * @throws ProblemRefused for a problem that the core refuses.
   */
  async run(
    task: Omit<OptimizationTask, 'progress'>,
    signal: AbortSignal,
    onProgress: (share: number) => void,
  ): Promise<Exclude<OptimizationAnswer, { refused: unknown }>> {
    const progress = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
    const shown = new Int32Array(progress);
    const timer = setInterval(() => onProgress(Atomics.load(shown, 0) / 1000), LOOK_MS);
    try {
      const answer = await this.pool.run<OptimizationTask, OptimizationAnswer>(WORKER, { ...task, progress }, signal);
      if ('refused' in answer) throw new ProblemRefused(answer.refused);
      return answer;
    } finally {
      clearInterval(timer);
    }
  }

  onApplicationShutdown(): Promise<void> {
    return this.pool.onApplicationShutdown();
  }
}
