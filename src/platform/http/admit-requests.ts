import type { FastifyInstance } from 'fastify';
import { Counter, Gauge, type Registry } from 'prom-client';
import type { Environment } from '../config/index.js';
import { Admission } from './admission.js';
import { Appointments } from './appointments.js';
import { Problem, problemDocument } from './problem.js';

/** Probes, scrapes and descriptions must be answered most of all when there is too much to do. */
const ALWAYS = /^\/(health\/|metrics$|openapi\.json$|docs(\/|$))/;

/** Requests that last as long as a file or a job: they work in small steps and would keep a place for minutes. */
const LONG = new Set(['POST /api/v1/imports', 'POST /api/v1/exports', 'GET /api/v1/jobs/:id/events']);

const TURNED_AWAY = new Problem('unavailable', 'There is too much to do just now. Try again shortly.');

/** Lets in as many requests as the settings say; others wait, or are answered 503 with `Retry-After`, never a hang. */
export function admitRequests(server: FastifyInstance, environment: Environment, registry: Registry): void {
  const admission = new Admission({
    ...{ concurrency: environment.ADMISSION_CONCURRENCY, queue: environment.ADMISSION_QUEUE },
    ...{ waitMs: environment.ADMISSION_WAIT_MS, now: () => performance.now() },
  });
  const registers = [registry];
  const shed = new Counter({
    ...{ name: 'http_requests_shed_total', help: 'Requests answered 503 because there was too much to do' },
    ...{ labelNames: ['reason'] as const, registers },
  });
  const gauge = (name: string, help: string, read: () => number): Gauge =>
    new Gauge({ ...{ name, help, registers }, collect() { this.set(read()); } }); // prettier-ignore
  gauge('http_requests_in_flight', 'Requests that are worked on', () => admission.underWay);
  gauge('http_requests_waiting', 'Requests that wait for their turn', () => admission.waiting);
  const appointments = new Appointments();

  server.addHook('onRequest', (request, reply, done) => {
    const route = request.routeOptions.url ?? '';
    if (ALWAYS.test(route) || LONG.has(`${request.method} ${route}`)) return done();
    admission.enter(
      () => !reply.raw.destroyed,
      (admitted) => {
        if (admitted === 'admitted') {
          reply.raw.once('close', () => admission.leave());
          return done();
        }
        shed.inc({ reason: admitted });
        // Written past everything else: turning away must cost next to nothing, or it is all that gets done.
        reply.hijack();
        const body = JSON.stringify(problemDocument(TURNED_AWAY, request.id));
        const retry = String(appointments.next(performance.now(), admission.waiting, admission.perSecond));
        reply.raw.writeHead(503, {
          ...{ 'content-type': 'application/problem+json; charset=utf-8', 'content-length': Buffer.byteLength(body) },
          ...{ 'retry-after': retry, 'x-request-id': request.id, 'cache-control': 'no-store' },
          'x-content-type-options': 'nosniff',
        });
        reply.raw.end(body);
      },
    );
  });
}
