import type { Lsn } from './lsn.js';

/** Where the primary was at a time. */
interface Mark {
  readonly at: number;
  readonly lsn: Lsn;
}

/** Marks kept: with one a second, more than the longest lag that is allowed by default. */
const KEPT = 4000;

/**
 * How old a replica's data is, measured by where the primary was when: by this process's clock alone, also while the
 * primary writes nothing, and when the replica has lost its primary and does not know.
 */
export class LagMeter {
  private marks: Mark[] = [];

  /** Notes where the primary is; `at` is the time just before it was asked. */
  mark(at: number, lsn: Lsn): void {
    this.marks.push({ at, lsn });
    if (this.marks.length > KEPT) this.marks = this.marks.slice(-KEPT / 2);
  }

  /** Age in milliseconds of the data of a replica that has replayed up to `replayed`; Infinity when it cannot be told. */
  lagMs(replayed: Lsn, now: number): number {
    // Whatever was committed at the time of the newest mark that is replayed can be seen: it is no older than that.
    const seen = this.marks.findLast(({ lsn }) => lsn <= replayed);
    return seen === undefined ? Infinity : now - seen.at;
  }
}
