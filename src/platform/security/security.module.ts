import { Global, Module } from '@nestjs/common';
import { APP_GUARD, DiscoveryModule } from '@nestjs/core';
import { ThrottlerModule } from '@nestjs/throttler';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Environment } from '../config/index.js';
import { AccessGuard } from './access.guard.js';
import { ApiKey } from './api-key.entity.js';
import { ApiKeyStore } from './api-key.store.js';
import { ApiKeys } from './api-keys.js';
import { Authenticator } from './authenticator.js';
import { BearerTokens } from './bearer-tokens.js';
import { KeyUsage } from './key-usage.js';
import { LimitsModule, WindowStorage } from './limits/index.js';
import { PermissionGuard } from './permission.guard.js';
import { RouteCheck } from './route-check.js';
import { ThrottleGuard } from './throttle.guard.js';

/** Who may do what, and how often. Guards run in the order given: who asks, how much they have asked, and
 * whether they may. */
@Global()
@Module({
  imports: [
    DiscoveryModule,
    LimitsModule,
    TypeOrmModule.forFeature([ApiKey]),
    ThrottlerModule.forRootAsync({
      imports: [LimitsModule],
      inject: [Environment, WindowStorage],
      useFactory: (environment: Environment, storage: WindowStorage) => ({
        throttlers: [{ ttl: 60_000, limit: environment.RATE_LIMIT_PER_MINUTE }],
        storage,
      }),
    }),
  ],
  providers: [
    ApiKeyStore,
    ApiKeys,
    KeyUsage,
    BearerTokens,
    Authenticator,
    RouteCheck,
    { provide: APP_GUARD, useClass: AccessGuard },
    { provide: APP_GUARD, useClass: ThrottleGuard },
    { provide: APP_GUARD, useClass: PermissionGuard },
  ],
  exports: [ApiKeyStore, ApiKeys],
})
export class SecurityModule {}
