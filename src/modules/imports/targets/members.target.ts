import { Injectable } from '@nestjs/common';
import type { RowValues } from '../../../core/imports/index.js';
import { JobFailure } from '../../../platform/jobs/index.js';
import { HashGenerations } from '../../members/index.js';
import { type ImportFile, plainFile } from '../import-file.js';
import type { ImportTarget, MergeContext, MergeCounts } from '../import-target.js';
import { MEMBER_COLUMNS, MemberNames, namedRows } from './member-names.js';

/** Activity only ever widens, whatever order files arrive in. */
const FIRST = (known: string, given: string): string => `LEAST(${known}.first_activity_on, ${given}.first_activity_on,
  CASE WHEN num_nonnulls(${known}.first_activity_on, ${given}.first_activity_on) > 0 THEN ${given}.last_activity_on END)`;
const LAST = (known: string, given: string): string => `GREATEST(${known}.last_activity_on, ${given}.last_activity_on,
  CASE WHEN num_nonnulls(${known}.last_activity_on, ${given}.last_activity_on) > 0 THEN ${given}.first_activity_on END)`;

/** Members: new ones by raw id, known ones by id or hash. The natural key is the member. */
@Injectable()
export class MembersTarget implements ImportTarget {
  readonly columns = [
    ...MEMBER_COLUMNS,
    ['contract_id', 'text'],
    ['active', 'boolean'],
    ['first_activity_on', 'date'],
    ['last_activity_on', 'date'],
  ] as const;

  constructor(
    private readonly names: MemberNames,
    private readonly generations: HashGenerations,
  ) {}

  open(): ImportFile {
    return plainFile(this.columns.length, (values) => this.cells(values));
  }

  private cells(values: RowValues): (string | null)[] {
    const { contractId, active, firstActivityOn, lastActivityOn } = values;
    const facts = [contractId, active, firstActivityOn, lastActivityOn];
    return [...this.names.cells(values), ...facts.map((value) => value ?? null)];
  }

  async check({ manager, staged, checked, contracts }: MergeContext): Promise<void> {
    await this.generations.hold();
    await manager.query(`CREATE UNLOGGED TABLE ${checked} (LIKE ${staged}, member_id bigint, field text, code text)`);
    await manager.query(
      `INSERT INTO ${checked} (line, hashes, contract_id, active, first_activity_on, last_activity_on, member_id, field, code)
       WITH ${namedRows(staged, this.names.generations, [])}, judged AS (
         SELECT k.*, CASE
           WHEN NOT coalesce(k.contract_id = ANY ($1::text[]), true) THEN 'contractId:no-such-contract'
           WHEN k.member_id IS NULL AND NOT k.raw THEN 'memberHash:no-such-member'
           WHEN k.member_contract <> k.contract_id THEN 'contractId:other-contract'
           WHEN k.line > t.first THEN 'memberId:duplicate-key' END AS verdict FROM named k LEFT JOIN twice t USING (who))
       SELECT line, hashes, contract_id, active, first_activity_on, last_activity_on, member_id,
         split_part(verdict, ':', 1) AS field, split_part(verdict, ':', 2) AS code FROM judged`,
      [contracts],
    );
  }

  async merge({ manager, checked }: MergeContext, from: number, to: number): Promise<MergeCounts> {
    const [updated] = (await manager.query(
      `WITH u AS (
         UPDATE members m SET active = coalesce(c.active, m.active), first_activity_on = ${FIRST('m', 'c')},
           last_activity_on = ${LAST('m', 'c')}, version = m.version + 1, updated_at = date_trunc('milliseconds', now())
         FROM ${checked} c
         WHERE c.member_id = m.id AND c.code IS NULL AND c.line > $1 AND c.line <= $2
           AND (m.active, m.first_activity_on, m.last_activity_on)
             IS DISTINCT FROM (coalesce(c.active, m.active), ${FIRST('m', 'c')}, ${LAST('m', 'c')})
         RETURNING 1)
       SELECT (SELECT count(*) FROM u)::int AS updated, count(*)::int AS known FROM ${checked} c
       WHERE c.member_id IS NOT NULL AND c.code IS NULL AND c.line > $1 AND c.line <= $2`,
      [from, to],
    )) as { updated: number; known: number }[];
    const { created, widened } = await this.add(manager, checked, from, to);
    const were = updated ?? { updated: 0, known: 0 };
    return { created, updated: were.updated + widened, unchanged: were.known - were.updated };
  }

  /** Adds new members; the few that somebody else added meanwhile get wider activity. */
  private async add(
    manager: MergeContext['manager'],
    checked: string,
    from: number,
    to: number,
  ): Promise<{ created: number; widened: number }> {
    const values = [from, to, await this.currentGeneration(manager)];
    const fresh = `FROM ${checked} c WHERE c.member_id IS NULL AND c.code IS NULL AND c.line > $1 AND c.line <= $2`;
    const now = `date_trunc('milliseconds', now())`;
    const [{ expected } = { expected: 0 }]: { expected: number }[] = await manager.query(
      `SELECT count(*)::int AS expected ${fresh}`,
      [from, to],
    );
    if (expected === 0) return { created: 0, widened: 0 };
    const added = await manager.queryRunner?.query(
      `INSERT INTO members (member_hash, hash_generation, contract_id, active, first_activity_on, last_activity_on,
         version, created_at, updated_at)
       SELECT c.hashes[$3::int], $3, c.contract_id, coalesce(c.active, true), c.first_activity_on, c.last_activity_on,
         1, ${now}, ${now} ${fresh} ORDER BY 1
       ON CONFLICT (member_hash) DO NOTHING`,
      values,
      true,
    );
    const created = added?.affected ?? 0;
    if (created === expected) return { created, widened: 0 };
    const others = await manager.queryRunner?.query(
      `UPDATE members m SET first_activity_on = ${FIRST('m', 'f')}, last_activity_on = ${LAST('m', 'f')},
         version = m.version + 1, updated_at = ${now}
       FROM (SELECT c.hashes[$3::int] AS hash, c.* ${fresh}) AS f
       WHERE m.member_hash = f.hash AND m.contract_id = f.contract_id AND m.xmin <> pg_current_xact_id()::xid`,
      values,
      true,
    );
    return { created, widened: others?.affected ?? 0 };
  }

  private async currentGeneration(manager: MergeContext['manager']): Promise<number> {
    const rows: { generation: number }[] = await manager.query(
      'SELECT max(generation)::int AS generation FROM member_hash_generations',
    );
    const generation = rows[0]?.generation ?? 0;
    if (generation > this.names.generations) throw new JobFailure('member-hash-key-missing');
    return generation;
  }
}
