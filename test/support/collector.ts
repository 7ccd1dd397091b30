import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A span as OTLP's JSON has it, its attributes as an object. */
export interface ReceivedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly links: readonly { readonly traceId: string; readonly spanId: string }[];
  readonly attributes: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly failed: boolean;
}

interface OtlpSpan extends Omit<ReceivedSpan, 'attributes' | 'links' | 'failed'> {
  readonly links?: ReceivedSpan['links'];
  readonly status?: { readonly code?: number };
  readonly attributes: readonly { readonly key: string; readonly value: Record<string, string | number | boolean> }[];
}

interface OtlpBody {
  readonly resourceSpans: readonly { readonly scopeSpans: readonly { readonly spans: readonly OtlpSpan[] }[] }[];
}

/** A collector of traces on loopback. */
export interface Collector {
  readonly url: string;
  readonly spans: ReceivedSpan[];
  /** Headers of the requests that it took. */
  readonly headers: string[];
  /** Everything that it was sent, as text. */
  text(): string;
  close(): Promise<void>;
}

const received = ({ attributes, links = [], status, ...span }: OtlpSpan): ReceivedSpan => ({
  ...span,
  links,
  failed: status?.code === 2,
  attributes: Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]])),
});

/** Takes spans as OTLP over HTTP with JSON. */
export async function startCollector(): Promise<Collector> {
  const spans: ReceivedSpan[] = [];
  const headers: string[] = [];
  let text = '';
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      text += body;
      headers.push(`${request.url} ${String(request.headers.authorization)}`);
      const { resourceSpans } = JSON.parse(body) as OtlpBody;
      const all = resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans));
      spans.push(...all.map(received));
      response.setHeader('content-type', 'application/json').end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url: `http://127.0.0.1:${port}`, spans, headers, text: () => text, close };
}
