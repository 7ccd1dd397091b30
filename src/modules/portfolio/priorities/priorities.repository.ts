import { Injectable } from '@nestjs/common';
import { TransactionHost } from '@nestjs-cls/transactional';
import type { TransactionalAdapterTypeOrm } from '@nestjs-cls/transactional-adapter-typeorm';
import type { EntityManager } from 'typeorm';
import type { MarginalValues } from '../../../core/optimization/marginal/index.js';
import { OPEN_GAPS_STATEMENT, PRIORITY_INPUTS_STATEMENT } from './open-gaps-statement.js';
import { PriorityState } from './priority-state.entity.js';
import { dueStatement, dueTable, type Level, rewriteStatement } from './rewrite-statements.js';

/** Lock under which jobs of priorities are ordered: one a contract and year. */
const ORDER_LOCK = 727_090;

/** A contract in a year of care. */
export interface ContractYearKey {
  readonly contractId: string;
  readonly measurementYear: number;
}

/** Gaps of one measure. */
export interface MeasureGaps {
  readonly measure: string;
  readonly closed: number;
  /** Unsettled gaps without a prediction. */
  readonly unpredicted: number;
  /** Unsettled gaps: thousandths of the probability to stay open, and how many. */
  readonly open: readonly (readonly [stays: number, gaps: number])[];
}

/** What the priorities of a contract and year depend on at the moment, and how their recomputation stands. */
export interface PriorityInputs extends ContractYearKey {
  /** Digest of the running counts. */
  readonly counts: string;
  /** Times of the imports of CMS's tables; null without any. */
  readonly imports: string | null;
  readonly inputsDigest: string | null;
  readonly underWay: boolean;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
}

/** Gaps with their probabilities, and the priorities that follow. Every method joins the transaction under way. */
@Injectable()
export class PrioritiesRepository {
  constructor(private readonly host: TransactionHost<TransactionalAdapterTypeOrm>) {}

  openGaps(contractId: string, measurementYear: number): Promise<MeasureGaps[]> {
    return this.host.tx.query(OPEN_GAPS_STATEMENT, [contractId, measurementYear]);
  }

  async activeMembers(contractId: string): Promise<number> {
    const rows: { count: number }[] = await this.host.tx.query(
      'SELECT count(*)::int AS count FROM members WHERE contract_id = $1 AND active',
      [contractId],
    );
    return rows[0]?.count ?? 0;
  }

  /** Every contract and year with unsettled gaps, or one of them. */
  inputs(key?: ContractYearKey): Promise<PriorityInputs[]> {
    return this.host.tx.query(PRIORITY_INPUTS_STATEMENT, [key?.contractId ?? null, key?.measurementYear ?? null]);
  }

  state({ contractId, measurementYear }: ContractYearKey): Promise<PriorityState | null> {
    return this.host.tx.findOneBy(PriorityState, { contractId, measurementYear });
  }

  /**
   * Inside a transaction: notes the job that is to recompute, unless one is ordered or under way.
   * @returns that one's id, or undefined when the given job was noted.
   */
  async claim({ contractId, measurementYear }: ContractYearKey, jobId: string, now: Date): Promise<string | undefined> {
    await this.host.tx.query('SELECT pg_advisory_xact_lock($1, hashtext($2))', [ORDER_LOCK, contractId]);
    const [underWay]: { jobId: string }[] = await this.host.tx.query(
      `SELECT s.job_id AS "jobId" FROM gap_priority_states s JOIN jobs j ON j.id = s.job_id
        WHERE s.contract_id = $1 AND s.measurement_year = $2 AND j.finished_at IS NULL`,
      [contractId, measurementYear],
    );
    if (underWay) return underWay.jobId;
    await this.host.tx.query(
      `INSERT INTO gap_priority_states (contract_id, measurement_year, job_id, gaps_changed, started_at)
       VALUES ($1, $2, $3, 0, $4)
       ON CONFLICT (contract_id, measurement_year) DO UPDATE SET job_id = $3, started_at = $4`,
      [contractId, measurementYear, jobId, now],
    );
    return undefined;
  }

  /** Notes what a recomputation came to. */
  async finish(
    { contractId, measurementYear }: ContractYearKey,
    done: { readonly inputsDigest: string; readonly values: MarginalValues; readonly changed: number },
    now: Date,
  ): Promise<void> {
    await this.host.tx.query(
      `UPDATE gap_priority_states SET inputs_digest = $3, "values" = $4, gaps_changed = $5, finished_at = $6
        WHERE contract_id = $1 AND measurement_year = $2`,
      [contractId, measurementYear, done.inputsDigest, JSON.stringify(done.values), done.changed, now],
    );
  }

  /** Numbers the gaps whose priority is to change. @returns how many there are. */
  async stage(manager: EntityManager, jobId: string, key: ContractYearKey, levels: readonly Level[]): Promise<number> {
    await this.discard(manager, jobId);
    await manager.query(dueStatement(jobId, key, levels));
    await manager.query(`ALTER TABLE ${dueTable(jobId)} ADD PRIMARY KEY (n)`);
    await manager.query(`ANALYZE ${dueTable(jobId)}`);
    const rows: { due: number | null }[] = await manager.query(`SELECT max(n) AS due FROM ${dueTable(jobId)}`);
    return rows[0]?.due ?? 0;
  }

  /** Writes the priorities of gaps `from` to `to`. @returns how many changed. */
  async rewrite(
    manager: EntityManager,
    jobId: string,
    contractId: string,
    [from, to]: readonly [number, number],
    levels: readonly Level[],
  ): Promise<number> {
    const answer: [unknown, number] = await manager.query(rewriteStatement(jobId, levels), [contractId, from, to]);
    return answer[1];
  }

  async discard(manager: EntityManager, jobId: string): Promise<void> {
    await manager.query(`DROP TABLE IF EXISTS ${dueTable(jobId)}`);
  }
}
