import { Injectable } from '@nestjs/common';
import { TransactionHost } from '@nestjs-cls/transactional';
import { TransactionalAdapterTypeOrm } from '@nestjs-cls/transactional-adapter-typeorm';
import { type Evidence, type EvidenceCounts, NO_GAPS } from '../../core/gaps/index.js';
import type { Gap } from './gap.entity.js';
import { type WorklistFilter, type WorklistPosition, worklistStatement } from './worklist-statement.js';

/** A gap with the hash of its member. */
export type ListedGap = Gap & { readonly memberHash: Buffer };

/** Reads over many gaps, each in one statement. */
@Injectable()
export class GapListsRepository {
  constructor(private readonly transactions: TransactionHost<TransactionalAdapterTypeOrm>) {}

  /** One page of the worklist, one row more than asked for when there are more. */
  worklist(filter: WorklistFilter, after: WorklistPosition | undefined, limit: number): Promise<ListedGap[]> {
    const { sql, values } = worklistStatement(filter, after, limit);
    return this.transactions.tx.query(sql, values);
  }

  /** The latest measurement year with gaps in the contract. */
  async latestYear(contractId: string): Promise<number | undefined> {
    const rows: { year: number | null }[] = await this.transactions.tx.query(
      'SELECT max(measurement_year) AS year FROM gap_analysis WHERE contract_id = $1',
      [contractId],
    );
    return rows[0]?.year ?? undefined;
  }

  /** Gaps by measure and evidence, counted by the database. */
  async counts(contractId: string, measurementYear: number): Promise<Map<string, EvidenceCounts>> {
    const rows: { measure: string; evidence: Evidence; gaps: string }[] = await this.transactions.tx.query(
      `SELECT measure, evidence, count(*) AS gaps FROM gap_analysis
        WHERE contract_id = $1 AND measurement_year = $2 GROUP BY measure, evidence ORDER BY measure`,
      [contractId, measurementYear],
    );
    const counts = new Map<string, EvidenceCounts>();
    for (const { measure, evidence, gaps } of rows) {
      counts.set(measure, { ...(counts.get(measure) ?? NO_GAPS), [evidence]: Number(gaps) });
    }
    return counts;
  }
}
