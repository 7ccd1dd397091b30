import { ClsServiceManager } from 'nestjs-cls';

/**
 * What a span may say. Nothing else is sent, so no value of a statement, no path, no member's id and no feature value
 * can slip in. Names follow OpenTelemetry's conventions where it has one.
 */
export interface SpanFacts {
  'http.request.method'?: string;
  /** Template of the route, never the path. */
  'http.route'?: string;
  'http.response.status_code'?: number;
  /** The client hung up. */
  'app.aborted'?: boolean;
  /** Id of the request, or of the one that ordered the job. */
  'app.request_id'?: string;
  'app.contract_id'?: string;
  'app.job.kind'?: string;
  'app.job.id'?: string;
  'app.job.attempt'?: number;
  'app.job.status'?: string;
  'db.system.name'?: 'postgresql';
  'db.namespace'?: string;
  'db.operation.name'?: string;
  'db.collection.name'?: string;
  /** Code of PostgreSQL's error (SQLSTATE), never its text. */
  'db.response.status_code'?: string;
  /** Kind of an error: its class name or code. */
  'error.type'?: string;
}

export type SpanKind = 'server' | 'client' | 'consumer' | 'internal';

/** A piece of work that is timed. */
export interface Span {
  readonly traceId: string;
  /** How another service, or a job that runs later, names this span (W3C trace context). */
  readonly traceparent: string;
  /** Begins a part of this work. */
  child(name: string, kind: SpanKind, facts?: SpanFacts): Span;
  /** Adds facts; the last value of one counts. */
  say(facts: SpanFacts): void;
  /** Notes that another span led to this one. */
  link(traceparent: string): void;
  /** Marks the work as failed, with the kind of error. */
  fail(kind: string): void;
  end(): void;
}

const KEY = 'span';

/** The span of the request or job under way, if it is traced. */
export function currentSpan(): Span | undefined {
  const cls = ClsServiceManager.getClsService();
  return cls.isActive() ? cls.get<Span | undefined>(KEY) : undefined;
}

/** Makes a span that of the request or job whose context is active. */
export function setCurrentSpan(span: Span | undefined): void {
  if (span) ClsServiceManager.getClsService().set(KEY, span);
}

/** Kind of an error for a span: a code or class name, never a text. */
export function kindOfError(error: unknown): string {
  const { code } = error as { code?: unknown };
  if (typeof code === 'string' && /^[\w.-]{1,40}$/.test(code)) return code;
  return error instanceof Error ? error.name : typeof error;
}

/** Times a piece of work as a part of the request or job under way; without one, or untraced, just does it. */
export async function inSpan<T>(name: string, work: () => Promise<T>): Promise<T> {
  const span = currentSpan()?.child(name, 'internal');
  try {
    return await work();
  } catch (error) {
    span?.fail(kindOfError(error));
    throw error;
  } finally {
    span?.end();
  }
}
