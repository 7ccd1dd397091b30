import { Injectable } from '@nestjs/common';
import { TransactionHost } from '@nestjs-cls/transactional';
import type { TransactionalAdapterTypeOrm } from '@nestjs-cls/transactional-adapter-typeorm';
import type { EntityManager } from 'typeorm';
import {
  type Acceptance,
  OptimizationEntity,
  type OptimizationStatus,
  type StoredPlan,
} from './optimization.entity.js';

/** Which plans to list. */
export interface OptimizationFilter {
  readonly contractId?: string;
  readonly measurementYear?: number;
  readonly status?: OptimizationStatus;
  /** Contracts that may be seen; null for all. */
  readonly contracts: readonly string[] | null;
}

/** A plan as lists show it. */
export type OptimizationRow = Omit<OptimizationEntity, 'plan'>;

/** Plans of action. Every method joins the transaction under way. */
@Injectable()
export class OptimizationsRepository {
  constructor(private readonly host: TransactionHost<TransactionalAdapterTypeOrm>) {}

  private get manager(): EntityManager {
    return this.host.tx;
  }

  async insert(optimization: OptimizationEntity): Promise<void> {
    await this.manager.insert(OptimizationEntity, optimization as never);
  }

  find(id: string): Promise<OptimizationEntity | null> {
    return this.manager.findOneBy(OptimizationEntity, { id });
  }

  /** The plan, locked until the transaction ends. */
  lock(id: string): Promise<OptimizationEntity | null> {
    return this.manager.findOne(OptimizationEntity, { where: { id }, lock: { mode: 'pessimistic_write' } });
  }

  /** Newest first: rows after the position (creation time and id of the last row of the page before). */
  list(filter: OptimizationFilter, limit: number, after?: readonly [string, string]): Promise<OptimizationEntity[]> {
    const query = this.manager
      .createQueryBuilder(OptimizationEntity, 'o')
      .orderBy('o.createdAt', 'DESC')
      .addOrderBy('o.id', 'DESC')
      .limit(limit);
    for (const field of ['contractId', 'measurementYear', 'status'] as const)
      if (filter[field] !== undefined) query.andWhere(`o.${field} = :${field}`, { [field]: filter[field] });
    if (filter.contracts) query.andWhere('o.contractId = ANY(:contracts)', { contracts: [...filter.contracts] });
    if (after) query.andWhere('(o.createdAt, o.id) < (:createdAt, :id)', { createdAt: after[0], id: after[1] });
    return query.getMany();
  }

  /** Writes the plan that a job made. */
  async succeed(id: string, plan: StoredPlan, actions: number, inputsDigest: string, now: Date): Promise<void> {
    await this.manager.query(
      `UPDATE optimizations SET status = 'succeeded', plan = $2, actions = $3, inputs_digest = $4, finished_at = $5
        WHERE id = $1 AND status = 'pending'`,
      [id, JSON.stringify(plan), actions, inputsDigest, now],
    );
  }

  /** Closes a plan whose job was cancelled or failed. Runs in the transaction that ends the job. */
  async close(manager: EntityManager, id: string, jobId: string, now: Date): Promise<void> {
    await manager.query(
      `UPDATE optimizations SET finished_at = $3, status =
         CASE WHEN EXISTS (SELECT 1 FROM jobs WHERE id = $2 AND cancel_requested_at IS NOT NULL)
           THEN 'cancelled' ELSE 'failed' END
       WHERE id = $1 AND status = 'pending'`,
      [id, jobId, now],
    );
  }

  /** Notes what accepting a locked plan came to. */
  async accept(id: string, acceptance: Acceptance, by: string, now: Date): Promise<void> {
    await this.manager.query(
      'UPDATE optimizations SET acceptance = $2, accepted_by = $3, accepted_at = $4 WHERE id = $1',
      [id, JSON.stringify(acceptance), by, now],
    );
  }
}
