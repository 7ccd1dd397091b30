import type { DataSource } from 'typeorm';

/** Tables partitioned by month. */
export const PARTITIONED_TABLES: readonly string[] = [];

/** Months made ahead of the current one. */
const MONTHS_AHEAD = 3;

function monthStart(date: Date, offset: number): Date {
  return new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + offset, 1));
}

const isoDay = (date: Date): string => date.toISOString().slice(0, 10);

/** Makes the partitions of last, this and the coming months, as far as they are absent. */
export async function ensurePartitions(owner: DataSource, now: Date): Promise<void> {
  for (const table of PARTITIONED_TABLES) {
    for (let offset = -1; offset <= MONTHS_AHEAD; offset++) {
      const from = isoDay(monthStart(now, offset));
      const name = `${table}_${from.slice(0, 7).replace('-', '_')}`;
      await owner.query(
        `CREATE TABLE IF NOT EXISTS ${name} PARTITION OF ${table} FOR VALUES FROM ('${from}') TO ('${isoDay(monthStart(now, offset + 1))}')`,
      );
    }
  }
}
