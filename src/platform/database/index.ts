export { DatabaseLocation, locateDatabase } from './database-location.js';
export { DatabaseModule } from './database.module.js';
export { dataSourceOptions } from './data-source-options.js';
export { migrate } from './migrate.js';
export { migrations } from './migrations/index.js';
export { missingPartitions } from './partitions.js';
