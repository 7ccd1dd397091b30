import type { FastifyInstance } from 'fastify';
import { factsOf } from '../../platform/http/index.js';
import { type AuditEvent } from './audit-events.js';
import { auditedRoute, entityOf } from './audited.decorator.js';
import { ANONYMOUS } from './audit.interceptor.js';
import { AuditTrail } from './audit-trail.js';

/**
 * Adds the row of an attempt that a guard refused (401, 403): guards come before interceptors. The row is there before
 * the answer leaves. A request turned away for its rate (429) or because its body cannot be read has its row in
 * `api_logs` only: there is no attempt yet, and nobody may fill the trail at will.
 */
export function auditRefusals(server: FastifyInstance, trail: AuditTrail): void {
  server.addHook('onSend', async (request, reply, payload) => {
    if (reply.statusCode !== 401 && reply.statusCode !== 403) return payload;
    const route = auditedRoute(request);
    const facts = factsOf(request.raw);
    if (!route || facts.audited === true) return payload;
    facts.audited = true;
    const attempt = { event: route.event as AuditEvent, entityId: entityOf(request, route) };
    await trail.refused({ ...attempt, actor: facts.actor ?? ANONYMOUS, requestId: request.id }, 'denied');
    return payload;
  });
}
