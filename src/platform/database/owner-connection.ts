import { DataSource } from 'typeorm';
import type { Environment } from '../config/index.js';
import type { DatabaseLocation } from './database-location.js';
import { dataSourceOptions } from './data-source-options.js';

/**
 * Does work as the role that owns the schema, on a connection that is closed again afterwards: the running service
 * keeps none open.
 */
export async function asOwner<T>(
  environment: Environment,
  location: DatabaseLocation,
  work: (owner: DataSource) => Promise<T>,
): Promise<T> {
  const settings = { ...environment, DATABASE_POOL_MIN: 0, DATABASE_POOL_MAX: 1 };
  const owner = await new DataSource(dataSourceOptions(settings, location.ownerUrl)).initialize();
  try {
    return await work(owner);
  } finally {
    await owner.destroy();
  }
}
