import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { COMPACT_STATEMENT } from './snapshot-statement.js';

/** Lock under which the running counts are added together. */
const COMPACT_LOCK = 727_040;

/** Changes that may wait: reading this many takes about a millisecond. */
const MAY_WAIT = 2000;

/** Keeps the running counts of gaps short. */
@Injectable()
export class GapCountKeeper {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Adds waiting changes together; sums stay as they are, in every snapshot of the database. Of several instances one
   * works.
   * @returns whether there was something to do.
   */
  compact(mayWait = MAY_WAIT): Promise<boolean> {
    return this.dataSource.transaction(async (manager) => {
      const [state]: { locked: boolean; many: boolean }[] = await manager.query(
        `SELECT pg_try_advisory_xact_lock($1) AS locked,
           EXISTS (SELECT 1 FROM gap_counts OFFSET $2 LIMIT 1) AS many`,
        [COMPACT_LOCK, mayWait],
      );
      if (!state?.locked || !state.many) return false;
      await manager.query(COMPACT_STATEMENT);
      return true;
    });
  }
}
