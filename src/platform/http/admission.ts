/** What became of asking to be let in: worked on now, or turned away because too many wait or the wait was too long. */
export type Admitted = 'admitted' | 'queue-full' | 'waited-too-long';

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
 * What is beyond is turned away at once: a queue that grows without bound makes everybody late and nobody served.
 */
export class Admission {
  private active = 0;
  private queue: Waiting[] = [];
  private head = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly limits: AdmissionLimits) {}

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
    this.queue.push({ since: this.limits.now(), wanted, answer });
    this.timer ??= setInterval(() => this.sweep(), SWEEP_MS).unref();
  }

  leave(): void {
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
