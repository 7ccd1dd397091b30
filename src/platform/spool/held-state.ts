import type { DatabaseGate } from '../database/index.js';
import { spoolingDraft } from './spool-draft.js';

/** How long a change may stay unseen, on the instance that made it too. */
const RECHECK_MS = 1000;

/**
 * When something that is held in memory is read again: at most once a second, by one reader for all who ask; and while
 * the database is away what is on disk, where this process has not seen the database yet.
 */
export class HeldState {
  private readAt = -Infinity;
  private reading?: Promise<void>;

  /**
   * @param read takes over what the database has
   * @param recall takes over what held when the database was last seen, also by a process before this one
   */
  constructor(
    private readonly gate: DatabaseGate,
    private readonly read: () => Promise<void>,
    private readonly recall: () => void,
  ) {}

  /** Reads from the database, however short a time ago it was read. */
  async readNow(): Promise<void> {
    await this.read();
    this.readAt = performance.now();
  }

  /** Makes what is held that of the moment. */
  async refresh(): Promise<void> {
    if (this.gate.away || spoolingDraft()) {
      if (this.readAt === -Infinity) this.recall();
      this.readAt = Math.max(this.readAt, 0);
    } else if (performance.now() - this.readAt > RECHECK_MS) {
      this.reading ??= this.readNow().finally(() => (this.reading = undefined));
      await this.reading;
    }
  }
}
