import { applyDecorators, SetMetadata } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import type { AuditedRoute } from '../../platform/http/index.js';
import type { AuditEvent } from './audit-events.js';

/** How a handler is audited. */
export interface AuditedOptions extends AuditedRoute {
  readonly event: AuditEvent;
  /** Path parameter with the entity's id, kept when it looks like an id (UUID or 64 hex digits), so that a refused attempt names what was tried. */
  readonly entityParam?: string;
  /** The handler only reads: its row needs no transaction, but is still written before the answer leaves. */
  readonly reads?: boolean;
  /** The handler makes its change and its row one statement (`AuditTrail.handOver`): it needs no transaction. */
  readonly single?: boolean;
}

const AUDITED_METADATA = 'audit:audited';

/**
 * Audits a handler: its changes and its row are committed together, or neither. For handlers that answer once; a
 * stream of events is audited by the act that starts it (`AuditTrail.act`).
 *
 * The event also stands in Fastify's route configuration, where it is found for requests that a guard refuses.
 */
export function Audited(options: AuditedOptions): MethodDecorator {
  const { event, entityParam } = options;
  const route: AuditedRoute = { event, entityParam };
  return applyDecorators(SetMetadata(AUDITED_METADATA, options), RouteConfig({ audited: route }));
}

/** How a handler is audited, or undefined. */
export const auditedOptions = (handler: object): AuditedOptions | undefined =>
  Reflect.getMetadata(AUDITED_METADATA, handler) as AuditedOptions | undefined;

/** How the route of a request is audited, or undefined. */
export function auditedRoute(request: FastifyRequest): AuditedRoute | undefined {
  return (request.routeOptions.config as { audited?: AuditedRoute }).audited;
}

const LOOKS_LIKE_AN_ID = /^(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{64}|[A-Z]\d{4})$/;

/** The entity that a path names. Anything that is not plainly one of our ids could be a member's own id: left out. */
export function entityOf(request: FastifyRequest, { entityParam }: AuditedRoute): string | undefined {
  if (entityParam === undefined) return undefined;
  const given = (request.params as Readonly<Record<string, unknown>> | undefined)?.[entityParam];
  return typeof given === 'string' && LOOKS_LIKE_AN_ID.test(given) ? given : undefined;
}
