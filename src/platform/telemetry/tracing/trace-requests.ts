import type { FastifyInstance } from 'fastify';
import { setCurrentSpan } from './span.js';
import type { Tracing } from './tracing.js';

/** Probes, scrapes and the API's description say nothing about anybody's work. */
const NOT_TRACED = /^\/(health\/|metrics$|openapi\.json$|docs(\/|$))/;

/**
 * Gives every request a span from its arrival to the close of its response: going on with the caller's trace when it
 * names one. To be called after the request's context is opened and its id given.
 */
export function traceRequests(server: FastifyInstance, tracing: Tracing): void {
  if (!tracing.on) return;
  server.addHook('onRequest', (request, reply, done) => {
    const route = request.is404 ? '(unmatched)' : (request.routeOptions.url ?? '(unmatched)');
    if (NOT_TRACED.test(route)) return done();
    const { traceparent } = request.headers;
    const span = tracing.begin(
      `${request.method} ${route}`,
      'server',
      { 'http.request.method': request.method, 'http.route': route, 'app.request_id': request.id },
      typeof traceparent === 'string' ? traceparent : undefined,
    );
    setCurrentSpan(span);
    reply.raw.once('close', () => {
      const { statusCode, headersSent, writableFinished } = reply.raw;
      if (headersSent) span?.say({ 'http.response.status_code': statusCode });
      if (!writableFinished) span?.say({ 'app.aborted': true });
      if (!writableFinished) span?.fail('aborted');
      else if (statusCode >= 500) span?.fail(String(statusCode));
      span?.end();
    });
    done();
  });
}
