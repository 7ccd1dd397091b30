import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ClsServiceManager } from 'nestjs-cls';
import type { Principal } from '../security/principal.js';
import type { ApiLogEntry, ApiLogSink } from './api-log-sink.js';
import { requestIdOf } from './before-routing.js';
import { factsOf } from './request-facts.js';

/** Probes, scrapes and the API's description: asked for all day by machines, they say nothing about anybody. */
const NOT_LOGGED = /^\/(health\/|metrics$|openapi\.json$|docs(\/|$))/;

/** Stands for the path of a request that matches no route: a raw path can hold anything. */
const UNMATCHED = '(unmatched)';

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

/** What names a request in its row. */
interface Place {
  readonly method: string;
  readonly route: string;
  readonly requestId: string;
  readonly contractId?: string;
}

const watched = new WeakSet<IncomingMessage>();

/**
 * Records a request when its response closes: `close`, because a client that hangs up never causes `finish`, and
 * because only then the status is the one that the client saw. A second call for the same request does nothing.
 */
function recordWhenClosed(raw: IncomingMessage, response: ServerResponse, sink: ApiLogSink, place: Place): void {
  if (watched.has(raw)) return;
  watched.add(raw);
  if (NOT_LOGGED.test(place.route)) return;
  const occurredAt = new Date();
  const startedAt = performance.now();
  const entry = (status: number | null, aborted = false): ApiLogEntry => {
    const { actor, contractId = place.contractId } = factsOf(raw);
    return {
      occurredAt,
      method: place.method,
      route: place.route,
      status,
      aborted,
      durationMs: performance.now() - startedAt,
      actor: actor ?? null,
      requestId: place.requestId,
      contractId: contractId ?? null,
    };
  };
  const facts = factsOf(raw);
  facts.entry = entry; // not a function written here: V8 would keep it, and the request with it, as long as old objects
  response.once('close', () => {
    if (facts.logged === true) return;
    sink.record(entry(response.headersSent ? response.statusCode : null, !response.writableFinished));
  });
}

/**
 * Gives every request exactly one row. The hook comes before parsers, guards and interceptors, so it also sees what
 * those refuse: an interceptor never sees a denial, an unknown route or a body that cannot be read. A URL that the
 * router cannot decode reaches no hook: the listener behind the router's own takes those.
 */
export function logRequests(server: FastifyInstance, sink: ApiLogSink): void {
  server.addHook('onRequest', (request, reply, done) => {
    recordWhenClosed(request.raw, reply.raw, sink, {
      method: request.method,
      route: request.is404 ? UNMATCHED : (request.routeOptions.url ?? UNMATCHED),
      requestId: request.id,
      contractId: contractOf(request),
    });
    done();
  });
  server.addHook('onSend', (request, _reply, payload, done) => {
    notePrincipal(request);
    done(null, payload);
  });
  server.addHook('onClose', () => sink.close());
  server.server.on('request', (raw: IncomingMessage, response: ServerResponse) => {
    const place = { method: raw.method ?? 'OTHER', route: UNMATCHED, requestId: requestIdOf(raw) };
    recordWhenClosed(raw, response, sink, place);
  });
}
