/** A map that holds at most `capacity` entries and lets go of the one used longest ago. */
export class LruMap<V> {
  private readonly entryMap = new Map<string, V>();

  constructor(private readonly capacity: number) {}

  get size(): number {
    return this.entryMap.size;
  }

  get(key: string): V | undefined {
    const value = this.entryMap.get(key);
    if (value === undefined) return undefined;
    this.entryMap.delete(key);
    this.entryMap.set(key, value);
    return value;
  }

  set(key: string, value: V): void {
    this.entryMap.delete(key);
    this.entryMap.set(key, value);
    if (this.entryMap.size <= this.capacity) return;
    const oldest = this.entryMap.keys().next();
    if (!oldest.done) this.entryMap.delete(oldest.value);
  }

  entries(): [string, V][] {
    return [...this.entryMap];
  }

  delete(key: string): void {
    this.entryMap.delete(key);
  }

  deleteWhere(matches: (value: V) => boolean): void {
    for (const [key, value] of this.entryMap) if (matches(value)) this.entryMap.delete(key);
  }
}
