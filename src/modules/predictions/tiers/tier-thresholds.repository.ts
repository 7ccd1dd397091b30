import { Injectable } from '@nestjs/common';
import { TransactionHost } from '@nestjs-cls/transactional';
import { TransactionalAdapterTypeOrm } from '@nestjs-cls/transactional-adapter-typeorm';
import type { Repository } from 'typeorm';
import type { TierThresholds } from '../../../core/prediction/index.js';
import { TierThresholdsRow } from './tier-thresholds.entity.js';

/** The thresholds with the count of their changes. */
export interface VersionedTierThresholds {
  readonly thresholds: TierThresholds;
  readonly version: number;
}

const toThresholds = ({ high, medium, version }: TierThresholdsRow): VersionedTierThresholds => ({
  thresholds: { high, medium },
  version,
});

/** What tiers are given by. Every method joins the transaction under way. */
@Injectable()
export class TierThresholdsRepository {
  constructor(private readonly transactions: TransactionHost<TransactionalAdapterTypeOrm>) {}

  async read(): Promise<VersionedTierThresholds> {
    return toThresholds(await this.rows.findOneByOrFail({ id: 1 }));
  }

  /** Reads them to replace them: other changes wait until the transaction ends. */
  async readToChange(): Promise<VersionedTierThresholds> {
    const lock = { mode: 'pessimistic_write' } as const;
    return toThresholds(await this.rows.findOneOrFail({ where: { id: 1 }, lock }));
  }

  /** Replaces both; the version counts on. */
  async put({ high, medium }: TierThresholds): Promise<VersionedTierThresholds> {
    await this.rows.update({ id: 1 }, { high, medium, version: () => 'version + 1' });
    return this.read();
  }

  private get rows(): Repository<TierThresholdsRow> {
    return this.transactions.tx.getRepository(TierThresholdsRow);
  }
}
