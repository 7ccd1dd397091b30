import { Injectable } from '@nestjs/common';
import { TransactionHost } from '@nestjs-cls/transactional';
import { TransactionalAdapterTypeOrm } from '@nestjs-cls/transactional-adapter-typeorm';
import type { SelectQueryBuilder } from 'typeorm';
import type { GapGroup, OpenOutlook } from '../../core/portfolio/index.js';
import { PortfolioSnapshot } from './portfolio-snapshot.entity.js';
import { RECOUNT_OUTLOOK_STATEMENT, RECOUNT_STATEMENT, SNAPSHOT_STATEMENT } from './snapshot-statement.js';

/** What a snapshot counts, as of one moment. */
export interface SnapshotCounts {
  readonly membersActive: number;
  readonly membersTotal: number;
  readonly groups: readonly GapGroup[];
  readonly outlooks: readonly OpenOutlook[];
}

/** Which snapshots to list. */
export interface SnapshotFilter {
  readonly contractId?: string;
  readonly measurementYear?: number;
  readonly starYear?: number;
  /** Contracts that may be seen; null for all. */
  readonly contracts: readonly string[] | null;
}

/** A contract with gaps in a measurement year. */
export interface ContractWithGaps {
  readonly contractId: string;
  readonly measurementYear: number;
}

/** Snapshots and what they count. Rows are added and read, never changed. */
@Injectable()
export class SnapshotsRepository {
  constructor(private readonly host: TransactionHost<TransactionalAdapterTypeOrm>) {}

  /** Counts everything in one statement. */
  async count(contractId: string, measurementYear: number): Promise<SnapshotCounts> {
    const rows: SnapshotCounts[] = await this.host.tx.query(SNAPSHOT_STATEMENT, [contractId, measurementYear]);
    return rows[0] ?? { membersActive: 0, membersTotal: 0, groups: [], outlooks: [] };
  }

  /** Counts gaps and predictions one by one: slow, to check the running counts. */
  async recount(contractId: string, measurementYear: number): Promise<Pick<SnapshotCounts, 'groups' | 'outlooks'>> {
    const values = [contractId, measurementYear];
    const groups: GapGroup[] = await this.host.tx.query(RECOUNT_STATEMENT, values);
    return { groups, outlooks: await this.host.tx.query(RECOUNT_OUTLOOK_STATEMENT, values) };
  }

  /** The latest year with gaps of each contract. */
  contractsWithGaps(): Promise<ContractWithGaps[]> {
    return this.host.tx.query(
      `SELECT contract_id AS "contractId", max(measurement_year)::int AS "measurementYear" FROM (
         SELECT contract_id, measurement_year FROM gap_counts
          GROUP BY contract_id, measurement_year HAVING sum(gaps) > 0) AS years
        GROUP BY contract_id ORDER BY contract_id`,
    );
  }

  async insert(snapshot: PortfolioSnapshot): Promise<void> {
    await this.host.tx.insert(PortfolioSnapshot, snapshot as never);
  }

  find(id: string): Promise<PortfolioSnapshot | null> {
    return this.host.tx.findOneBy(PortfolioSnapshot, { id });
  }

  /** History, newest first: rows after the position (time and id of the last row of the page before). */
  history(filter: SnapshotFilter, limit: number, after?: readonly [string, string]): Promise<PortfolioSnapshot[]> {
    const query = this.filtered(filter).orderBy('s.takenAt', 'DESC').addOrderBy('s.id', 'DESC').limit(limit);
    if (after) query.andWhere('(s.takenAt, s.id) < (:takenAt, :id)', { takenAt: after[0], id: after[1] });
    return query.getMany();
  }

  /** The newest snapshot, taken before a time where one is given. */
  newest(filter: SnapshotFilter, before?: Date): Promise<PortfolioSnapshot | null> {
    const query = this.filtered(filter).orderBy('s.takenAt', 'DESC').addOrderBy('s.id', 'DESC').limit(1);
    if (before) query.andWhere('s.takenAt < :before', { before });
    return query.getOne();
  }

  /** Whether the schedule took a snapshot of a contract and year since a time. */
  async scheduledSince({ contractId, measurementYear }: ContractWithGaps, since: Date): Promise<boolean> {
    return this.filtered({ contractId, measurementYear, contracts: null })
      .andWhere(`s.cause = 'schedule' AND s.takenAt >= :since`, { since })
      .getExists();
  }

  private filtered(filter: SnapshotFilter): SelectQueryBuilder<PortfolioSnapshot> {
    const { contractId, measurementYear, starYear, contracts } = filter;
    const query = this.host.tx.createQueryBuilder(PortfolioSnapshot, 's');
    if (contractId !== undefined) query.andWhere('s.contractId = :contractId', { contractId });
    if (measurementYear !== undefined) query.andWhere('s.measurementYear = :measurementYear', { measurementYear });
    if (starYear !== undefined) query.andWhere('s.starYear = :starYear', { starYear });
    if (contracts) query.andWhere('s.contractId = ANY(:contracts)', { contracts });
    return query;
  }
}
