import { Module } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { Consistency } from './consistency.js';
import { ReplicaInterceptor } from './replica.interceptor.js';

/** Reads from replicas. To be imported behind every module whose interceptors write. */
@Module({
  providers: [Consistency, { provide: APP_INTERCEPTOR, useClass: ReplicaInterceptor }],
  exports: [Consistency],
})
export class ConsistencyModule {}
