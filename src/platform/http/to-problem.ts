import { HttpException } from '@nestjs/common';
import { Problem, PROBLEMS, type ProblemCode } from './problem.js';

/** PostgreSQL and driver codes that mean "the database is away or overloaded", not "the request is wrong". */
const DATABASE_AWAY =
  /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN|57P0[1-3]|08\w{3}|53[23]00|57014)$/;
const DATABASE_AWAY_TEXT =
  /timeout exceeded when trying to connect|timeout expired|Connection terminated|Client has encountered a connection error/;

const byStatus = new Map<number, ProblemCode>(
  (Object.keys(PROBLEMS) as ProblemCode[]).reverse().map((code) => [PROBLEMS[code][0], code]),
);

function fromHttpException(error: HttpException): Problem {
  // The Fastify adapter turns the server's own errors into this kind and keeps them as its cause.
  const cause = error.cause as { code?: unknown; statusCode?: unknown } | undefined;
  const known = cause === undefined ? undefined : fromFastify(cause);
  if (known) return known;
  const status = error.getStatus();
  const code = byStatus.get(status) ?? (status >= 500 ? 'internal-error' : 'bad-request');
  // The framework's own texts can repeat the URL or the input: only the title is passed on.
  return new Problem(status === 400 ? 'bad-request' : code, `${PROBLEMS[code][1]}.`);
}

function fromFastify(error: { code?: unknown; statusCode?: unknown }): Problem | undefined {
  if (typeof error.statusCode !== 'number' || error.statusCode >= 500) return undefined;
  if (error.code === 'FST_ERR_CTP_INVALID_CONTENT_LENGTH') {
    return new Problem('bad-request', 'The body is not as long as Content-Length says.');
  }
  if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE')
    return new Problem('body-too-large', 'The body is larger than allowed.');
  if (error.statusCode === 415) {
    return new Problem('unsupported-media-type', 'Send the body as application/json.');
  }
  if (error.statusCode === 400) return new Problem('malformed-json', 'The body cannot be read as JSON.');
  return new Problem(byStatus.get(error.statusCode) ?? 'bad-request', 'The request is not valid.');
}

/** Whether an error means that the database cannot be reached or cannot keep up. */
export function isDatabaseAway(error: unknown): boolean {
  const { code, message, driverError } = error as { code?: unknown; message?: unknown; driverError?: unknown };
  if (typeof code === 'string' && DATABASE_AWAY.test(code)) return true;
  if (typeof message === 'string' && DATABASE_AWAY_TEXT.test(message)) return true;
  return driverError !== undefined && driverError !== error && isDatabaseAway(driverError);
}

/** The refusal that a client sees for any error: never a stack, never a value. */
export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof HttpException) return fromHttpException(error);
  if (typeof error === 'object' && error !== null) {
    const known = fromFastify(error);
    if (known) return known;
    if (isDatabaseAway(error)) {
      return new Problem('unavailable', 'The database cannot be reached. Try again shortly.', [], {
        'retry-after': '5',
      });
    }
  }
  return new Problem('internal-error', 'The request could not be completed. The request id helps to find the cause.');
}
