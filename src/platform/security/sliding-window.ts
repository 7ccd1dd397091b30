/** What a counter says of one more request. */
export interface Verdict {
  readonly allowed: boolean;
  /** Requests in the window, this one included when it is allowed. */
  readonly count: number;
  /** Milliseconds until one more request is allowed; 0 when this one is. */
  readonly retryAfterMs: number;
  /** Milliseconds until the window of the clock ends. */
  readonly resetMs: number;
}

/** Callers counted at most in one window. */
const CAPACITY = 100_000;

/**
 * Counts requests over the last window by two counters a caller: this window's, and the last one's, weighted by what of
 * it still lies within. One step a request whatever the limit, and nothing to clean up: whole windows are dropped.
 * Refused requests are not counted, so that a caller who goes on too fast still gets the rate that is due.
 */
export class SlidingWindow {
  private window = -1;
  private current = new Map<string, number>();
  private previous = new Map<string, number>();

  constructor(private readonly windowMs: number) {}

  /** Counts a request if it is within the limit. */
  hit(caller: string, limit: number, now: number): Verdict {
    const verdict = this.peek(caller, limit, now);
    if (!verdict.allowed) return verdict;
    const count = this.current.get(caller);
    if (count === undefined && this.current.size >= CAPACITY) this.dropOldest();
    this.current.set(caller, (count ?? 0) + 1);
    return verdict;
  }

  /** What `hit` would say, without counting. */
  peek(caller: string, limit: number, now: number): Verdict {
    this.advance(now);
    const elapsed = now - this.window * this.windowMs;
    const resetMs = this.windowMs - elapsed;
    const current = this.current.get(caller) ?? 0;
    const previous = this.previous.get(caller) ?? 0;
    const count = previous * (resetMs / this.windowMs) + current + 1;
    if (count <= limit) return { allowed: true, count: Math.ceil(count), retryAfterMs: 0, resetMs };
    // This window's own count is too high: wait until enough of it has slid out during the next window.
    const retryAfterMs =
      current + 1 > limit
        ? resetMs + this.windowMs * Math.max(0, 1 - (limit - 1) / current)
        : this.windowMs * (1 - (limit - current - 1) / previous) - elapsed;
    return { allowed: false, count: Math.ceil(count) - 1, retryAfterMs, resetMs };
  }

  private advance(now: number): void {
    const window = Math.floor(now / this.windowMs);
    if (window === this.window) return;
    this.previous = window === this.window + 1 ? this.current : new Map();
    this.current = new Map();
    this.window = window;
  }

  private dropOldest(): void {
    const oldest = this.current.keys().next();
    if (!oldest.done) this.current.delete(oldest.value);
  }
}
