import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ClsServiceManager } from 'nestjs-cls';
import type { Principal } from '../security/index.js';
import type { ApiLogSink } from './api-log-sink.js';
import { factsOf } from './request-facts.js';

/** Probes, scrapes and the API's description: asked for all day by machines, they say nothing about anybody. */
const NOT_LOGGED = /^\/(health\/|metrics$|openapi\.json$|docs(\/|$))/;

const CONTRACT_ID = /^[A-Z]\d{4}$/;

/** The contract that a path or query names, provided that it looks like one: nothing else may reach a log. */
function contractOf(request: FastifyRequest): string | undefined {
  for (const source of [request.params, request.query]) {
    const given = (source as { contractId?: unknown } | undefined)?.contractId;
    if (typeof given === 'string' && CONTRACT_ID.test(given)) return given;
  }
  return undefined;
}

/** Notes who asks, from wherever the request's context is active. */
function notePrincipal(request: FastifyRequest): void {
  const cls = ClsServiceManager.getClsService();
  if (!cls.isActive()) return;
  const principal = cls.get<Principal | undefined>('principal');
  if (principal) factsOf(request.raw).actor = principal.actor;
}

const watched = new WeakSet<object>();

/**
 * Records a request when its response closes: `close`, because a client that hangs up never causes `finish`, and
 * because only then the status is the one that the client saw. A second call for the same request does nothing.
 */
export function recordWhenClosed(request: FastifyRequest, reply: FastifyReply, sink: ApiLogSink): void {
  const route = request.is404 ? '(unmatched)' : (request.routeOptions.url ?? '(unmatched)');
  if (NOT_LOGGED.test(route) || watched.has(request.raw)) return;
  watched.add(request.raw);
  const occurredAt = new Date();
  const startedAt = performance.now();
  reply.raw.once('close', () => {
    const { writableFinished, headersSent, statusCode } = reply.raw;
    const { actor, contractId } = factsOf(request.raw);
    sink.record({
      occurredAt,
      method: request.method,
      route,
      status: headersSent ? statusCode : null,
      aborted: !writableFinished,
      durationMs: performance.now() - startedAt,
      actor: actor ?? null,
      requestId: request.id,
      contractId: contractId ?? contractOf(request) ?? null,
    });
  });
}

/**
 * Gives every request exactly one row. The hook comes before parsers, guards and interceptors, so it also sees what
 * those refuse: an interceptor never sees a denial, an unknown route or a body that cannot be read.
 */
export function logRequests(server: FastifyInstance, sink: ApiLogSink): void {
  server.addHook('onRequest', (request, reply, done) => {
    recordWhenClosed(request, reply, sink);
    done();
  });
  server.addHook('onSend', (request, _reply, payload, done) => {
    notePrincipal(request);
    done(null, payload);
  });
}
