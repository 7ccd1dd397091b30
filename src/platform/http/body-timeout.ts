import type { FastifyInstance } from 'fastify';
import { answerUnreadable } from './before-routing.js';

/** Routes whose bodies may take as long as they need; they look out for silent clients themselves. */
const STREAMED = new Set(['/api/v1/imports']);

/**
 * Hangs up on a request whose body has not arrived in time. The server's own limit holds for every route alike, so that
 * no file that takes a minute could ever be sent: it is switched off in favour of this one.
 */
export function limitBodyTime(server: FastifyInstance, ms: number): void {
  server.addHook('onRequest', (request, _reply, done) => {
    done();
    const { headers, complete, socket } = request.raw;
    const hasBody = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
    if (complete || !hasBody || STREAMED.has(request.routeOptions.url ?? '')) return;
    const timer = setTimeout(() => {
      if (!request.raw.complete)
        answerUnreadable({ code: 'ERR_HTTP_REQUEST_TIMEOUT' } as NodeJS.ErrnoException, socket);
    }, ms);
    request.raw.once('close', () => clearTimeout(timer));
  });
}
