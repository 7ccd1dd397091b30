import { Readable } from 'node:stream';
import { toJobResponse } from './dto/job.dto.js';
import type { JobWatcher } from './job-watcher.js';
import { type JobEntity } from './job.entity.js';
import { isFinal } from './job-status.js';

const HEARTBEAT_MS = 15_000;

const eventText = (name: string, job: JobEntity): string =>
  `event: ${name}\ndata: ${JSON.stringify(toJobResponse(job, new Date()))}\n\n`;

/**
 * A job's progress as server-sent events: `progress` on each change, `end` with the final state, then the stream ends.
 * A comment every 15 seconds keeps proxies from hanging up. At a shutdown the stream ends and the client comes back.
 */
export function jobEvents(job: JobEntity, watcher: JobWatcher): Readable {
  const stream = new Readable({ read: () => undefined });
  let last = '';
  const tell = (state: JobEntity | undefined): void => {
    if (!state) return end();
    const ended = isFinal(state.status);
    const text = JSON.stringify({ ...state, expectedEnd: null });
    if (text !== last) stream.push(eventText(ended ? 'end' : 'progress', state));
    last = text;
    if (ended) end();
  };
  const heartbeat = setInterval(() => stream.push(': still there\n\n'), HEARTBEAT_MS);
  const stop = watcher.watch(job.id, tell);
  const end = (): void => {
    clearInterval(heartbeat);
    stop();
    stream.push(null);
  };
  stream.once('close', () => {
    clearInterval(heartbeat);
    stop();
  });
  stream.push('retry: 2000\n\n');
  tell(job);
  return stream;
}
