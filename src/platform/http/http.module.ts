import { Global, Module } from '@nestjs/common';
import { Cursors } from './page.js';
import { RequestContext } from './request-context.js';

/** The request's context and signed cursors, for every module. */
@Global()
@Module({ providers: [RequestContext, Cursors], exports: [RequestContext, Cursors] })
export class HttpModule {}
