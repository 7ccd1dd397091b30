export { AfterCommit } from './after-commit.js';
export { bigintArray, doubleArray, smallintArray, textArray, timeArray, uuidArray } from './binary-arrays.js';
export { DatabaseGate } from './database-gate.js';
export { DatabaseLocation, locateDatabase } from './database-location.js';
export { DatabaseModule, type DatabaseStart } from './database.module.js';
export { dataSourceOptions, tlsOptions } from './data-source-options.js';
export { silentQueueLogger, STAGING_SCHEMA } from './job-queue.js';
export { JoinedWork } from './joined-work.js';
export { migrate } from './migrate.js';
export { migrations } from './migrations/index.js';
export { asOwner } from './owner-connection.js';
export {
  dropPartition,
  ensureMonths,
  ensurePartitions,
  holdsStill,
  lockPartitions,
  missingPartitions,
  monthStart,
  type Partition,
  type PartitionedTable,
  partitionName,
  partitionsBefore,
} from './partitions.js';
export { runPrepared, type Statement } from './prepared.js';
export { formatLsn, type Lsn, parseLsn, ReplicaReads, Replicas } from './replicas/index.js';
