/**
 * Work that is done again and again, one run at a time. What may fail in it the work handles itself, for it knows what a
 * failure means; one that it lets through fails who asked for the run, or the process when that was the clock.
 */
export class RepeatedWork {
  private timer: NodeJS.Timeout | undefined;
  private underWay: Promise<void> | undefined;

  constructor(private readonly work: () => Promise<void>) {}

  /** Runs from now on, for the first time after the interval. This alone keeps no process alive. */
  start(everyMs: number): void {
    this.timer ??= setInterval(() => void this.run(), everyMs).unref();
  }

  /** Runs now. Who comes while a run is under way waits for that one. */
  run(): Promise<void> {
    return (this.underWay ??= this.work().finally(() => (this.underWay = undefined)));
  }

  /** Ends the repetition; resolves when the run under way has ended. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    this.timer = undefined;
    await this.underWay;
  }
}
