import { Injectable } from '@nestjs/common';
import type { ScenarioOrder, ScenarioResult } from '../../core/simulation/index.js';
import { Problem } from '../../platform/http/index.js';
import { WorkerPool } from '../../platform/workers/index.js';
import type { SimulationAnswer, SimulationTask } from './simulation.worker.js';

const WORKER = new URL('./simulation.worker.js', import.meta.url);
const LOOK_MS = 200;

/** Longest computation that a request waits for. */
const PATIENCE_MS = 20_000;

/** A scenario that the core refuses although its request looked right. */
export class ScenarioRefused extends Error {
  override name = 'ScenarioRefused';
  constructor(readonly field: string) {
    super(field);
  }
}

/** Computes scenarios in threads, so that requests are served meanwhile. */
@Injectable()
export class SimulationRunner {
  constructor(private readonly workers: WorkerPool) {}

  /**
   * Computes while a request waits.
   * @throws Problem `unprocessable` when it takes too long, with the advice to order a job; the thread is stopped.
   */
  async answer(order: ScenarioOrder): Promise<ScenarioResult> {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    try {
      return await this.run(order, signal);
    } catch (error) {
      if (error instanceof ScenarioRefused) throw new Problem('unprocessable', 'The scenario cannot be simulated.');
      if (!signal.aborted) throw error;
      throw new Problem('unprocessable', 'The simulation takes too long to wait for.', [
        { pointer: '/asJob', code: 'tooLong', message: 'Ask for it as a job.' },
      ]);
    }
  }

  /**
   * @param signal aborting it stops the thread.
   * @param onProgress is told the steps done now and then.
   * @throws ScenarioRefused for a scenario that the core refuses.
   */
  async run(order: ScenarioOrder, signal: AbortSignal, onProgress?: (done: number) => void): Promise<ScenarioResult> {
    const progress = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
    const shown = new Int32Array(progress);
    const timer = onProgress && setInterval(() => onProgress(Atomics.load(shown, 0)), LOOK_MS);
    try {
      const answer = await this.workers.run<SimulationTask, SimulationAnswer>(WORKER, { order, progress }, signal);
      if ('refused' in answer) throw new ScenarioRefused(answer.refused);
      return answer.result;
    } finally {
      clearInterval(timer);
    }
  }
}
