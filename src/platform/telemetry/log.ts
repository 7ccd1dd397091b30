import type { LoggerService } from '@nestjs/common';
import { ClsServiceManager } from 'nestjs-cls';
import { destination, type Logger, pino, stdTimeFunctions } from 'pino';
import { currentSpan } from './tracing/index.js';

/** Fields that a log line may carry. Nothing else is written, so no member id or feature value can slip in. */
export interface LogFields {
  requestId?: string;
  traceId?: string;
  method?: string;
  route?: string;
  status?: number;
  durationMs?: number;
  count?: number;
  table?: string;
  job?: string;
  port?: number;
  url?: string;
}

const ALLOWED = [
  ...(['requestId', 'traceId', 'method', 'route', 'status', 'durationMs'] as const),
  ...(['count', 'table', 'job', 'port', 'url'] as const),
];

/** Request (or job) and trace under way, so that every line can be found from either. */
function underWay(): LogFields {
  const cls = ClsServiceManager.getClsService();
  if (!cls.isActive()) return {};
  return { requestId: cls.get<string | undefined>('requestId'), traceId: currentSpan()?.traceId };
}

function allowed(given: LogFields): LogFields {
  const fields = { ...underWay(), ...given };
  return Object.fromEntries(ALLOWED.filter((name) => fields[name] !== undefined).map((name) => [name, fields[name]]));
}

/** PostgreSQL puts values into `detail` and `message` of some errors: only codes and places are logged. */
function describe(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { error: typeof error };
  const { code } = error as { code?: unknown };
  const frames = (error.stack ?? '').split('\n').filter((line) => line.trimStart().startsWith('at '));
  return { error: error.name, code: typeof code === 'string' ? code : undefined, at: frames.slice(0, 8) };
}

/** Structured log to standard error: one JSON line an event, fields from an allow-list. */
export class Log implements LoggerService {
  private readonly pino: Logger;

  constructor(level: string) {
    this.pino = pino({ level, base: undefined, timestamp: stdTimeFunctions.isoTime }, destination(2));
  }

  /** Whether lines of this level are written at all. */
  writes(level: 'debug' | 'info'): boolean {
    return this.pino.isLevelEnabled(level);
  }

  /** For those who look on: written at the level `debug` only. */
  detail(message: string, fields: LogFields = {}): void {
    this.pino.debug(allowed(fields), message);
  }

  event(message: string, fields: LogFields = {}): void {
    this.pino.info(allowed(fields), message);
  }

  warning(message: string, fields: LogFields = {}): void {
    this.pino.warn(allowed(fields), message);
  }

  /** An unexpected error: its kind, code and place, never its text. */
  failure(message: string, error: unknown, fields: LogFields = {}): void {
    this.pino.error({ ...allowed(fields), ...describe(error) }, message);
  }

  // The framework's own lines.
  log(message: unknown): void {
    this.pino.debug(String(message));
  }

  warn(message: unknown): void {
    this.pino.warn(String(message));
  }

  error(message: unknown): void {
    this.pino.error(typeof message === 'string' ? message : 'framework error');
  }
}
