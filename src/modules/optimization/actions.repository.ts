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

/** Actions judged or planned by one statement. */
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

/**
 * What stands against each action of a batch: gaps that are settled or not to be worked on, covered elsewhere, or a member
 * who left. Action by action, each by key: the planner knows nothing of a plan that was just made. Parameters: plan,
 * contract, first and last place.
 */
const JUDGE = `
  UPDATE optimization_actions a SET (gap_ids, skipped) = (
    SELECT CASE WHEN m.active AND NOT g.covered THEN g.left_over ELSE a.gap_ids END,
           CASE WHEN NOT m.active THEN 'inactive' WHEN g.settled THEN 'settled' WHEN g.covered THEN 'covered' END
      FROM members m CROSS JOIN (
        SELECT bool_and(settled) AS settled, bool_and(settled OR covered) AS covered,
               coalesce(array_agg(id) FILTER (WHERE NOT settled AND NOT covered), '{}') AS left_over
          FROM (
            SELECT g.id,
                   g.id IS NULL OR g.evidence NOT IN ('open', 'prospective') OR g.work IN ('suppressed', 'refused') AS settled,
                   EXISTS (SELECT 1 FROM intervention_gaps c JOIN interventions i
                              ON i.id = c.intervention_id AND i.contract_id = c.contract_id
                            WHERE c.gap_id = g.id AND c.contract_id = a.contract_id AND i.state IN ('planned', 'in_progress'))
                     AS covered
              FROM unnest(a.gap_ids) AS u(id) LEFT JOIN gap_analysis g ON g.id = u.id AND g.contract_id = a.contract_id)
            AS gaps) AS g
     WHERE m.id = a.member_id)
   WHERE a.optimization_id = $1 AND a.contract_id = $2 AND a.n BETWEEN $3 AND $4`;

/**
 * Interventions of a batch with the gaps that they cover. Parameters: plan, contract, first and last place, an id for each
 * place, then measurement year, time and actor.
 */
const PLAN = `
  WITH given AS (
    UPDATE optimization_actions a SET intervention_id = ($5::uuid[])[a.n - $3 + 1]
     WHERE a.optimization_id = $1 AND a.contract_id = $2 AND a.n BETWEEN $3 AND $4 AND a.skipped IS NULL RETURNING a.*),
  made AS (
    INSERT INTO interventions (id, member_id, contract_id, measurement_year, type_code, state, holdout, cost, version,
      created_at, created_by)
    SELECT intervention_id, member_id, contract_id, $6, type_code, 'planned', false, cost, 1, $7, $8 FROM given)
  INSERT INTO intervention_gaps (intervention_id, gap_id, contract_id)
  SELECT intervention_id, unnest(gap_ids), contract_id FROM given`;

const LAST = `
  SELECT n FROM optimization_actions WHERE optimization_id = $1 AND contract_id = $2 ORDER BY n DESC LIMIT 1`;

const COUNT = `
  SELECT count(*) FILTER (WHERE skipped IS NULL)::int AS created,
         count(*) FILTER (WHERE skipped = 'settled')::int AS settled,
         count(*) FILTER (WHERE skipped = 'covered')::int AS covered,
         count(*) FILTER (WHERE skipped = 'inactive')::int AS inactive,
         coalesce(sum(cost * 100) FILTER (WHERE skipped IS NULL), 0)::float8 AS "costCents"
    FROM optimization_actions WHERE optimization_id = $1 AND contract_id = $2`;

/** First and last place of each batch. */
function* batches(actions: number): Generator<[from: number, to: number]> {
  for (let from = 1; from <= actions; from += BATCH) yield [from, Math.min(actions, from + BATCH - 1)];
}

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

  /**
   * Plans an intervention for every action that nothing stands against, set by set. All are judged before the first is
   * planned: actions of one plan do not cover each other's gaps.
   */
  async plan(optimization: OptimizationEntity, by: string, now: Date): Promise<Acceptance> {
    const { id, contractId, measurementYear } = optimization;
    const { tx } = this.host;
    await tx.query(LOCK_GAPS, [id, contractId]);
    const last: { n: number }[] = await tx.query(LAST, [id, contractId]);
    const actions = last[0]?.n ?? 0;
    for (const batch of batches(actions)) await tx.query(JUDGE, [id, contractId, ...batch]);
    for (const [from, to] of batches(actions)) {
      const ids = Array.from({ length: to - from + 1 }, () => uuidv7());
      await tx.query(PLAN, [id, contractId, from, to, ids, measurementYear, now, by]);
    }
    const counts: { created: number; settled: number; covered: number; inactive: number; costCents: number }[] =
      await tx.query(COUNT, [id, contractId]);
    const { created = 0, costCents = 0, settled = 0, covered = 0, inactive = 0 } = counts[0] ?? {};
    return { created, skipped: { settled, covered, inactive }, costCents };
  }
}
