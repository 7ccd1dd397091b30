/** Longest that a scrape waits for a figure from the database, in milliseconds. */
const LIMIT_MS = 1000;
/** How long a figure is used again, in milliseconds: many scrapes, one statement. */
const FRESH_MS = 5000;

const late = (): Promise<undefined> => new Promise((resolve) => setTimeout(resolve, LIMIT_MS, undefined).unref());

/**
 * A figure that is asked of the database when Prometheus scrapes. A database that is away or slow makes it undefined:
 * the scrape is answered all the same.
 */
export class Sample<T> {
  private value: T | undefined;
  private takenAt = -Infinity;
  private taking: Promise<T | undefined> | undefined;

  constructor(
    private readonly take: () => Promise<T>,
    private readonly freshMs = FRESH_MS,
  ) {}

  read(): Promise<T | undefined> {
    if (performance.now() - this.takenAt < this.freshMs) return Promise.resolve(this.value);
    this.taking ??= this.attempt().finally(() => (this.taking = undefined));
    return Promise.race([this.taking, late()]);
  }

  private async attempt(): Promise<T | undefined> {
    this.value = await this.take().catch(() => undefined);
    this.takenAt = performance.now();
    return this.value;
  }
}
