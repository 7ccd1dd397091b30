/** Length of a measurement, in milliseconds. */
const WINDOW_MS = 250;

/** Weight of the newest measurement. */
const NEWEST = 0.3;

/**
 * How many requests a second the service can finish, as opposed to what it is asked for. What was finished while there
 * was not enough to do says only that it can do at least that much.
 */
export class Pace {
  private since = 0;
  private done = 0;
  private full = false;
  private measured: number | undefined;

  /** @param assumed requests a second until it has been measured. */
  constructor(private readonly assumed: number) {}

  /** Requests a second. */
  get perSecond(): number {
    return this.measured ?? this.assumed;
  }

  /** Whether it has been measured yet. */
  get isKnown(): boolean {
    return this.measured !== undefined;
  }

  /** Notes that a request has been finished, and whether others were waiting for its place. */
  finished(now: number, othersWait: boolean): void {
    this.done++;
    this.full &&= othersWait;
    const taken = now - this.since;
    if (taken < WINDOW_MS) return;
    this.note((1000 * this.done) / taken);
    [this.since, this.done, this.full] = [now, 0, othersWait];
  }

  private note(rate: number): void {
    if (this.measured === undefined) {
      if (this.full) this.measured = rate;
    } else if (this.full || rate > this.measured) {
      this.measured += NEWEST * (rate - this.measured);
    }
  }
}
