import { HttpException } from '@nestjs/common';

/** Every kind of refusal: its stable code, status and title. Integrators switch on the code. */
export const PROBLEMS = {
  'validation-failed': [400, 'The request is not valid'],
  'malformed-json': [400, 'The body is not valid JSON'],
  'bad-request': [400, 'The request is not valid'],
  'invalid-cursor': [400, 'The cursor is not one that this service gave out'],
  unauthenticated: [401, 'Credentials are missing or not accepted'],
  forbidden: [403, 'The credentials do not permit this'],
  'not-found': [404, 'There is no such thing'],
  'method-not-allowed': [405, 'The method is not allowed here'],
  'request-timeout': [408, 'The request took too long to arrive'],
  conflict: [409, 'The request conflicts with the present state'],
  'request-in-flight': [409, 'The same request is being worked on'],
  'precondition-failed': [412, 'The resource has changed since it was read'],
  'body-too-large': [413, 'The body is too large'],
  'uri-too-long': [414, 'The URL is too long'],
  'unsupported-media-type': [415, 'The content type is not supported'],
  unprocessable: [422, 'The request is understood but cannot be carried out'],
  'idempotency-key-reused': [422, 'The idempotency key was used with another body'],
  'too-many-requests': [429, 'Too many requests'],
  'headers-too-large': [431, 'The URL and headers are too large'],
  'internal-error': [500, 'Something went wrong on our side'],
  unavailable: [503, 'The service is temporarily unavailable'],
} as const satisfies Record<string, readonly [number, string]>;

export type ProblemCode = keyof typeof PROBLEMS;

/** One thing that is wrong in a request. The message never repeats the value. */
export interface FieldProblem {
  /** JSON pointer into the body, or `?name` for a query parameter, `{name}` for a path parameter. */
  readonly pointer: string;
  /** Stable code of the rule that is broken. */
  readonly code: string;
  /** What is wrong and what is expected. */
  readonly message: string;
}

/** A refusal with a stable code, answered as an RFC 9457 problem document. */
export class Problem extends HttpException {
  constructor(
    readonly code: ProblemCode,
    readonly detail: string,
    readonly errors: readonly FieldProblem[] = [],
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(detail, PROBLEMS[code][0]);
  }
}

/** The document that a client sees. */
export interface ProblemDocument {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: ProblemCode;
  readonly detail: string;
  readonly errors?: readonly FieldProblem[];
  readonly requestId: string;
}

export function problemDocument(problem: Problem, requestId: string): ProblemDocument {
  const [status, title] = PROBLEMS[problem.code];
  const { code, detail, errors } = problem;
  return {
    type: `urn:star-optimizer:problem:${code}`,
    title,
    status,
    code,
    detail,
    ...(errors.length > 0 ? { errors } : {}),
    requestId,
  };
}

export const notFound = (what: string): Problem => new Problem('not-found', `There is no such ${what}.`);

export const invalid = (pointer: string, code: string, message: string): Problem =>
  new Problem('validation-failed', 'One or more fields are not valid.', [{ pointer, code, message }]);
