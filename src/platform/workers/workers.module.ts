import { Global, Module } from '@nestjs/common';
import { WorkerPool } from './worker-pool.js';

/** Threads for long computations, for every module. */
@Global()
@Module({ providers: [WorkerPool], exports: [WorkerPool] })
export class WorkersModule {}
