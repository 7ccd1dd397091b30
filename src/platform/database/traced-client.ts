import type pg from 'pg';
import { currentSpan, kindOfError, type Span, type Tracing } from '../telemetry/tracing/index.js';
import { type Callback, DriverClient, isFunction, type Query } from './driver-client.js';
import { summaryOf } from './statement-summary.js';

interface Submittable {
  submit(connection: unknown): void;
  once?(event: string, listener: (error?: unknown) => void): unknown;
}

const textOf = (config: unknown): string => {
  const text = typeof config === 'string' ? config : (config as { text?: unknown }).text;
  return typeof text === 'string' ? text : '';
};

function endWith(span: Span, error?: unknown): void {
  if (error !== undefined && error !== null) {
    const code = kindOfError(error);
    span.say({ 'db.response.status_code': code });
    span.fail(code);
  }
  span.end();
}

/**
 * A connection that times its statements as parts of the request or job under way. The span names operation and table:
 * never the text, which may hold a constant, and never a value. Work outside of a trace is not timed.
 */
export class TracedClient extends DriverClient {
  constructor(config?: string | pg.ClientConfig) {
    super(config);
    const query = this.query.bind(this) as unknown as Query;
    this.replaceQuery((...args) => this.traced(query, args));
  }

  private traced(query: Query, args: unknown[]): unknown {
    const request = currentSpan();
    if (!request || args[0] === undefined || args[0] === null) return query(...args);
    const { operation, table } = summaryOf(textOf(args[0]));
    const span = request.child(table === undefined ? operation : `${operation} ${table}`, 'client', {
      'db.system.name': 'postgresql',
      'db.operation.name': operation,
      ...(table === undefined ? {} : { 'db.collection.name': table }),
    });
    const last = args.findLastIndex(isFunction);
    if (last > 0) {
      const callback = args[last] as Callback;
      const given = args.with(last, (error: unknown, result: unknown) => {
        endWith(span, error);
        callback(error, result);
      });
      return query(...given);
    }
    const answer = query(...args);
    if (answer instanceof Promise) {
      answer.then(
        () => endWith(span),
        (error: unknown) => endWith(span, error),
      );
    } else {
      const stream = answer as Submittable;
      stream.once?.('error', (error) => span.fail(kindOfError(error)));
      stream.once?.('close', () => span.end());
    }
    return answer;
  }
}

/** The client of the connections of a pool: it times statements only where somebody wants spans. */
export const clientOf = (tracing: Tracing): typeof DriverClient => (tracing.on ? TracedClient : DriverClient);
