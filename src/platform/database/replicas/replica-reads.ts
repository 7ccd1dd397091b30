import { HttpException, Injectable } from '@nestjs/common';
import { Propagation, TransactionHost } from '@nestjs-cls/transactional';
import { TransactionalAdapterTypeOrm } from '@nestjs-cls/transactional-adapter-typeorm';
import { Log } from '../../telemetry/index.js';
import type { Lsn } from './lsn.js';
import { ON_REPLICA } from './replica-adapter.js';
import { Replicas } from './replicas.js';

/** Runs reads on a replica where that is possible, else on the primary. */
@Injectable()
export class ReplicaReads {
  constructor(
    private readonly replicas: Replicas,
    private readonly transactions: TransactionHost<TransactionalAdapterTypeOrm>,
    private readonly log: Log,
  ) {}

  /**
   * Work that only reads. In a transaction it stays in it. What a replica cannot do is done again on the primary: the
   * work may run twice.
   * @param from the replica must have replayed the primary's log up to here.
   */
  async run<T>(from: Lsn | undefined, work: () => Promise<T>): Promise<T> {
    if (this.transactions.isTransactionActive() || !this.replicas.canRead(from)) return work();
    try {
      return await this.transactions.withTransaction(Propagation.RequiresNew, ON_REPLICA as never, work);
    } catch (error) {
      if (error instanceof HttpException) throw error; // an answer, not an accident
      this.log.failure('a replica could not answer; the primary does', error);
      void this.replicas.look();
      return work();
    }
  }
}
