import { Injectable } from '@nestjs/common';
import { TransactionHost } from '@nestjs-cls/transactional';
import type { TransactionalAdapterTypeOrm } from '@nestjs-cls/transactional-adapter-typeorm';
import type { EntityManager } from 'typeorm';
import { SimulationEntity, type SimulationKind, type SimulationStatus } from './simulation.entity.js';

/** Which simulations to list. */
export interface SimulationFilter {
  readonly contractId?: string;
  readonly starYear?: number;
  readonly kind?: SimulationKind;
  readonly status?: SimulationStatus;
  /** Contracts that may be seen; null for all. */
  readonly contracts: readonly string[] | null;
}

/** A simulation as lists show it. */
export type SimulationRow = Omit<SimulationEntity, 'inputs' | 'result' | 'scenario'>;

const LIST_COLUMNS: (keyof SimulationRow)[] = [
  'id',
  'contractId',
  'starYear',
  'kind',
  'name',
  'status',
  'rulesetVersion',
  'rulesetDigest',
  'inputsDigest',
  'seed',
  'modelVersions',
  'jobId',
  'createdAt',
  'createdBy',
  'finishedAt',
];

/** Stored simulations. */
@Injectable()
export class SimulationsRepository {
  constructor(private readonly host: TransactionHost<TransactionalAdapterTypeOrm>) {}

  private get manager(): EntityManager {
    return this.host.tx;
  }

  async insert(simulation: SimulationEntity): Promise<void> {
    await this.manager.insert(SimulationEntity, simulation as never);
  }

  find(id: string): Promise<SimulationEntity | null> {
    return this.manager.findOneBy(SimulationEntity, { id });
  }

  /** The simulations of these ids that exist, in no order, of contracts that may be seen (null: all). */
  findAll(ids: readonly string[], contracts: readonly string[] | null): Promise<SimulationEntity[]> {
    const query = this.manager.createQueryBuilder(SimulationEntity, 's').where('s.id = ANY(:ids)', { ids: [...ids] });
    if (contracts) query.andWhere('s.contractId = ANY(:contracts)', { contracts: [...contracts] });
    return query.getMany();
  }

  /** Newest first: rows after the position (creation time and id of the last row of the page before). */
  list(filter: SimulationFilter, limit: number, after?: readonly [string, string]): Promise<SimulationRow[]> {
    const query = this.manager
      .createQueryBuilder(SimulationEntity, 's')
      .select(LIST_COLUMNS.map((name) => `s.${name}`))
      .orderBy('s.createdAt', 'DESC')
      .addOrderBy('s.id', 'DESC')
      .limit(limit);
    for (const field of ['contractId', 'starYear', 'kind', 'status'] as const)
      if (filter[field] !== undefined) query.andWhere(`s.${field} = :${field}`, { [field]: filter[field] });
    if (filter.contracts) query.andWhere('s.contractId = ANY(:contracts)', { contracts: [...filter.contracts] });
    if (after) query.andWhere('(s.createdAt, s.id) < (:createdAt, :id)', { createdAt: after[0], id: after[1] });
    return query.getMany();
  }

  /** Writes the answer of a job. */
  async succeed(
    id: string,
    result: unknown,
    modelVersions: Readonly<Record<string, string>>,
    now: Date,
  ): Promise<void> {
    await this.manager.query(
      `UPDATE simulations SET status = 'succeeded', result = $2, model_versions = $3, finished_at = $4
        WHERE id = $1 AND status = 'pending'`,
      [id, JSON.stringify(result), JSON.stringify(modelVersions), now],
    );
  }

  /** Closes a simulation whose job was cancelled or failed. Runs in the transaction that ends the job. */
  async close(manager: EntityManager, id: string, jobId: string, now: Date): Promise<void> {
    await manager.query(
      `UPDATE simulations SET finished_at = $3, status =
         CASE WHEN EXISTS (SELECT 1 FROM jobs WHERE id = $2 AND cancel_requested_at IS NOT NULL)
           THEN 'cancelled' ELSE 'failed' END
       WHERE id = $1 AND status = 'pending'`,
      [id, jobId, now],
    );
  }

  async delete(id: string): Promise<void> {
    await this.manager.delete(SimulationEntity, { id });
  }
}
