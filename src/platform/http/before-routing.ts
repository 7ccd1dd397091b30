import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { factsOf } from './request-facts.js';
import { Problem, problemDocument, PROBLEMS, type ProblemCode } from './problem.js';

/**
 * A request id that a client may bring, since it stands in logs: a UUID or a trace id (W3C Trace Context, 32 hexadecimal
 * digits). Anything freer could be a member's id.
 */
const CLIENT_REQUEST_ID = /^([0-9a-f]{32}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$/i;

const PROBLEM_TYPE = 'application/problem+json; charset=utf-8';

/** The client's own request id, or a new one: the same whenever it is asked for. */
export function requestIdOf(request: IncomingMessage): string {
  const given = request.headers['x-request-id'];
  const facts = factsOf(request);
  facts.requestId ??= typeof given === 'string' && CLIENT_REQUEST_ID.test(given) ? given : randomUUID();
  return facts.requestId;
}

/** Answers what the router refuses before any route: a URL that cannot be decoded, or too long a part of it. */
export function answerUnroutable(error: { statusCode?: number }, request: FastifyRequest, reply: FastifyReply): void {
  const problem =
    error.statusCode === 414
      ? new Problem('uri-too-long', 'A part of the path is too long.')
      : new Problem('bad-request', 'The URL cannot be decoded.');
  void reply
    .status(problem.getStatus())
    .headers({ 'content-type': PROBLEM_TYPE, 'x-request-id': request.id, 'cache-control': 'no-store' })
    .header('x-content-type-options', 'nosniff')
    .serializer((body: unknown) => JSON.stringify(body))
    .send(problemDocument(problem, request.id));
}

/** Answers bytes that are not an HTTP request, and then hangs up. */
export function answerUnreadable(error: NodeJS.ErrnoException, socket: Socket): void {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  let code: ProblemCode = 'bad-request';
  if (error.code === 'HPE_HEADER_OVERFLOW') code = 'headers-too-large';
  if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT') code = 'request-timeout';
  const requestId = randomUUID();
  const body = JSON.stringify(problemDocument(new Problem(code, `${PROBLEMS[code][1]}.`), requestId));
  const lines = [
    `HTTP/1.1 ${PROBLEMS[code][0]} ${code}`,
    `content-type: ${PROBLEM_TYPE}`,
    `content-length: ${Buffer.byteLength(body)}`,
    `x-request-id: ${requestId}`,
    'connection: close',
  ];
  socket.end(`${lines.join('\r\n')}\r\n\r\n${body}`);
}
