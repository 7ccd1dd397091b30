import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { ReplicaReads } from '../../database/index.js';
import { RequestContext } from '../request-context.js';
import { Consistency } from './consistency.js';
import { readsReplica } from './reads-replica.decorator.js';

/** Carries out handlers that may read from a replica there. Innermost: the audit row is written to the primary. */
@Injectable()
export class ReplicaInterceptor implements NestInterceptor {
  constructor(
    private readonly reads: ReplicaReads,
    private readonly consistency: Consistency,
    private readonly context: RequestContext,
  ) {}

  intercept(execution: ExecutionContext, next: CallHandler<unknown>): Observable<unknown> {
    if (execution.getType() !== 'http' || !readsReplica(execution.getHandler())) return next.handle();
    const asked = this.consistency.asked(execution.switchToHttp().getRequest<FastifyRequest>());
    this.context.wantsNewest = asked !== undefined;
    const needed = this.consistency.needed(this.context.actor, asked);
    return from(this.reads.run(needed, () => lastValueFrom(next.handle(), { defaultValue: undefined })));
  }
}
