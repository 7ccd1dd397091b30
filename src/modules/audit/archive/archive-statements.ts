import type { EntityManager } from 'typeorm';
import type { PartitionedTable } from '../../../platform/database/index.js';

/** Rows fetched at once: few enough that requests are served in between. */
const BATCH = 2000;

/** How many rows a partition holds, and which links of the chain. */
export interface PartitionFacts {
  readonly rows: number;
  readonly firstSeq: string | null;
  readonly lastSeq: string | null;
  /** Rows that are not in the chain yet. */
  readonly unsealed: number;
}

/** The lines of a partition. A row of the trail takes its link with it; they come in the order of the chain. */
const LINES: Readonly<Record<PartitionedTable, (partition: string) => string>> = {
  api_logs: (partition) => `SELECT * FROM ${partition} ORDER BY occurred_at, id`,
  audit_log: (partition) => `
    SELECT a.*, s.seq::text, s.digest, s.chain, s.sealed_at
    FROM ${partition} a LEFT JOIN audit_seal s ON s.audit_id = a.id ORDER BY s.seq`,
};

/** Facts of a partition, in the snapshot of the transaction under way. */
export async function partitionFacts(
  manager: EntityManager,
  source: PartitionedTable,
  partition: string,
): Promise<PartitionFacts> {
  const seqs = source === 'audit_log' ? 's.seq' : 'NULL::bigint';
  const join = source === 'audit_log' ? 'LEFT JOIN audit_seal s ON s.audit_id = a.id' : '';
  const [facts]: { rows: string; sealed: string; firstSeq: string | null; lastSeq: string | null }[] =
    await manager.query(
      `SELECT count(*) AS rows, count(${seqs}) AS sealed, min(${seqs}) AS "firstSeq", max(${seqs}) AS "lastSeq"
       FROM ${partition} a ${join}`,
    );
  const rows = Number(facts?.rows ?? 0);
  const unsealed = source === 'audit_log' ? rows - Number(facts?.sealed ?? 0) : 0;
  return { rows, unsealed, firstSeq: facts?.firstSeq ?? null, lastSeq: facts?.lastSeq ?? null };
}

/** The rows of a partition as JSON, written by the server, in the snapshot of the transaction under way. */
export async function* partitionLines(
  manager: EntityManager,
  source: PartitionedTable,
  partition: string,
): AsyncGenerator<string[]> {
  await manager.query(
    `DECLARE archived NO SCROLL CURSOR FOR SELECT row_to_json(r)::text AS line FROM (${LINES[source](partition)}) r`,
  );
  for (;;) {
    const rows: { line: string }[] = await manager.query(`FETCH ${BATCH} FROM archived`);
    if (rows.length === 0) return;
    yield rows.map(({ line }) => line);
  }
}
