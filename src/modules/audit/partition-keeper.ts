import { Injectable } from '@nestjs/common';
import { Environment } from '../../platform/config/index.js';
import {
  asOwner,
  DatabaseLocation,
  ensureMonths,
  ensurePartitions,
  type PartitionedTable,
  partitionName,
} from '../../platform/database/index.js';

/** Years outside of which a time can only be a mistake, for which no partition is made. */
const PLAUSIBLE = { from: Date.UTC(2000, 0), to: Date.UTC(2200, 0) };

/** Sees to it that a row finds its month's partition: those of the coming months ahead, any other when it is needed. */
@Injectable()
export class PartitionKeeper {
  private readonly known = new Set<string>();

  constructor(
    private readonly environment: Environment,
    private readonly location: DatabaseLocation,
  ) {}

  /**
   * Makes the partitions of these rows' months unless they are known to exist. Costs nothing for a month that has been
   * asked for before.
   * @throws RangeError for a time that no row can have.
   */
  async ensureFor(table: PartitionedTable, rows: readonly { readonly occurredAt: Date }[]): Promise<void> {
    const times = rows.map(({ occurredAt }) => occurredAt);
    const missing = times.filter((time) => !this.known.has(partitionName(table, time)));
    if (missing.length === 0) return;
    if (missing.some((time) => time.getTime() < PLAUSIBLE.from || time.getTime() >= PLAUSIBLE.to)) {
      throw new RangeError('A row of the logs has an impossible time.');
    }
    await asOwner(this.environment, this.location, (owner) => ensureMonths(owner, table, missing));
    for (const time of missing) this.known.add(partitionName(table, time));
  }

  /** Makes last month's, this month's and the coming months' partitions, as far as they are absent. */
  async ensureAhead(now: Date): Promise<string[]> {
    return asOwner(this.environment, this.location, (owner) => ensurePartitions(owner, now));
  }

  /** Forgets what exists, after partitions were dropped. */
  forget(): void {
    this.known.clear();
  }
}
