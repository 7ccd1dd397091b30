import { Injectable } from '@nestjs/common';
import { TransactionHost } from '@nestjs-cls/transactional';
import { TransactionalAdapterTypeOrm } from '@nestjs-cls/transactional-adapter-typeorm';
import { type Evidence, type EvidenceCounts, NO_GAPS } from '../../core/gaps/index.js';
import type { Gap } from './gap.entity.js';
import { type WorklistFilter, type WorklistPosition, worklistStatement } from './worklist-statement.js';

/** A gap with the hash of its member. */
export type ListedGap = Gap & { readonly memberHash: Buffer };

/** Unsettled (open and prospective) gaps of one measure, as the latest predictions see them. */
export interface UnsettledGaps {
  /** HEDIS or PQA code. */
  readonly measure: string;
  /** Gaps by the probability that they stay open, in steps of 1/10,000, ascending. */
  readonly predicted: readonly { readonly probability: number; readonly gaps: number }[];
  /** Gaps without a prediction. */
  readonly unpredicted: number;
}

const UNSETTLED = `
  WITH grouped AS (
    SELECT measure, round(probability * 10000)::int AS step, count(*)::int AS gaps FROM gap_analysis
     WHERE contract_id = $1 AND measurement_year = $2 AND evidence IN ('open', 'prospective')
     GROUP BY 1, 2)
  SELECT measure, coalesce(sum(gaps) FILTER (WHERE step IS NULL), 0)::int AS unpredicted,
    coalesce(json_agg(json_build_object('probability', step / 10000.0, 'gaps', gaps) ORDER BY step)
             FILTER (WHERE step IS NOT NULL), '[]') AS predicted
    FROM grouped GROUP BY measure ORDER BY measure`;

/** Reads over many gaps, each in one statement. */
@Injectable()
export class GapListsRepository {
  constructor(private readonly transactions: TransactionHost<TransactionalAdapterTypeOrm>) {}

  /** One page of the worklist, one row more than asked for when there are more. */
  worklist(filter: WorklistFilter, after: WorklistPosition | undefined, limit: number): Promise<ListedGap[]> {
    const { text, values } = worklistStatement(filter, after, limit);
    return this.transactions.tx.query(text, [...values]);
  }

  /** The latest measurement year with gaps in the contract. */
  async latestYear(contractId: string): Promise<number | undefined> {
    const rows: { year: number | null }[] = await this.transactions.tx.query(
      'SELECT max(measurement_year) AS year FROM gap_analysis WHERE contract_id = $1',
      [contractId],
    );
    return rows[0]?.year ?? undefined;
  }

  /** Gaps by measure and evidence, from the running counts: exact in every snapshot of the database. */
  async counts(contractId: string, measurementYear: number): Promise<Map<string, EvidenceCounts>> {
    const rows: { measure: string; evidence: Evidence; gaps: string }[] = await this.transactions.tx.query(
      `SELECT measure, evidence, sum(gaps) AS gaps FROM gap_counts
        WHERE contract_id = $1 AND measurement_year = $2
        GROUP BY measure, evidence HAVING sum(gaps) <> 0 ORDER BY measure`,
      [contractId, measurementYear],
    );
    const counts = new Map<string, EvidenceCounts>();
    for (const { measure, evidence, gaps } of rows) {
      counts.set(measure, { ...(counts.get(measure) ?? NO_GAPS), [evidence]: Number(gaps) });
    }
    return counts;
  }

  /**
   * What the latest predictions say of the unsettled gaps of a contract and year, by measure: the input of forecasts
   * and plans. One statement.
   */
  unsettled(contractId: string, measurementYear: number): Promise<UnsettledGaps[]> {
    return this.transactions.tx.query(UNSETTLED, [contractId, measurementYear]);
  }
}
