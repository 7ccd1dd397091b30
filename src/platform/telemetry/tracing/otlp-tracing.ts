import { randomUUID } from 'node:crypto';
import {
  type Context,
  ROOT_CONTEXT,
  SpanKind as OtelKind,
  type Span as OtelSpan,
  SpanStatusCode,
  trace,
  type Tracer,
} from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  BasicTracerProvider,
  BatchSpanProcessor,
  ParentBasedSampler,
  type ReadableSpan,
  type SpanExporter,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace-base';
import type { Environment } from '../../config/index.js';
import type { Span, SpanFacts, SpanKind } from './span.js';
import { spanContextOf, traceparentOf } from './traceparent.js';
import { type ExportCounts, Tracing } from './tracing.js';

const KINDS: Readonly<Record<SpanKind, OtelKind>> = {
  server: OtelKind.SERVER,
  client: OtelKind.CLIENT,
  consumer: OtelKind.CONSUMER,
  internal: OtelKind.INTERNAL,
};

/** Longest time that sending a batch may take, in milliseconds; a shutdown waits for the last one. */
const SEND_MS = 2000;

/** A span of OpenTelemetry that only takes what `SpanFacts` allows. */
class OtlpSpan implements Span {
  constructor(
    private readonly tracer: Tracer,
    private readonly span: OtelSpan,
  ) {}

  get traceId(): string {
    return this.span.spanContext().traceId;
  }

  get traceparent(): string {
    return traceparentOf(this.span.spanContext());
  }

  child(name: string, kind: SpanKind, facts: SpanFacts = {}): Span {
    const options = { kind: KINDS[kind], attributes: { ...facts } };
    return new OtlpSpan(this.tracer, this.tracer.startSpan(name, options, trace.setSpan(ROOT_CONTEXT, this.span)));
  }

  say(facts: SpanFacts): void {
    this.span.setAttributes({ ...facts });
  }

  link(traceparent: string): void {
    const context = spanContextOf(traceparent);
    if (context) this.span.addLink({ context });
  }

  fail(kind: string): void {
    this.span.setStatus({ code: SpanStatusCode.ERROR });
    this.span.setAttribute('error.type', kind);
  }

  end(): void {
    this.span.end();
  }
}

/** Counts what an exporter sends: OpenTelemetry itself is silent about batches that never arrived. */
function counting(exporter: SpanExporter, counts: ExportCounts): SpanExporter {
  return {
    export: (spans: ReadableSpan[], done) =>
      exporter.export(spans, (result) => {
        if (result.code === 0) counts.spans += spans.length;
        else counts.failed += 1;
        done(result);
      }),
    shutdown: () => exporter.shutdown(),
    forceFlush: () => exporter.forceFlush?.() ?? Promise.resolve(),
  };
}

function headersOf(text = ''): Record<string, string> {
  const pairs = text.split(',').filter(Boolean);
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      return [pair.slice(0, at), decodeURIComponent(pair.slice(at + 1))];
    }),
  );
}

/**
 * Sends spans to a collector in batches, behind the requests' backs. What does not fit (2,048 spans wait at most) or
 * cannot be sent is lost: tracing never fails or delays a request. Spans are made by hand at the seams of the service
 * rather than by patched libraries: see ADR 41.
 */
export class OtlpTracing extends Tracing {
  readonly on = true;
  readonly counts = { spans: 0, failed: 0 };
  private readonly provider: BasicTracerProvider;
  private readonly tracer: Tracer;

  constructor(environment: Environment, endpoint: string) {
    super();
    const url = `${endpoint.replace(/\/$/, '')}/v1/traces`;
    const headers = headersOf(environment.OTEL_EXPORTER_OTLP_HEADERS);
    const exporter = counting(new OTLPTraceExporter({ url, headers, timeoutMillis: SEND_MS }), this.counts);
    const root = new TraceIdRatioBasedSampler(environment.OTEL_TRACES_SAMPLER_ARG);
    this.provider = new BasicTracerProvider({
      resource: resourceFromAttributes({
        'service.name': environment.OTEL_SERVICE_NAME,
        'service.instance.id': randomUUID(),
      }),
      sampler: new ParentBasedSampler({ root }),
      spanProcessors: [new BatchSpanProcessor(exporter, { scheduledDelayMillis: 500, exportTimeoutMillis: SEND_MS })],
    });
    this.tracer = this.provider.getTracer(environment.OTEL_SERVICE_NAME);
  }

  begin(name: string, kind: SpanKind, facts: SpanFacts = {}, traceparent?: string): Span {
    const context = spanContextOf(traceparent);
    const parent: Context = context ? trace.setSpanContext(ROOT_CONTEXT, context) : ROOT_CONTEXT;
    const options = { kind: KINDS[kind], attributes: { ...facts } };
    return new OtlpSpan(this.tracer, this.tracer.startSpan(name, options, parent));
  }

  async onApplicationShutdown(): Promise<void> {
    await this.provider.shutdown().catch(() => undefined); // the collector is away: its loss, not the shutdown's
  }
}
