import type { DataSource } from 'typeorm';

/** Tables partitioned by month. */
export const PARTITIONED_TABLES: readonly string[] = [];

/** Months made ahead of the current one. */
const MONTHS_AHEAD = 3;

function monthStart(date: Date, offset: number): Date {
  return new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + offset, 1));
}

const isoDay = (date: Date): string => date.toISOString().slice(0, 10);

/** Name of the partition of a month, such as `audit_log_2026_11`. */
function partitionName(table: string, month: Date): string {
  return `${table}_${isoDay(month).slice(0, 7).replace('-', '_')}`;
}

/** Makes the partitions of last, this and the coming months, as far as they are absent. */
export async function ensurePartitions(owner: DataSource, now: Date): Promise<void> {
  for (const table of PARTITIONED_TABLES) {
    for (let offset = -1; offset <= MONTHS_AHEAD; offset++) {
      const from = monthStart(now, offset);
      const to = monthStart(now, offset + 1);
      await owner.query(
        `CREATE TABLE IF NOT EXISTS ${partitionName(table, from)} PARTITION OF ${table}
         FOR VALUES FROM ('${isoDay(from)}') TO ('${isoDay(to)}')`,
      );
    }
  }
}

/** Partitions of this and next month that do not exist. */
export async function missingPartitions(dataSource: DataSource, now: Date): Promise<string[]> {
  const wanted = PARTITIONED_TABLES.flatMap((table) =>
    [0, 1].map((offset) => partitionName(table, monthStart(now, offset))),
  );
  const rows: { name: string }[] = await dataSource.query(
    'SELECT name FROM unnest($1::text[]) AS name WHERE to_regclass(name) IS NULL',
    [wanted],
  );
  return rows.map((row) => row.name);
}
