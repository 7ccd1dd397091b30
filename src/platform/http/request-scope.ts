import type { FastifyInstance } from 'fastify';
import type { ClsService } from 'nestjs-cls';

/**
 * Opens the request's context at the door, so that it is there for unknown routes, guards, handlers and the exception
 * filter alike; gives every answer its request id, and keeps answers of the API out of caches.
 */
export function enterRequestScope(server: FastifyInstance, cls: ClsService): void {
  server.addHook('onRequest', (request, _reply, done) => {
    cls.run(() => {
      cls.set('requestId', request.id);
      done();
    });
  });
  server.addHook('onSend', (request, reply, _payload, done) => {
    reply.header('x-request-id', request.id);
    if (!request.url.startsWith('/docs') && !reply.hasHeader('cache-control'))
      reply.header('cache-control', 'no-store');
    done();
  });
}
