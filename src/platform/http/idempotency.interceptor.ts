import { createHmac, randomUUID } from 'node:crypto';
import {
  type CallHandler,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
  StreamableFile,
} from '@nestjs/common';
import { TransactionHost } from '@nestjs-cls/transactional';
import { TransactionalAdapterTypeOrm } from '@nestjs-cls/transactional-adapter-typeorm';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { from, lastValueFrom, type Observable, of } from 'rxjs';
import { DeploymentKeys } from '../config/index.js';
import { spoolDraft } from '../spool/spool-draft.js';
import { canonicalJson } from './canonical-json.js';
import { ClaimsInFlight } from './claims-in-flight.js';
import { IdempotencyStore, type KeyedRequest, type StoredAnswer } from './idempotency.store.js';
import { invalid, Problem } from './problem.js';
import { SpooledAnswers } from './spooled-answers.js';
import { RequestContext } from './request-context.js';

/** Printable ASCII, as HTTP headers carry it. */
const KEY = /^[\x21-\x7e]{1,255}$/;

/** Place of the claim among a spooled request's ids. */
const CLAIM = 1_000_000;

/** When the same request may be sent again. */
const SHORTLY = { 'retry-after': '1' };

/** Headers of an answer that are repeated with it. */
const REPEATED = ['location', 'etag'] as const;

/**
 * `Idempotency-Key` on POST and PATCH: the first request with a key takes effect, the same one again gets the stored
 * answer. The answer is kept in the transaction of the effect: neither is there without the other. A refused or
 * failed request frees its key.
 */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  private readonly digestKey: string;

  constructor(
    private readonly store: IdempotencyStore,
    private readonly transactions: TransactionHost<TransactionalAdapterTypeOrm>,
    private readonly context: RequestContext,
    private readonly spooled: SpooledAnswers,
    private readonly inFlight: ClaimsInFlight,
    keys: DeploymentKeys,
  ) {
    this.digestKey = createHmac('sha256', keys.auditKey).update('idempotency').digest('hex');
  }

  async intercept(execution: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const http = execution.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const key = request.headers['idempotency-key'];
    const applies = (request.method === 'POST' || request.method === 'PATCH') && this.context.principal !== undefined;
    if (key === undefined || !applies) return next.handle();
    if (typeof key !== 'string' || !KEY.test(key)) {
      throw invalid('Idempotency-Key', 'idempotency-key', 'An idempotency key is 1 to 255 printable characters.');
    }
    const keyed = this.digests(request, key);
    const reply = http.getResponse<FastifyReply>();
    const draft = spoolDraft();
    const claim = draft?.id(CLAIM) ?? randomUUID();
    const spooling = draft?.spooling === true;
    const held = (await this.spooled.find(keyed)) ?? (spooling ? 'claimed' : await this.store.claim(keyed, claim));
    if (held === 'other-request') throw new Problem('idempotency-key-reused', 'Use a new key for another request.');
    if (held === 'in-flight') {
      throw new Problem('request-in-flight', 'The first request with this key is not answered yet.', [], SHORTLY);
    }
    if (held !== 'claimed') return of(replay(held, reply));
    if (spooling) return from(this.onceSpooled(keyed, claim, next, reply));
    return from(this.inFlight.during(keyed, claim, () => this.once(keyed, claim, next, reply)));
  }

  private digests(request: FastifyRequest, key: string): KeyedRequest {
    const digest = (text: string): Buffer => createHmac('sha256', this.digestKey).update(text).digest();
    const requestText = [
      request.method,
      request.url,
      request.headers['if-match'] ?? '',
      canonicalJson(request.body ?? null),
    ].join('\n');
    return { actor: this.context.actor, keyDigest: digest(key), requestDigest: digest(requestText) };
  }

  /** Without the database, the answer is kept in the request's record of the spool. */
  private async onceSpooled(
    keyed: KeyedRequest,
    claim: string,
    next: CallHandler,
    reply: FastifyReply,
  ): Promise<unknown> {
    const keep = this.spooled.hold(keyed, claim);
    const result: unknown = await lastValueFrom(next.handle(), { defaultValue: undefined });
    keep(answerOf(result, reply));
    return result;
  }

  private async once(keyed: KeyedRequest, claim: string, next: CallHandler, reply: FastifyReply): Promise<unknown> {
    try {
      return await this.transactions.withTransaction(async () => {
        const result: unknown = await lastValueFrom(next.handle(), { defaultValue: undefined });
        if (result instanceof StreamableFile) throw new TypeError('A streamed answer cannot be kept for its key.');
        const kept = await this.store.complete(keyed, claim, answerOf(result, reply));
        if (!kept)
          throw new Problem('request-in-flight', 'Another attempt of this request has taken over.', [], SHORTLY);
        return result;
      });
    } catch (error) {
      await this.store.release(keyed, claim);
      throw error;
    }
  }
}

function answerOf(result: unknown, reply: FastifyReply): StoredAnswer {
  const headers = REPEATED.flatMap((name) => {
    const value = reply.getHeader(name);
    return typeof value === 'string' ? [[name, value] as const] : [];
  });
  const body = result === undefined || result === null ? null : JSON.stringify(result);
  return { status: reply.statusCode, body, headers: Object.fromEntries(headers) };
}

function replay({ status, body, headers }: StoredAnswer, reply: FastifyReply): unknown {
  void reply.status(status).headers({ ...headers, 'idempotent-replayed': 'true' });
  return body === null ? undefined : (JSON.parse(body) as unknown);
}
