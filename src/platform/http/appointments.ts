/** Longest time after which anybody is asked to come back, in milliseconds. */
const LONGEST_MS = 30_000;

/**
 * When those who are turned away may come back: one after the other at the pace at which requests are finished, behind
 * those who wait and those who were turned away before, so that they neither all come at once nor come too late.
 */
export class Appointments {
  private last = 0;

  /** Whole seconds until the next appointment. */
  next(now: number, waiting: number, perSecond: number): number {
    const each = 1000 / perSecond;
    const soonest = now + waiting * each;
    this.last = Math.max(soonest, this.last + each);
    if (this.last > now + LONGEST_MS) this.last = soonest; // all are taken: each is given once more
    return Math.min(LONGEST_MS / 1000, Math.max(1, Math.ceil((this.last - now) / 1000)));
  }
}
