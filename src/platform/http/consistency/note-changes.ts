import type { FastifyInstance } from 'fastify';
import { factsOf } from '../request-facts.js';
import type { Consistency } from './consistency.js';

const READS = new Set(['GET', 'HEAD', 'OPTIONS']);

/** A job's progress tells of changes that a worker made. */
const TELLS_OF_CHANGES = /^\/api\/v1\/jobs\b/;

/** Gives answers to changes their consistency token. */
export function noteChanges(server: FastifyInstance, consistency: Consistency): void {
  server.addHook('onSend', async (request, reply, payload) => {
    const { actor } = factsOf(request.raw);
    const changes = !READS.has(request.method) || TELLS_OF_CHANGES.test(request.routeOptions.url ?? '');
    if (actor !== undefined && changes && reply.statusCode < 400) await consistency.note(actor, reply);
    return payload;
  });
}
