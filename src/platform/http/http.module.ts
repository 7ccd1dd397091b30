import { Global, Module } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ClaimsInFlight } from './claims-in-flight.js';
import { IdempotencyKey } from './idempotency-key.entity.js';
import { IdempotencyInterceptor } from './idempotency.interceptor.js';
import { IdempotencyStore } from './idempotency.store.js';
import { Cursors } from './page.js';
import { RequestContext } from './request-context.js';
import { SpooledAnswers } from './spooled-answers.js';

/** The request's context, signed cursors and idempotent writes, for every module. */
@Global()
@Module({
  imports: [TypeOrmModule.forFeature([IdempotencyKey])],
  providers: [
    RequestContext,
    Cursors,
    IdempotencyStore,
    ClaimsInFlight,
    SpooledAnswers,
    { provide: APP_INTERCEPTOR, useClass: IdempotencyInterceptor },
  ],
  exports: [RequestContext, Cursors],
})
export class HttpModule {}
