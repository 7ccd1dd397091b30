import { Agent, request } from 'node:http';
import type { Readable } from 'node:stream';
import type { BenchService } from './service.js';

/** What a request brings. */
export interface Sent {
  readonly json?: unknown;
  /** A body that is sent as it comes. */
  readonly stream?: Readable;
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Calls the service over one kept connection. @throws Error for an answer that is no success. */
export class Caller {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 1 });

  constructor(private readonly service: BenchService) {}

  call<T>(method: string, path: string, sent: Sent = {}): Promise<T> {
    return this.ask<T>(method, path, sent).then(({ body }) => body);
  }

  /** The tag of what a path answers. */
  async etag(path: string): Promise<string> {
    return (await this.ask('GET', path, {})).etag;
  }

  private ask<T>(
    method: string,
    path: string,
    { json, stream, type = 'application/json', headers: further }: Sent,
  ): Promise<{ readonly body: T; readonly etag: string }> {
    const body = json === undefined ? undefined : JSON.stringify(json);
    const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
    const typed = body === undefined && stream === undefined ? {} : { 'content-type': type, ...length };
    return new Promise((resolve, reject) => {
      const headers = { 'x-api-key': this.service.key, ...typed, ...further };
      const sent = request(`${this.service.url}/api/v1${path}`, { method, agent: this.agent, headers }, (answer) => {
        const pieces: Buffer[] = [];
        answer.on('data', (piece: Buffer) => pieces.push(piece));
        answer.once('end', () => {
          const text = Buffer.concat(pieces).toString();
          const { statusCode = 500, headers: answered } = answer;
          const body = text === '' ? undefined : (JSON.parse(text) as unknown);
          if (statusCode < 300 || statusCode === 304) resolve({ body: body as T, etag: answered.etag ?? '' });
          else reject(new Error(`${method} ${path}: ${answer.statusCode} ${text.slice(0, 300)}`));
        });
      });
      sent.once('error', reject);
      if (stream) stream.pipe(sent);
      else sent.end(body);
    });
  }

  close(): void {
    this.agent.destroy();
  }
}
