import { Injectable } from '@nestjs/common';
import { TransactionHost } from '@nestjs-cls/transactional';
import { TransactionalAdapterTypeOrm } from '@nestjs-cls/transactional-adapter-typeorm';

/** Closures of one measure in both groups; members are counted once. */
export interface GroupCounts {
  readonly measure: string;
  readonly treated: number;
  readonly treatedClosed: number;
  readonly holdout: number;
  readonly holdoutClosed: number;
  /** Members of both groups: counted as treated. */
  readonly mixed: number;
}

/** What interventions of a type cost and brought. */
export interface TypeTotals {
  readonly typeCode: string;
  readonly planned: number;
  readonly completed: number;
  /** Gaps delivered whose evidence is closed. */
  readonly closures: number;
  /** Decimal texts over completed interventions. */
  readonly cost: string;
  readonly value: string | null;
}

/** Reads over many interventions, each in one statement. */
@Injectable()
export class InterventionReportsRepository {
  constructor(private readonly transactions: TransactionHost<TransactionalAdapterTypeOrm>) {}

  /**
   * Closure of covered gaps by group. Treated are members with an intervention that was begun or is planned, as
   * intended; cancelled ones count in no group. Excluded and not applicable gaps never count.
   */
  groups(contractId: string, measurementYear: number): Promise<GroupCounts[]> {
    return this.transactions.tx.query(
      `WITH covered AS (
         SELECT g.id, g.measure, g.evidence = 'closed' AS closed, bool_or(NOT i.holdout) AS treated, bool_or(i.holdout) AS held
           FROM interventions i
           JOIN intervention_gaps c ON c.intervention_id = i.id AND c.contract_id = i.contract_id
           JOIN gap_analysis g ON g.id = c.gap_id AND g.contract_id = c.contract_id
          WHERE i.contract_id = $1 AND i.measurement_year = $2 AND i.state <> 'cancelled'
            AND g.evidence IN ('open', 'closed', 'prospective')
          GROUP BY g.id, g.measure, g.evidence)
       SELECT measure, count(*) FILTER (WHERE treated)::int AS treated,
              count(*) FILTER (WHERE treated AND closed)::int AS "treatedClosed",
              count(*) FILTER (WHERE NOT treated)::int AS holdout,
              count(*) FILTER (WHERE NOT treated AND closed)::int AS "holdoutClosed",
              count(*) FILTER (WHERE treated AND held)::int AS mixed
         FROM covered GROUP BY measure ORDER BY measure`,
      [contractId, measurementYear],
    );
  }

  /** Cost, value and closures by type. */
  totals(contractId: string, measurementYear: number): Promise<TypeTotals[]> {
    return this.transactions.tx.query(
      `WITH closed AS (
         SELECT i.id, count(*) FILTER (WHERE c.delivered AND g.evidence = 'closed')::int AS closures
           FROM interventions i
           JOIN intervention_gaps c ON c.intervention_id = i.id AND c.contract_id = i.contract_id
           JOIN gap_analysis g ON g.id = c.gap_id AND g.contract_id = c.contract_id
          WHERE i.contract_id = $1 AND i.measurement_year = $2 AND i.state = 'completed' GROUP BY i.id)
       SELECT i.type_code AS "typeCode", count(*) FILTER (WHERE i.state IN ('planned', 'in_progress'))::int AS planned,
              count(*) FILTER (WHERE i.state = 'completed')::int AS completed,
              coalesce(sum(closed.closures), 0)::int AS closures,
              coalesce(sum(i.cost) FILTER (WHERE i.state = 'completed'), 0)::numeric(14,2)::text AS cost,
              sum(i.value) FILTER (WHERE i.state = 'completed')::numeric(14,2)::text AS value
         FROM interventions i LEFT JOIN closed ON closed.id = i.id
        WHERE i.contract_id = $1 AND i.measurement_year = $2 AND NOT i.holdout
        GROUP BY i.type_code ORDER BY i.type_code`,
      [contractId, measurementYear],
    );
  }
}
