import type { DataSource, EntityManager } from 'typeorm';

/** Tables partitioned by month on `occurred_at`. There is no DEFAULT partition: see docs/audit.md. */
export const PARTITIONED_TABLES = ['api_logs', 'audit_log'] as const;
export type PartitionedTable = (typeof PARTITIONED_TABLES)[number];

/** Tables whose partitions refuse TRUNCATE too. (Row triggers are cloned by PostgreSQL, statement triggers are not.) */
const APPEND_ONLY: readonly PartitionedTable[] = ['audit_log'];

/** Months made ahead of the current one. */
const MONTHS_AHEAD = 3;

/** Lock under which one session at a time makes or drops partitions. */
const PARTITION_LOCK = 727_003;

/** A partition that exists. */
export interface Partition {
  readonly name: string;
  /** First instant after its month. */
  readonly end: Date;
}

/** First instant (UTC) of the month that is `offset` months away. */
export function monthStart(date: Date, offset: number): Date {
  return new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + offset, 1));
}

const isoDay = (date: Date): string => date.toISOString().slice(0, 10);

/** Name of the partition of a month, such as `audit_log_2026_11`. */
export function partitionName(table: PartitionedTable, month: Date): string {
  return `${table}_${isoDay(month).slice(0, 7).replace('-', '_')}`;
}

/** Waits for whoever else makes or drops partitions; the lock goes with the transaction. */
export async function lockPartitions(manager: EntityManager): Promise<void> {
  await manager.query('SELECT pg_advisory_xact_lock($1)', [PARTITION_LOCK]);
}

/**
 * Attaching asks for a lock that inserts do not wait for; CREATE TABLE … PARTITION OF would stop them.
 * The new table has no grants of its own: it is reached through its parent only.
 */
async function makePartition(manager: EntityManager, table: PartitionedTable, month: Date): Promise<void> {
  const name = partitionName(table, month);
  const [from, to] = [isoDay(month), isoDay(monthStart(month, 1))];
  await manager.query(`CREATE TABLE ${name} (LIKE ${table} INCLUDING DEFAULTS INCLUDING CONSTRAINTS)`);
  await manager.query(
    `ALTER TABLE ${table} ATTACH PARTITION ${name} FOR VALUES FROM ('${from} 00:00+00') TO ('${to} 00:00+00')`,
  );
  if (!APPEND_ONLY.includes(table)) return;
  await manager.query(
    `CREATE TRIGGER ${name}_no_truncate BEFORE TRUNCATE ON ${name} FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()`,
  );
}

async function absent(
  executor: Pick<DataSource, 'query'> | EntityManager,
  wanted: ReadonlyMap<string, readonly [PartitionedTable, Date]>,
): Promise<string[]> {
  const rows: { name: string }[] = await executor.query(
    'SELECT name FROM unnest($1::text[]) AS name WHERE to_regclass(name) IS NULL',
    [[...wanted.keys()]],
  );
  return rows.map((row) => row.name);
}

/**
 * Makes the partitions of one table for the months of `dates`, as far as they are absent. Any number of sessions may
 * call this at once.
 * @returns names of the partitions made.
 */
export async function ensureMonths(
  owner: DataSource,
  table: PartitionedTable,
  dates: readonly Date[],
): Promise<string[]> {
  const months = dates.map((date) => monthStart(date, 0));
  const wanted = new Map(months.map((month) => [partitionName(table, month), [table, month] as const]));
  return owner.transaction(async (manager) => {
    await lockPartitions(manager);
    const missing = await absent(manager, wanted);
    for (const name of missing) {
      const [, month] = wanted.get(name) ?? [];
      if (month) await makePartition(manager, table, month);
    }
    return missing;
  });
}

/**
 * Makes the partitions of last, this and the coming months, as far as they are absent.
 * @returns names of the partitions made.
 */
export async function ensurePartitions(owner: DataSource, now: Date): Promise<string[]> {
  const months = Array.from({ length: MONTHS_AHEAD + 2 }, (_, index) => monthStart(now, index - 1));
  const made: string[] = [];
  for (const table of PARTITIONED_TABLES) made.push(...(await ensureMonths(owner, table, months)));
  return made;
}

/** Partitions of this and next month that do not exist. */
export async function missingPartitions(dataSource: Pick<DataSource, 'query'>, now: Date): Promise<string[]> {
  const wanted = PARTITIONED_TABLES.flatMap((table) =>
    [0, 1].map((offset) => {
      const month = monthStart(now, offset);
      return [partitionName(table, month), [table, month] as const] as const;
    }),
  );
  return absent(dataSource, new Map(wanted));
}

/** Partitions whose whole month lies before `cutoff`, oldest first. */
export async function partitionsBefore(
  manager: EntityManager,
  table: PartitionedTable,
  cutoff: Date,
): Promise<Partition[]> {
  const rows: { name: string }[] = await manager.query(
    `SELECT c.relname AS name FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
     WHERE i.inhparent = $1::regclass ORDER BY c.relname`,
    [table],
  );
  return rows
    .map(({ name }) => {
      const [, year, month] = /_(\d{4})_(\d{2})$/.exec(name) ?? [];
      return { name, end: new Date(Date.UTC(Number(year), Number(month), 1)) };
    })
    .filter(({ end }) => end.getTime() <= cutoff.getTime());
}

/**
 * Whether a partition holds exactly as many rows as were archived. Until the transaction ends nothing can be added to
 * it: only rows of that old month wait.
 */
export async function holdsStill(manager: EntityManager, partition: Partition, rows: number): Promise<boolean> {
  await manager.query(`SET LOCAL lock_timeout = '2s'`);
  await manager.query(`SET LOCAL statement_timeout = 0`);
  await manager.query(`LOCK TABLE ${partition.name} IN SHARE MODE`);
  const [found]: { count: string }[] = await manager.query(`SELECT count(*) AS count FROM ${partition.name}`);
  return Number(found?.count) === rows;
}

/**
 * Drops a partition with all its rows. Waits two seconds at most for readers: while it waits, writers wait behind it.
 * A run that gives up is made good by the next one.
 */
export async function dropPartition(manager: EntityManager, partition: Partition): Promise<void> {
  await manager.query(`SET LOCAL lock_timeout = '2s'`);
  await manager.query(`DROP TABLE ${partition.name}`);
}
