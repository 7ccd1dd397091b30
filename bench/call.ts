import { Agent, request } from 'node:http';
import type { Readable } from 'node:stream';
import type { BenchService } from './service.js';

/** What a request brings. */
export interface Sent {
  readonly json?: unknown;
  /** A body that is sent as it comes. */
  readonly stream?: Readable;
  readonly type?: string;
}

/** Calls the service over one kept connection. @throws Error for an answer that is no success. */
export class Caller {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 1 });

  constructor(private readonly service: BenchService) {}

  call<T>(method: string, path: string, { json, stream, type = 'application/json' }: Sent = {}): Promise<T> {
    const body = json === undefined ? undefined : JSON.stringify(json);
    const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
    const typed = body === undefined && stream === undefined ? {} : { 'content-type': type, ...length };
    return new Promise((resolve, reject) => {
      const headers = { 'x-api-key': this.service.key, ...typed };
      const sent = request(`${this.service.url}/api/v1${path}`, { method, agent: this.agent, headers }, (answer) => {
        const pieces: Buffer[] = [];
        answer.on('data', (piece: Buffer) => pieces.push(piece));
        answer.once('end', () => {
          const text = Buffer.concat(pieces).toString();
          if ((answer.statusCode ?? 500) < 300) resolve(JSON.parse(text) as T);
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
