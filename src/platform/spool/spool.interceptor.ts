import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { DatabaseGate } from '../database/index.js';
import { ApiLogSink, factsOf, isDatabaseAway, Problem } from '../http/index.js';
import { Spool } from './spool.js';
import { openSpoolDraft, type SpoolDraft } from './spool-draft.js';
import { SpoolMetrics } from './spool-metrics.js';
import { SpoolUnavailable } from './spool-unavailable.js';
import { isSpooled } from './spooled.decorator.js';

/** Seconds after which a client may try again when the spool takes nothing. */
const RETRY = { 'retry-after': '15' };

/**
 * Carries out spooled handlers: with the database while it is there, else without it, with one durable record of all
 * that belongs to the request (predictions, audit row, log row, kept answer). A request that loses the database half-way
 * is carried out again with the same ids. The answer leaves when its record is on the disk.
 */
@Injectable()
export class SpoolInterceptor implements NestInterceptor {
  constructor(
    private readonly gate: DatabaseGate,
    private readonly spool: Spool,
    private readonly metrics: SpoolMetrics,
    private readonly apiLog: ApiLogSink,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler<unknown>): Observable<unknown> {
    if (context.getType() !== 'http' || !isSpooled(context.getHandler())) return next.handle();
    return from(this.answer(context, next));
  }

  private async answer(context: ExecutionContext, next: CallHandler<unknown>): Promise<unknown> {
    const draft = openSpoolDraft();
    if (!this.gate.away) {
      try {
        return await lastValueFrom(next.handle(), { defaultValue: undefined });
      } catch (error) {
        if (!isDatabaseAway(error)) throw error;
        this.gate.suspect();
      }
    }
    draft.spooling = true;
    return this.withoutDatabase(context, next, draft);
  }

  private async withoutDatabase(
    context: ExecutionContext,
    next: CallHandler<unknown>,
    draft: SpoolDraft,
  ): Promise<unknown> {
    try {
      const answer = await lastValueFrom(next.handle(), { defaultValue: undefined });
      this.noteRequest(context, draft);
      draft.settle(await this.spool.append(draft.parts));
      return answer;
    } catch (error) {
      draft.settle(undefined);
      if (!(error instanceof SpoolUnavailable)) throw error;
      this.metrics.refused.inc({ reason: error.fault });
      throw new Problem('unavailable', 'The database is away and the prediction cannot be kept. Try again.', [], RETRY);
    }
  }

  /** The request's row of `api_logs` goes with the record; no other one is written. */
  private noteRequest(context: ExecutionContext, draft: SpoolDraft): void {
    const http = context.switchToHttp();
    const facts = factsOf(http.getRequest<FastifyRequest>().raw);
    const entry = facts.entry?.(http.getResponse<FastifyReply>().statusCode);
    if (!entry) return;
    draft.parts.apiLog = this.apiLog.rowOf(entry);
    facts.logged = true;
  }
}
