import type { FastifyHelmetOptions } from '@fastify/helmet';

/**
 * Headers against misuse of answers in a browser. The policy lets Swagger UI work, also over plain HTTP on localhost:
 * no `upgrade-insecure-requests`, and `Strict-Transport-Security` only where the deployment asks for it.
 */
export function securityHeaders(hstsSeconds: number): FastifyHelmetOptions {
  return {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:'],
        fontSrc: ["'self'", 'data:'],
        connectSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    frameguard: { action: 'deny' },
    hsts: hstsSeconds > 0 ? { maxAge: hstsSeconds, includeSubDomains: true } : false,
  };
}
