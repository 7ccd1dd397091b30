import { Injectable } from '@nestjs/common';
import { TransactionHost } from '@nestjs-cls/transactional';
import type { TransactionalAdapterTypeOrm } from '@nestjs-cls/transactional-adapter-typeorm';
import { v7 as uuidv7 } from 'uuid';
import type { Acceptance, OptimizationEntity } from './optimization.entity.js';

/** An action with what outreach needs to know. */
export interface ActionRow {
  readonly n: number;
  /** Hexadecimal. */
  readonly memberHash: string;
  readonly typeCode: string;
  readonly channel: string;
  /** Decimal text in dollars. */
  readonly cost: string;
  readonly gaps: readonly { readonly id: string; readonly measure: string }[];
  readonly expectedClosures: number;
  readonly interventionId: string | null;
  readonly skipped: string | null;
}

/** Actions planned by one statement. */
const BATCH = 10_000;

const PAGE = `
  SELECT a.n, encode(m.member_hash, 'hex') AS "memberHash", a.type_code AS "typeCode", t.channel, a.cost::text AS cost,
         (SELECT coalesce(json_agg(json_build_object('id', g.id, 'measure', g.measure) ORDER BY g.measure), '[]')
            FROM gap_analysis g WHERE g.id = ANY(a.gap_ids) AND g.contract_id = a.contract_id) AS gaps,
         a.expected_closures AS "expectedClosures", a.intervention_id AS "interventionId", a.skipped
    FROM optimization_actions a JOIN members m ON m.id = a.member_id JOIN intervention_types t ON t.code = a.type_code
   WHERE a.optimization_id = $1 AND a.contract_id = $2 AND a.n > $3 ORDER BY a.n LIMIT $4`;

/** The gaps of each action as they are now: locked in the order of their natural key, as everywhere. */
const LOCK_GAPS = `
  SELECT 1 FROM gap_analysis g
   WHERE g.contract_id = $2 AND g.id IN (
     SELECT unnest(a.gap_ids) FROM optimization_actions a WHERE a.optimization_id = $1 AND a.contract_id = $2)
   ORDER BY g.member_id, g.measurement_year, g.measure FOR NO KEY UPDATE`;

/** What stands against each action: gaps that are settled or not to be worked on, covered elsewhere, or a member who left. */
const JUDGE = `
  WITH gaps AS (
    SELECT a.n, a.member_id, g.id,
           g.id IS NULL OR g.evidence NOT IN ('open', 'prospective') OR g.work IN ('suppressed', 'refused') AS settled,
           EXISTS (SELECT 1 FROM intervention_gaps c JOIN interventions i
                      ON i.id = c.intervention_id AND i.contract_id = c.contract_id
                    WHERE c.gap_id = g.id AND c.contract_id = a.contract_id AND i.state IN ('planned', 'in_progress'))
             AS covered
      FROM optimization_actions a CROSS JOIN LATERAL unnest(a.gap_ids) AS u(id)
      LEFT JOIN gap_analysis g ON g.id = u.id AND g.contract_id = a.contract_id
     WHERE a.optimization_id = $1 AND a.contract_id = $2),
  judged AS (
    SELECT n, member_id, bool_and(settled) AS settled, bool_and(settled OR covered) AS covered,
           coalesce(array_agg(id) FILTER (WHERE NOT settled AND NOT covered), '{}') AS left_over
      FROM gaps GROUP BY n, member_id)
  UPDATE optimization_actions a
     SET gap_ids = CASE WHEN m.active AND NOT j.covered THEN j.left_over ELSE a.gap_ids END,
         skipped = CASE WHEN NOT m.active THEN 'inactive' WHEN j.settled THEN 'settled' WHEN j.covered THEN 'covered' END
    FROM judged j JOIN members m ON m.id = j.member_id
   WHERE a.optimization_id = $1 AND a.contract_id = $2 AND a.n = j.n`;

const PLAN = `
  WITH given AS (
    UPDATE optimization_actions a SET intervention_id = u.id FROM unnest($3::int[], $4::uuid[]) AS u(n, id)
     WHERE a.optimization_id = $1 AND a.contract_id = $2 AND a.n = u.n RETURNING a.*),
  made AS (
    INSERT INTO interventions (id, member_id, contract_id, measurement_year, type_code, state, holdout, cost, version,
      created_at, created_by)
    SELECT intervention_id, member_id, contract_id, $5, type_code, 'planned', false, cost, 1, $6, $7 FROM given
    RETURNING id)
  INSERT INTO intervention_gaps (intervention_id, gap_id, contract_id)
  SELECT g.intervention_id, u.id, g.contract_id FROM given g JOIN made ON made.id = g.intervention_id, unnest(g.gap_ids) AS u(id)`;

/** Actions of plans. Every method joins the transaction under way. */
@Injectable()
export class ActionsRepository {
  constructor(private readonly host: TransactionHost<TransactionalAdapterTypeOrm>) {}

  /** Actions behind a place, in the order of the plan. */
  page({ id, contractId }: OptimizationEntity, after: number, limit: number): Promise<ActionRow[]> {
    return this.host.tx.query(PAGE, [id, contractId, after, limit]);
  }

  /** All actions, a page at a time. Rows of a plan do not change but for its acceptance. */
  async *all(plan: OptimizationEntity, atOnce = 2000): AsyncGenerator<ActionRow[]> {
    for (let after = 0; ;) {
      const rows = await this.page(plan, after, atOnce);
      if (rows.length > 0) yield rows;
      if (rows.length < atOnce) return;
      after = rows.at(-1)?.n ?? after;
    }
  }

  /** Plans an intervention for every action that nothing stands against, set by set. */
  async plan({ id, contractId, measurementYear }: OptimizationEntity, by: string, now: Date): Promise<Acceptance> {
    const { tx } = this.host;
    await tx.query(LOCK_GAPS, [id, contractId]);
    await tx.query(JUDGE, [id, contractId]);
    const rows: { n: number; cents: number; skipped: keyof Acceptance['skipped'] | null }[] = await tx.query(
      `SELECT n, (cost * 100)::int AS cents, skipped FROM optimization_actions
        WHERE optimization_id = $1 AND contract_id = $2 ORDER BY n`,
      [id, contractId],
    );
    const due = rows.filter(({ skipped }) => skipped === null);
    for (let from = 0; from < due.length; from += BATCH) {
      const batch = due.slice(from, from + BATCH);
      const ids = batch.map(() => uuidv7());
      await tx.query(PLAN, [id, contractId, batch.map(({ n }) => n), ids, measurementYear, now, by]);
    }
    const count = (reason: keyof Acceptance['skipped']): number =>
      rows.filter(({ skipped }) => skipped === reason).length;
    return {
      created: due.length,
      skipped: { settled: count('settled'), covered: count('covered'), inactive: count('inactive') },
      costCents: due.reduce((sum, { cents }) => sum + cents, 0),
    };
  }
}
