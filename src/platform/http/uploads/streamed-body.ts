import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { Problem } from '../problem.js';

/** Content types of an import and the format that each stands for. */
const FORMATS: Readonly<Record<string, 'csv' | 'ndjson'>> = {
  'text/csv': 'csv',
  'application/csv': 'csv',
  'application/x-ndjson': 'ndjson',
  'application/ndjson': 'ndjson',
  'application/jsonl': 'ndjson',
};

/** A body that is still arriving. Its stream is hidden from whoever would write the body down. */
export class StreamedBody {
  readonly #stream: Readable;

  constructor(
    stream: Readable,
    readonly format: 'csv' | 'ndjson',
    readonly length: string | null,
  ) {
    this.#stream = stream;
  }

  get stream(): Readable {
    return this.#stream;
  }
}

const routes = new WeakMap<FastifyInstance, Set<string>>();

/** Hands bodies of these types over as streams, on the given route; on routes not given they stay refused (415). */
export function acceptStreams(server: FastifyInstance, url: string): void {
  const urls = routes.get(server);
  if (urls) return void urls.add(url);
  const accepting = new Set([url]);
  routes.set(server, accepting);
  server.addContentTypeParser(Object.keys(FORMATS), (request, payload, done) => {
    const type = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
    const format = FORMATS[type];
    if (!accepting.has(request.routeOptions.url ?? '') || format === undefined) {
      return done(new Problem('unsupported-media-type', 'Send the body as application/json.'));
    }
    done(null, new StreamedBody(payload, format, request.headers['content-length'] ?? null));
  });
}

/**
 * Whether a streamed body is compressed by gzip.
 * @throws Problem for any other encoding.
 */
export function isGzip(headers: IncomingHttpHeaders): boolean {
  const encoding = (headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  if (!['identity', 'gzip', 'x-gzip'].includes(encoding)) {
    throw new Problem('unsupported-media-type', 'Send the file as it is, or with Content-Encoding: gzip.');
  }
  return encoding !== 'identity';
}
