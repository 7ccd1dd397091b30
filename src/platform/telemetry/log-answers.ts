import type { FastifyInstance } from 'fastify';
import type { Log } from './log.js';

/** Writes a line for every answer at the level `debug`; `api_logs` is the record, this is for those who look on. */
export function logAnswers(server: FastifyInstance, log: Log): void {
  if (!log.writes('debug')) return;
  server.addHook('onResponse', (request, reply, done) => {
    const { url: route = '(unmatched)' } = request.routeOptions;
    const { method, id: requestId } = request;
    log.detail('answered', { requestId, method, route, status: reply.statusCode, durationMs: reply.elapsedTime });
    done();
  });
}
