import { TransactionalAdapterTypeOrm } from '@nestjs-cls/transactional-adapter-typeorm';
import type { DataSource, EntityManager } from 'typeorm';
import { runAfterCommit } from '../after-commit.js';

type Hooks = ReturnType<TransactionalAdapterTypeOrm['optionsFactory']>;
type Wrap = Hooks['wrapWithTransaction'];

/** Asks for a connection to a replica rather than for a transaction. */
export const ON_REPLICA = { replica: true } as const;

/**
 * TypeORM's transactions, and beside them: work on one connection to a replica. Repositories find it as they find a
 * transaction. Replicas refuse to write, so nothing can be changed there by mistake; transactions are the primary's.
 */
export class ReplicaAdapter extends TransactionalAdapterTypeOrm {
  constructor(options: ConstructorParameters<typeof TransactionalAdapterTypeOrm>[0]) {
    super(options);
    const primary = this.optionsFactory;
    this.optionsFactory = (dataSource): Hooks => {
      const hooks = primary(dataSource);
      const wrapWithTransaction: Wrap = (given, work, setClient) =>
        (given as { replica?: boolean } | undefined)?.replica === true
          ? onReplica(dataSource, work, setClient)
          : committed((heard) => hooks.wrapWithTransaction(given, work, heard(setClient)));
      return { ...hooks, wrapWithTransaction };
    };
  }
}

type SetClient = (client?: EntityManager) => void;

/** Runs what waits for the commit. */
async function committed<T>(run: (heard: (setClient: SetClient) => SetClient) => Promise<T>): Promise<T> {
  let transaction: EntityManager | undefined;
  const result = await run((setClient) => (client) => {
    transaction = client;
    setClient(client);
  });
  if (transaction) await runAfterCommit(transaction);
  return result;
}

async function onReplica<T>(dataSource: DataSource, work: () => Promise<T>, setClient: SetClient): Promise<T> {
  const runner = dataSource.createQueryRunner('slave');
  try {
    await runner.connect();
    setClient(runner.manager);
    return await work();
  } finally {
    await runner.release();
  }
}
