export { DatabaseLocation, locateDatabase } from './database-location.js';
export { DatabaseModule } from './database.module.js';
export { dataSourceOptions } from './data-source-options.js';
export { migrate } from './migrate.js';
export { migrations } from './migrations/index.js';
export { asOwner } from './owner-connection.js';
export {
  dropPartition,
  ensureMonths,
  ensurePartitions,
  lockPartitions,
  missingPartitions,
  monthStart,
  type Partition,
  type PartitionedTable,
  partitionName,
  partitionsBefore,
} from './partitions.js';
