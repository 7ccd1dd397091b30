import type { Place } from './segment-log.js';

/** A request with an idempotency key, by its digests in hexadecimal. */
export interface SpooledKey {
  readonly actor: string;
  readonly key: string;
  readonly request: string;
}

/** What is known of a key whose answer is not in the database yet. */
export type KeyState = 'in-flight' | Place;

interface Entry {
  readonly request: string;
  readonly state: KeyState;
}

const nameOf = ({ actor, key }: SpooledKey): string => `${actor}\n${key}`;

/** Idempotency keys of requests that were answered without the database, until their records are replayed. */
export class SpooledKeys {
  private readonly entries = new Map<string, Entry>();

  /** Undefined for a key that is not known here. */
  find(key: SpooledKey): 'other-request' | KeyState | undefined {
    const entry = this.entries.get(nameOf(key));
    if (!entry) return undefined;
    return entry.request === key.request ? entry.state : 'other-request';
  }

  /** Holds a key until its record is durable (`keep`) or there is none (`release`). */
  hold(key: SpooledKey): void {
    this.entries.set(nameOf(key), { request: key.request, state: 'in-flight' });
  }

  keep(key: SpooledKey, place: Place): void {
    this.entries.set(nameOf(key), { request: key.request, state: place });
  }

  release(key: SpooledKey): void {
    this.entries.delete(nameOf(key));
  }

  /** Forgets the keys of a segment that has been replayed: from now on the database knows them. */
  forget(path: string): void {
    for (const [name, { state }] of this.entries) {
      if (state !== 'in-flight' && state.path === path) this.entries.delete(name);
    }
  }
}
