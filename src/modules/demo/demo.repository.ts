import { Injectable } from '@nestjs/common';
import { TransactionHost } from '@nestjs-cls/transactional';
import { TransactionalAdapterTypeOrm } from '@nestjs-cls/transactional-adapter-typeorm';
import { DemoPlan } from './demo-plan.entity.js';

/** A column of rows to add: name, type, and its values. */
export type DemoColumn = readonly [name: string, type: string, values: readonly unknown[]];

/** Writes and removes the rows of synthetic plans. Every method joins the transaction under way. */
@Injectable()
export class DemoRepository {
  constructor(private readonly host: TransactionHost<TransactionalAdapterTypeOrm>) {}

  /** Adds rows column by column, in one statement. */
  async insert(table: string, columns: readonly DemoColumn[]): Promise<void> {
    const types = columns.map(([, type], index) => `$${index + 1}::${type}[]`);
    await this.host.tx.query(
      `INSERT INTO ${table} (${columns.map(([name]) => name).join(', ')}) SELECT * FROM unnest(${types.join(', ')})`,
      columns.map(([, , values]) => values),
    );
  }

  /** Adds members and returns their numbers by hash (hexadecimal). */
  async insertMembers(
    hashes: readonly Buffer[],
    active: readonly boolean[],
    generation: number,
    plan: DemoPlan,
  ): Promise<Map<string, string>> {
    const rows: { id: string; hash: string }[] = await this.host.tx.query(
      `INSERT INTO members (member_hash, hash_generation, contract_id, active, first_activity_on, last_activity_on,
         version, created_at, updated_at)
       SELECT u.hash, $3, $4, u.active, $5, $6, 1, $7, $7 FROM unnest($1::bytea[], $2::boolean[]) AS u(hash, active)
       RETURNING id, encode(member_hash, 'hex') AS hash`,
      [
        ...[hashes, active, generation, plan.contractId],
        ...[`${plan.measurementYear}-01-01`, `${plan.measurementYear}-06-30`, plan.loadedAt],
      ],
    );
    return new Map(rows.map(({ id, hash }) => [hash, id]));
  }

  async generation(): Promise<number> {
    const [row]: { generation: number }[] = await this.host.tx.query(
      'SELECT max(generation)::int AS generation FROM member_hash_generations',
    );
    return row?.generation ?? 0;
  }

  async hasMembers(contractId: string): Promise<boolean> {
    const rows: unknown[] = await this.host.tx.query('SELECT 1 FROM members WHERE contract_id = $1 LIMIT 1', [
      contractId,
    ]);
    return rows.length > 0;
  }

  plan(contractId: string): Promise<DemoPlan | null> {
    return this.host.tx.findOne(DemoPlan, { where: { contractId }, lock: { mode: 'pessimistic_write' } });
  }

  async remember(plan: DemoPlan): Promise<void> {
    await this.host.tx.insert(DemoPlan, plan);
  }

  /** Removes members by hash with everything about them: set by set, where the cascade would go member by member. */
  async removeMembers(hashes: readonly Buffer[]): Promise<number> {
    for (const table of ['interventions', 'gap_analysis', 'predictions']) {
      await this.host.tx.query(
        `DELETE FROM ${table} WHERE member_id IN (SELECT id FROM members WHERE member_hash = ANY($1::bytea[]))`,
        [hashes],
      );
    }
    const [row]: { n: number }[] = await this.host.tx.query(
      `WITH gone AS (DELETE FROM members WHERE member_hash = ANY($1::bytea[]) RETURNING 1)
       SELECT count(*)::int AS n FROM gone`,
      [hashes],
    );
    return row?.n ?? 0;
  }

  /** Forgets a plan, the snapshots that were taken of it and their forecasts. */
  async forget({ contractId, loadedAt }: DemoPlan): Promise<number> {
    const [row]: { n: number }[] = await this.host.tx.query(
      `WITH gone AS (DELETE FROM portfolio_snapshots WHERE contract_id = $1 AND taken_at >= $2 RETURNING id),
         forecast AS (DELETE FROM forecasts WHERE source = 'snapshot' AND source_id IN (SELECT id FROM gone))
       SELECT count(*)::int AS n FROM gone`,
      [contractId, loadedAt],
    );
    await this.host.tx.delete(DemoPlan, { contractId });
    return row?.n ?? 0;
  }
}
