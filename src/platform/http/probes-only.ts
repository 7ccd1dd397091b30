import type { FastifyInstance } from 'fastify';
import { notFound } from './problem.js';

const PROBES = /^\/(health\/(live|ready)|metrics)(\?|$)/;

/** Answers probes and metrics, and nothing else: for a process that works on jobs. */
export function answerProbesOnly(server: FastifyInstance): void {
  server.addHook('onRequest', (request, _reply, done) => {
    done(PROBES.test(request.url) ? undefined : notFound('route'));
  });
}
