export { WorkerPool } from './worker-pool.js';
export { WorkersModule } from './workers.module.js';
