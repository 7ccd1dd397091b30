import { Injectable } from '@nestjs/common';
import { Problem } from '../../platform/http/index.js';
import { WorkerPool } from '../../platform/workers/index.js';
import type { CheckAnswer, CheckedModel } from './model-check.worker.js';

const WORKER = new URL('./model-check.worker.js', import.meta.url);

/** Largest file that is taken over HTTP. */
export const LARGEST_UPLOAD = 16 * 1024 * 1024;

/** Bounds of an uploaded model: what the service is willing to hold in memory and explain quickly. */
const LIMITS = { maxBytes: LARGEST_UPLOAD, maxNodes: 500_000, maxTrees: 5_000, maxDepth: 128, maxFeatures: 1_000 };

/** Longest a file may be read. */
const READING_MS = 20_000;

/** Reads uploaded files in a thread, so that a hostile one holds up nobody. */
@Injectable()
export class ModelUpload {
  constructor(private readonly workers: WorkerPool) {}

  /** @throws Problem `unprocessable` naming what is wrong with the file */
  async check(bytes: Uint8Array): Promise<CheckedModel> {
    const signal = AbortSignal.timeout(READING_MS);
    const answer = await this.workers
      .run<unknown, CheckAnswer>(WORKER, { bytes, limits: LIMITS }, signal)
      .catch((error: unknown): CheckAnswer => {
        if (!signal.aborted) throw error;
        return { refused: 'limit', message: `The file was not read within ${READING_MS / 1000} seconds.` };
      });
    if (!('refused' in answer)) return answer;
    const { refused: code, message } = answer;
    throw new Problem('unprocessable', message, [{ pointer: '', code: `model-${code}`, message }]);
  }
}
