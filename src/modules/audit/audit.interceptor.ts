import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { lastValueFrom, type Observable, of } from 'rxjs';
import { factsOf, RequestContext } from '../../platform/http/index.js';
import { auditedOptions, entityOf } from './audited.decorator.js';
import { AuditTrail } from './audit-trail.js';

/** Who asks a route that needs no credentials. */
export const ANONYMOUS = 'anonymous';

/** Carries out audited handlers as acts, and notes for the request's row who asks and about which contract. */
@Injectable()
export class AuditInterceptor implements NestInterceptor {
  constructor(
    private readonly trail: AuditTrail,
    private readonly context: RequestContext,
  ) {}

  async intercept(context: ExecutionContext, next: CallHandler<unknown>): Promise<Observable<unknown>> {
    if (context.getType() !== 'http') return next.handle();
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const facts = factsOf(request.raw);
    facts.actor ??= this.context.principal?.actor;
    const audited = auditedOptions(context.getHandler());
    if (!audited) return next.handle();

    facts.audited = true; // from here on, the act sees to the row
    const { event, reads, single } = audited;
    const actor = facts.actor ?? ANONYMOUS;
    const options = { actor, requestId: request.id, entityId: entityOf(request, audited), reads, single };
    const answer = await this.trail.act(event, options, async () => {
      try {
        return await lastValueFrom(next.handle(), { defaultValue: undefined });
      } finally {
        facts.contractId ??= this.trail.contractId;
      }
    });
    return of(answer);
  }
}
