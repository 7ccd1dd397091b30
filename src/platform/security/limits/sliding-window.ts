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

/** Requests of a caller in a window of the clock. */
export interface CallerCount {
  readonly caller: string;
  /** Number of the window since 1970. */
  readonly window: number;
  readonly hits: number;
}

/** What all instances together have counted of a caller. */
export interface SharedCount extends CallerCount {
  /** Their count in the window before. */
  readonly previous: number;
}

/** One caller in this window. */
interface Count {
  /** Counted by all instances, as far as heard of. */
  known: number;
  /** Counted here, and not told to the others yet. */
  fresh: number;
  /** On its way to the others. */
  sending: number;
}

/** Callers counted at most in one window. */
const CAPACITY = 100_000;

const total = ({ known, fresh, sending }: Count): number => known + fresh + sending;

/**
 * Counts requests over the last window by two counters a caller: this window's, and the last one's, weighted by what of
 * it still lies within. One step a request whatever the limit, and nothing to clean up: whole windows are dropped.
 * Refused requests are not counted, so that a caller who goes on too fast still gets the rate that is due.
 *
 * Counts of several instances are brought together by `take` (what was counted here since) and `settle` (what all have
 * counted).
 */
export class SlidingWindow {
  private window = -1;
  private current = new Map<string, Count>();
  private previous = new Map<string, number>();
  /** Counted at the end of the last window and not told to the others yet. */
  private late: CallerCount[] = [];

  constructor(private readonly windowMs: number) {}

  /** Counts a request if it is within the limit. */
  hit(caller: string, limit: number, now: number): Verdict {
    const verdict = this.peek(caller, limit, now);
    if (!verdict.allowed) return verdict;
    const count = this.current.get(caller);
    if (count) {
      count.fresh += 1;
      return verdict;
    }
    if (this.current.size >= CAPACITY) this.dropOldest();
    this.current.set(caller, { known: 0, fresh: 1, sending: 0 });
    return verdict;
  }

  /** What `hit` would say, without counting. */
  peek(caller: string, limit: number, now: number): Verdict {
    this.advance(now);
    const elapsed = now - this.window * this.windowMs;
    const resetMs = this.windowMs - elapsed;
    const counted = this.current.get(caller);
    const current = counted ? total(counted) : 0;
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

  /** Requests of a caller that the other instances have not heard of. */
  unheard(caller: string): number {
    const count = this.current.get(caller);
    return count ? count.fresh + count.sending : 0;
  }

  /** What was counted here since the last time, to be added to what all have counted. */
  take(now: number): CallerCount[] {
    this.advance(now);
    const taken = this.late;
    this.late = [];
    for (const [caller, count] of this.current) {
      if (count.fresh === 0) continue;
      taken.push({ caller, window: this.window, hits: count.fresh });
      count.sending += count.fresh;
      count.fresh = 0;
    }
    return taken;
  }

  /** Takes note of what all have counted, once what was taken has been added to it. */
  settle(taken: readonly CallerCount[], shared: readonly SharedCount[]): void {
    for (const { caller, window, hits } of taken) this.sent(caller, window, hits);
    for (const { caller, window, hits, previous } of shared) {
      if (window === this.window - 1) this.previous.set(caller, Math.max(hits, this.previous.get(caller) ?? 0));
      const count = window === this.window ? this.current.get(caller) : undefined;
      if (!count) continue;
      count.known = Math.max(hits, count.known);
      this.previous.set(caller, Math.max(previous, this.previous.get(caller) ?? 0));
    }
  }

  /** Puts back what was taken and could not be added: it is taken again. */
  putBack(taken: readonly CallerCount[]): void {
    for (const each of taken) {
      if (each.window === this.window - 1) this.late.push(each);
      if (this.sent(each.caller, each.window, each.hits)) (this.current.get(each.caller) as Count).fresh += each.hits;
    }
  }

  private sent(caller: string, window: number, hits: number): boolean {
    const count = window === this.window ? this.current.get(caller) : undefined;
    if (count) count.sending = Math.max(0, count.sending - hits);
    return count !== undefined;
  }

  private advance(now: number): void {
    const window = Math.floor(now / this.windowMs);
    if (window === this.window) return;
    const last = window === this.window + 1 ? this.current : new Map<string, Count>();
    this.previous = new Map([...last].map(([caller, count]) => [caller, total(count)]));
    this.late = [...last].flatMap(([caller, { fresh }]) =>
      fresh > 0 ? [{ caller, window: this.window, hits: fresh }] : [],
    );
    this.current = new Map();
    this.window = window;
  }

  private dropOldest(): void {
    const oldest = this.current.keys().next();
    if (!oldest.done) this.current.delete(oldest.value);
  }
}
