import { LruMap } from '../security/lru-map.js';

/** A bounded store in memory, as Keyv wants it: what was used longest ago goes first. */
export class MemoryStore {
  private entries: LruMap<unknown>;

  constructor(private readonly capacity: number) {
    this.entries = new LruMap(capacity);
  }

  get(key: string): unknown {
    return this.entries.get(key);
  }

  set(key: string, value: unknown): void {
    this.entries.set(key, value);
  }

  delete(key: string): boolean {
    const known = this.entries.get(key) !== undefined;
    this.entries.delete(key);
    return known;
  }

  clear(): void {
    this.entries = new LruMap(this.capacity);
  }
}
