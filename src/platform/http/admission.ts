import { AsyncResource } from 'node:async_hooks';
import { Pace } from './pace.js';

/** What became of asking to be let in: worked on now, or turned away because the wait would be or was too long. */
export type Admitted = 'admitted' | 'queue-full' | 'would-wait-too-long' | 'waited-too-long';

/** Bounds of the work that is under way. */
export interface AdmissionLimits {
  /** Requests worked on at the same time. */
  readonly concurrency: number;
  /** Requests that may wait for their turn. */
  readonly queue: number;
  /** Longest wait, in milliseconds. */
  readonly waitMs: number;
  readonly now: () => number;
}

interface Waiting {
  readonly since: number;
  /** False when the client has hung up meanwhile: its turn goes to the next. */
  readonly wanted: () => boolean;
  readonly answer: (admitted: Admitted) => void;
}

/** How often those who waited too long are told, in milliseconds. */
const SWEEP_MS = 100;

/**
 * Lets in as many requests as can be worked on at once, and keeps the others waiting in order, up to a number and a time.
 * What is beyond is turned away at once: a queue that grows without bound makes everybody late and nobody served. Nor is
 * anybody kept waiting who would, at the present pace, be turned away in the end.
 */
export class Admission {
  private active = 0;
  private queue: Waiting[] = [];
  private head = 0;
  private timer: NodeJS.Timeout | undefined;
  private readonly pace: Pace;

  constructor(private readonly limits: AdmissionLimits) {
    this.pace = new Pace(limits.concurrency);
  }

  /** Requests a second that are finished when there is enough to do. */
  get perSecond(): number {
    return this.pace.perSecond;
  }

  /** Requests under way. */
  get underWay(): number {
    return this.active;
  }

  /** Requests that wait for their turn. */
  get waiting(): number {
    return this.queue.length - this.head;
  }

  /** Asks to be let in; answers at once or later. Whoever is let in calls `leave` exactly once. */
  enter(wanted: () => boolean, answer: (admitted: Admitted) => void): void {
    if (this.active < this.limits.concurrency && this.waiting === 0) {
      this.active++;
      return answer('admitted');
    }
    if (this.waiting >= this.limits.queue) return answer('queue-full');
    if (this.wouldBeLate) return answer('would-wait-too-long');
    // Whoever makes room must not lend its own context.
    this.queue.push({ since: this.limits.now(), wanted, answer: AsyncResource.bind(answer) });
    this.timer ??= setInterval(() => this.sweep(), SWEEP_MS).unref();
  }

  leave(): void {
    this.pace.finished(this.limits.now(), this.waiting > 0);
    this.active--;
    while (this.active < this.limits.concurrency) {
      const next = this.take();
      if (!next) return;
      if (!next.wanted()) continue;
      if (this.isLate(next)) {
        next.answer('waited-too-long');
        continue;
      }
      this.active++;
      next.answer('admitted');
    }
  }

  private get wouldBeLate(): boolean {
    return this.pace.isKnown && (1000 * this.waiting) / this.pace.perSecond > this.limits.waitMs;
  }

  private isLate({ since }: Waiting): boolean {
    return this.limits.now() - since > this.limits.waitMs;
  }

  private take(): Waiting | undefined {
    const next = this.queue[this.head];
    if (!next) return undefined;
    this.head++;
    if (this.head > 1000 && this.head * 2 > this.queue.length) {
      this.queue = this.queue.slice(this.head);
      this.head = 0;
    }
    return next;
  }

  private sweep(): void {
    for (let first = this.queue[this.head]; first && this.isLate(first); first = this.queue[this.head]) {
      this.take()?.answer('waited-too-long');
    }
    if (this.waiting > 0) return;
    clearInterval(this.timer);
    this.timer = undefined;
  }
}
