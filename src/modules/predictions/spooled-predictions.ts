import { Injectable, type OnModuleInit } from '@nestjs/common';
import { TransactionHost } from '@nestjs-cls/transactional';
import { TransactionalAdapterTypeOrm } from '@nestjs-cls/transactional-adapter-typeorm';
import { SpoolMetrics, SpoolParts } from '../../platform/spool/index.js';
import { Log } from '../../platform/telemetry/index.js';
import { OfflineMembers } from '../members/index.js';
import type { Prediction } from './prediction.entity.js';
import { PredictionsRepository } from './predictions.repository.js';

/** A prediction as the spool keeps it: the member by hash, and by number where it was known. */
export type SpooledPrediction = Omit<Prediction, 'memberId' | 'createdAt'> & {
  readonly memberId: string | null;
  readonly memberHash: string;
  readonly createdAt: string;
};

/** A prediction for the spool. A member whose row is not known has no number yet. */
export function spooledPrediction({ memberId, createdAt, ...rest }: Prediction, memberHash: string): SpooledPrediction {
  const time = createdAt.toISOString();
  return { ...rest, memberId: memberId === '' ? null : memberId, memberHash, createdAt: time };
}

/** Brings spooled predictions into the table. */
@Injectable()
export class SpooledPredictions implements OnModuleInit {
  constructor(
    private readonly parts: SpoolParts,
    private readonly metrics: SpoolMetrics,
    private readonly transactions: TransactionHost<TransactionalAdapterTypeOrm>,
    private readonly predictions: PredictionsRepository,
    private readonly members: OfflineMembers,
    private readonly log: Log,
  ) {}

  onModuleInit(): void {
    this.parts.register<SpooledPrediction[]>({
      name: 'predictions',
      rank: 10,
      replay: (all) => this.replay(all.flat()),
    });
  }

  /** A member that was erased meanwhile takes its predictions along, as it would have had they been stored. */
  private async replay(spooled: readonly SpooledPrediction[]): Promise<void> {
    const present = await this.present(spooled.flatMap(({ memberId }) => memberId ?? []));
    const rows: Prediction[] = [];
    for (const { memberHash, memberId, createdAt, ...rest } of spooled) {
      const id = memberId ?? (await this.members.getOrAdd(memberHash, rest.contractId));
      if (memberId === null || present.has(id)) rows.push({ ...rest, memberId: id, createdAt: new Date(createdAt) });
    }
    await this.predictions.insertMissing(rows);
    const erased = spooled.length - rows.length;
    if (erased === 0) return;
    this.metrics.erased.inc(erased);
    this.log.warning('spooled predictions of erased members were left out', { count: erased });
  }

  private async present(ids: readonly string[]): Promise<ReadonlySet<string>> {
    if (ids.length === 0) return new Set();
    const rows: { id: string }[] = await this.transactions.tx.query(
      'SELECT id FROM members WHERE id = ANY($1::bigint[])',
      [[...new Set(ids)]],
    );
    return new Set(rows.map(({ id }) => id));
  }
}
