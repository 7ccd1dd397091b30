import { randomUUID } from 'node:crypto';
import { BroadcastChannel } from 'node:worker_threads';
import { TrainingError } from '../../core/models/index.js';
import type { WorkerPool } from '../../platform/workers/index.js';
import type { ThreadAnswer, ThreadProgress, TrainingAnswer, TrainingOrder } from './training.worker.js';

const WORKER = new URL('./training.worker.js', import.meta.url);

export interface ThreadOptions {
  readonly onProgress?: (progress: ThreadProgress) => void;
  /** Aborting it stops the thread. */
  readonly signal?: AbortSignal;
}

/**
 * Trains in a thread of the pool, so that requests are served meanwhile.
 * @throws TrainingError for a table or specification that cannot be trained on
 */
export async function trainInThread<O extends TrainingOrder>(
  workers: Pick<WorkerPool, 'runLong'>,
  order: O,
  { onProgress, signal }: ThreadOptions = {},
): Promise<TrainingAnswer<O['kind']>> {
  const name = `training-${randomUUID()}`;
  const channel = new BroadcastChannel(name);
  channel.onmessage = (message) => onProgress?.((message as { data: ThreadProgress }).data);
  try {
    const answer = await workers.runLong<unknown, ThreadAnswer>(WORKER, { channel: name, order }, signal);
    if ('refused' in answer) throw new TrainingError(answer.refused);
    return answer.answer as TrainingAnswer<O['kind']>;
  } finally {
    channel.close();
  }
}
