import { EventEmitter } from 'node:events';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Problem } from '../http/index.js';
import { RepeatedWork } from '../repeated-work/index.js';
import type { JobEntity } from './job.entity.js';
import { JobsRepository } from './jobs.repository.js';

const LOOK_MS = 400;
/** Open event streams of one process. */
const MOST_WATCHERS = 1000;

type Listener = (job: JobEntity | undefined) => void;

/** Follows jobs for those who listen: one query at a time for all of them, none when nobody listens. */
@Injectable()
export class JobWatcher implements OnModuleDestroy {
  private readonly emitter = new EventEmitter().setMaxListeners(0);
  private readonly watched = new Map<string, number>();
  private readonly looks = new RepeatedWork(() => this.look());

  constructor(private readonly repository: JobsRepository) {}

  /**
   * Calls the listener with the job's state from time to time, and with undefined when no more will come.
   * @returns how to stop listening.
   */
  watch(id: string, listener: Listener): () => void {
    if (this.emitter.eventNames().reduce((sum, name) => sum + this.emitter.listenerCount(name), 0) >= MOST_WATCHERS) {
      throw new Problem('unavailable', 'Too many event streams are open. Poll the job.', [], { 'retry-after': '5' });
    }
    this.emitter.on(id, listener);
    this.watched.set(id, (this.watched.get(id) ?? 0) + 1);
    this.looks.start(LOOK_MS);
    return () => this.forget(id, listener);
  }

  onModuleDestroy(): void {
    void this.looks.stop();
    for (const id of this.watched.keys()) this.emitter.emit(id, undefined);
  }

  private forget(id: string, listener: Listener): void {
    if (!this.emitter.listeners(id).includes(listener)) return;
    this.emitter.off(id, listener);
    const left = (this.watched.get(id) ?? 1) - 1;
    if (left > 0) this.watched.set(id, left);
    else this.watched.delete(id);
    if (this.watched.size === 0) void this.looks.stop();
  }

  private async look(): Promise<void> {
    try {
      for (const job of await this.repository.findAll([...this.watched.keys()])) this.emitter.emit(job.id, job);
    } catch {
      // The database is away for the moment: listeners get heartbeats until it is back.
    }
  }
}
