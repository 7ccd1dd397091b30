import type { Span, SpanFacts, SpanKind } from './span.js';

/** Batches of spans that were sent, and that could not be. */
export interface ExportCounts {
  spans: number;
  failed: number;
}

/** Begins traces. Off unless a collector is configured; then nothing of OpenTelemetry is even loaded. */
export abstract class Tracing {
  /** Whether spans are made at all. */
  abstract readonly on: boolean;
  abstract readonly counts: Readonly<ExportCounts>;
  /** Begins a trace, or goes on with the caller's when its `traceparent` is valid. */
  abstract begin(name: string, kind: SpanKind, facts?: SpanFacts, traceparent?: string): Span | undefined;
  /** Sends what is left. */
  abstract onApplicationShutdown(): Promise<void>;
}

/** No collector: no spans. */
export class NoTracing extends Tracing {
  readonly on = false;
  readonly counts = { spans: 0, failed: 0 };

  begin(): undefined {
    return undefined;
  }

  onApplicationShutdown(): Promise<void> {
    return Promise.resolve();
  }
}
