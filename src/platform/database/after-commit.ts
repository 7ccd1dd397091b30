import { Injectable } from '@nestjs/common';
import { TransactionHost } from '@nestjs-cls/transactional';
import { TransactionalAdapterTypeOrm } from '@nestjs-cls/transactional-adapter-typeorm';
import type { EntityManager } from 'typeorm';

type Task = () => Promise<void>;

const waiting = new WeakMap<EntityManager, Task[]>();

/** Runs what waits for the end of a committed transaction. A task that fails does not undo what is committed. */
export async function runAfterCommit(transaction: EntityManager): Promise<void> {
  await Promise.allSettled((waiting.get(transaction) ?? []).map((task) => task()));
  waiting.delete(transaction);
}

/** Work to be done once the transaction under way is committed, and not at all if it is rolled back. */
@Injectable()
export class AfterCommit {
  constructor(private readonly transactions: TransactionHost<TransactionalAdapterTypeOrm>) {}

  /** Without a transaction the task runs at once. */
  async run(task: Task): Promise<void> {
    if (!this.transactions.isTransactionActive()) return task();
    const { tx } = this.transactions;
    waiting.set(tx, [...(waiting.get(tx) ?? []), task]);
  }
}
