import { Injectable } from '@nestjs/common';
import { TransactionHost } from '@nestjs-cls/transactional';
import type { TransactionalAdapterTypeOrm } from '@nestjs-cls/transactional-adapter-typeorm';
import type { EntityManager, SelectQueryBuilder } from 'typeorm';
import { ForecastEntity } from './forecast.entity.js';

/** Which forecasts to read. */
export interface ForecastFilter {
  readonly contractId?: string;
  readonly starYear?: number;
  /** Contracts that may be seen; null for all. */
  readonly contracts: readonly string[] | null;
}

/** The ledger of forecasts. Rows are added and read, never changed. */
@Injectable()
export class ForecastsRepository {
  constructor(private readonly host: TransactionHost<TransactionalAdapterTypeOrm>) {}

  private get manager(): EntityManager {
    return this.host.tx;
  }

  /** Id of the row, or of the one that the source has already. */
  async insertOnce(row: ForecastEntity): Promise<string> {
    const { raw } = await this.manager
      .createQueryBuilder()
      .insert()
      .into(ForecastEntity)
      .values(row as never)
      .orIgnore()
      .returning('id')
      .execute();
    if ((raw as unknown[]).length > 0) return row.id;
    const { source, sourceId } = row;
    return (await this.manager.findOneByOrFail(ForecastEntity, { source, sourceId })).id;
  }

  /** Newest first: rows after the position (time and id of the last row of the page before). */
  list(filter: ForecastFilter, limit: number, after?: readonly [string, string]): Promise<ForecastEntity[]> {
    const query = this.filtered(filter).orderBy('f.madeAt', 'DESC').addOrderBy('f.id', 'DESC').limit(limit);
    if (after) query.andWhere('(f.madeAt, f.id) < (:madeAt, :id)', { madeAt: after[0], id: after[1] });
    return query.getMany();
  }

  /** All forecasts, or the latest of each contract. */
  ofYear(filter: ForecastFilter, all: boolean): Promise<ForecastEntity[]> {
    const query = this.filtered(filter)
      .orderBy('f.contractId')
      .addOrderBy('f.madeAt', 'DESC')
      .addOrderBy('f.id', 'DESC');
    if (!all) query.distinctOn(['f.contractId']);
    return query.getMany();
  }

  private filtered({ contractId, starYear, contracts }: ForecastFilter): SelectQueryBuilder<ForecastEntity> {
    const query = this.manager.createQueryBuilder(ForecastEntity, 'f');
    if (contractId !== undefined) query.andWhere('f.contractId = :contractId', { contractId });
    if (starYear !== undefined) query.andWhere('f.starYear = :starYear', { starYear });
    if (contracts) query.andWhere('f.contractId = ANY(:contracts)', { contracts: [...contracts] });
    return query;
  }
}
