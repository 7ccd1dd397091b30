import { CacheModule } from '@nestjs/cache-manager';
import { Global, Module } from '@nestjs/common';
import { DeploymentKeys, Environment } from '../config/index.js';
import { RedisLink } from '../redis/index.js';
import { CacheMetrics } from './cache-metrics.js';
import { HotReads } from './hot-reads.js';
import { SealedText } from './sealed-text.js';
import { memoryStore, redisStore } from './stores.js';

/** Answers kept in memory, or in Redis where there is one. */
@Global()
@Module({
  imports: [
    CacheModule.registerAsync({
      inject: [Environment, DeploymentKeys, RedisLink],
      useFactory: ({ CACHE_ENTRIES }: Environment, { auditKey }: DeploymentKeys, { client }: RedisLink) => ({
        stores: [client ? redisStore(client, new SealedText(auditKey, 'cache')) : memoryStore(CACHE_ENTRIES)],
      }),
    }),
  ],
  providers: [CacheMetrics, HotReads],
  exports: [HotReads],
})
export class HotReadsModule {}
