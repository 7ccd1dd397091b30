import { totalmem } from 'node:os';

const MEGABYTE = 2 ** 20;

/** Memory of the machine, or of the container where that has less, in bytes. */
export function machineMemory(): number {
  const limit = process.constrainedMemory();
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem();
}

/**
 * Settings of the embedded server by the memory that it shares with the service. Nothing here trades durability for
 * speed: what was committed survives a crash.
 * @param memory bytes of the machine or container.
 */
export function serverSettings(memory: number): Readonly<Record<string, string>> {
  const quarter = Math.floor(memory / 4 / MEGABYTE);
  return {
    shared_buffers: `${Math.min(4096, Math.max(64, quarter))}MB`,
    effective_cache_size: `${Math.max(128, 2 * quarter)}MB`,
    maintenance_work_mem: `${Math.min(512, Math.max(32, Math.floor(quarter / 8)))}MB`,
    // Pages are written whole to the log after each checkpoint: fewer checkpoints. Not compressed, for pglz, the one
    // method that every build has, takes longer than the disk.
    checkpoint_timeout: '15min',
    max_wal_size: '4GB',
    wal_compression: 'off',
  };
}
