import { LruMap } from './lru-map.js';

/** How long answers count, and for how long they are stood by while the database is away. */
export interface KeyCacheOptions {
  /** Age at which an answer is asked for anew: the longest time that a revocation elsewhere goes unnoticed. */
  readonly ttlMs: number;
  /** Age up to which a known key is still accepted while the database is away. */
  readonly offlineMs: number;
  /** Longest wait for the database. */
  readonly waitMs: number;
  /** Entries of each kind, known and unknown, so that made-up keys never push out real ones. */
  readonly capacity: number;
  /** Whether an error means that the database is away. */
  readonly isAway: (error: unknown) => boolean;
  readonly now: () => number;
  /** Called when what is known of keys has changed. */
  readonly changed?: () => void;
}

/** The database gave no answer and the key is not known from before. */
export class KeysUnavailable extends Error {
  override name = 'KeysUnavailable';
}

export interface Entry<T> {
  readonly value: T;
  readonly checkedAt: number;
}

/** After a failed look-up, others go without one for this long. */
const AWAY_PAUSE_MS = 1000;

/**
 * Answers of key look-ups. Keys in use are asked for anew in the background at half their time, so that requests wait
 * for no query; when the database is away, known keys go on for `offlineMs`, and nobody else comes in.
 */
export class KeyCache<T extends object> {
  private readonly known: LruMap<Entry<T>>;
  private readonly unknown: LruMap<number>;
  private readonly underWay = new Map<string, Promise<T | null>>();
  private generation = 0;
  private awayUntil = -Infinity;

  constructor(private readonly options: KeyCacheOptions) {
    this.known = new LruMap(options.capacity);
    this.unknown = new LruMap(options.capacity);
  }

  /** The database is back: look-ups need not wait out the pause. */
  lookAgain(): void {
    this.awayUntil = -Infinity;
  }

  /** What is known of good keys, by digest, with the time of the look-up. */
  entries(): [string, Entry<T>][] {
    return this.known.entries();
  }

  /** Takes over what was known before a restart. */
  restore(entries: readonly (readonly [string, Entry<T>])[]): void {
    for (const [digest, entry] of entries) this.known.set(digest, entry);
  }

  /** Whether the digest was that of a good key when last looked up. */
  knows(digest: string): boolean {
    return this.known.get(digest) !== undefined;
  }

  /**
   * The key of a digest, or null when there is none.
   * @throws KeysUnavailable when the database is away and the key is not known; whatever else `load` throws.
   */
  async get(digest: string, load: () => Promise<T | null>): Promise<T | null> {
    const { ttlMs, offlineMs, now } = this.options;
    const refusedAt = this.unknown.get(digest);
    if (refusedAt !== undefined && now() - refusedAt < ttlMs) return null;
    const entry = this.known.get(digest);
    const age = entry ? now() - entry.checkedAt : Infinity;
    if (entry && age < ttlMs) {
      if (age >= ttlMs / 2 && now() >= this.awayUntil) this.refreshAhead(digest, load);
      return entry.value;
    }
    const standby = entry && age < offlineMs ? entry.value : undefined;
    if (now() < this.awayUntil) return this.without(standby);
    try {
      return await this.inTime(this.refresh(digest, load));
    } catch (error) {
      if (!(error instanceof KeysUnavailable) && !this.options.isAway(error)) throw error;
      this.awayUntil = now() + AWAY_PAUSE_MS;
      return this.without(standby);
    }
  }

  /** Forgets keys at once; look-ups under way do not bring them back. */
  forget(matches: (value: T) => boolean): void {
    this.generation++;
    this.underWay.clear();
    this.known.deleteWhere(({ value }) => matches(value));
    this.options.changed?.();
  }

  private without(standby: T | undefined): T {
    if (standby === undefined) throw new KeysUnavailable('keys cannot be looked up');
    return standby;
  }

  /** A failure here shows itself at the next look-up that has to wait. */
  private refreshAhead(digest: string, load: () => Promise<T | null>): void {
    this.refresh(digest, load).catch(() => {
      this.awayUntil = this.options.now() + AWAY_PAUSE_MS;
    });
  }

  private refresh(digest: string, load: () => Promise<T | null>): Promise<T | null> {
    const present = this.underWay.get(digest);
    if (present) return present;
    const task = this.lookUp(digest, load).finally(() => {
      if (this.underWay.get(digest) === task) this.underWay.delete(digest);
    });
    this.underWay.set(digest, task);
    return task;
  }

  private async lookUp(digest: string, load: () => Promise<T | null>): Promise<T | null> {
    const { generation } = this;
    const checkedAt = this.options.now();
    const value = await load();
    if (generation !== this.generation) return value;
    if (value === null) {
      this.known.delete(digest);
      this.unknown.set(digest, checkedAt);
    } else {
      this.known.set(digest, { value, checkedAt });
    }
    this.options.changed?.();
    return value;
  }

  private async inTime(task: Promise<T | null>): Promise<T | null> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new KeysUnavailable('the key look-up took too long')), this.options.waitMs);
    });
    try {
      return await Promise.race([task, late]);
    } finally {
      clearTimeout(timer);
    }
  }
}
