import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { isAlive, startCluster, stopCluster, superuserUrl } from '../../src/platform/database/embedded/cluster.js';
import { prepareEmbeddedDatabase } from '../../src/platform/database/embedded/prepare-database.js';

const MAIN = fileURLToPath(new URL('../../src/main.js', import.meta.url));
const PASSWORD = 'soak-password';
const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** The service and a PostgreSQL with durable settings, each in processes of its own that can be killed and started. */
export class SoakBed {
  private readonly dir = mkdtempSync(join(tmpdir(), 'stars-soak-'));
  private postgres = { pid: 0, port: 0 };
  private urls = { appUrl: '', ownerUrl: '' };
  private child: ChildProcess | undefined;
  /** Where the service is; the same over restarts. */
  url = '';
  /** The admin key that the first start printed. */
  key = '';

  async startPostgres(): Promise<void> {
    const port = this.postgres.port || undefined;
    const cluster = { dir: join(this.dir, 'postgres'), password: PASSWORD, settings: { max_connections: '100' } };
    for (let tries = 20; ; tries--) {
      try {
        this.postgres = await startCluster(cluster, port);
        break;
      } catch (error) {
        if (tries === 0) throw error;
        await sleep(250); // processes of the killed server are still going away
      }
    }
    this.urls = await prepareEmbeddedDatabase(superuserUrl(this.postgres.port, PASSWORD), PASSWORD);
  }

  async killPostgres(): Promise<void> {
    process.kill(this.postgres.pid, 'SIGKILL');
    while (isAlive(this.postgres.pid)) await sleep(20);
  }

  async startService(): Promise<void> {
    const settings = {
      ...{ DATA_DIR: join(this.dir, 'data'), LOG_LEVEL: 'silent', RATE_LIMIT_PER_MINUTE: '100000000' },
      ...{ DATABASE_URL: this.urls.appUrl, DATABASE_MIGRATION_URL: this.urls.ownerUrl },
      PORT: this.url === '' ? '0' : new URL(this.url).port,
    };
    const child = spawn(process.execPath, [MAIN], {
      env: { PATH: process.env.PATH, ...settings },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.child = child;
    const output = await new Promise<string>((resolve, reject) => {
      let text = '';
      child.stdout.on('data', (chunk: Buffer) => {
        text += chunk.toString();
        if (/Health\s+http/.test(text)) setTimeout(() => resolve(text), 100);
      });
      child.once('exit', () => reject(new Error('the service did not start')));
    });
    this.url = /API\s+(http:\S+)\/api\/v1/.exec(output)?.[1] ?? this.url;
    this.key = /sro_\S+/.exec(output)?.[0] ?? this.key;
  }

  async killService(): Promise<void> {
    const { child } = this;
    const ended = new Promise((resolve) => child?.once('exit', resolve));
    child?.kill('SIGKILL');
    await ended;
  }

  /** Resident memory of the service in MiB; 0 while it is not there. */
  memory(): number {
    try {
      const status = readFileSync(`/proc/${this.child?.pid}/status`, 'utf8');
      return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
    } catch {
      return 0;
    }
  }

  async sql<T extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<T[]> {
    const client = new pg.Client({ connectionString: this.urls.ownerUrl });
    await client.connect();
    try {
      return (await client.query<T>(text, values)).rows;
    } finally {
      await client.end();
    }
  }

  async call<T>(method: string, path: string, body?: unknown): Promise<{ status: number; body: T; text: string }> {
    const answer = await fetch(`${this.url}${path}`, {
      method,
      headers: { 'x-api-key': this.key, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await answer.text();
    return { status: answer.status, body: (text.startsWith('{') ? JSON.parse(text) : undefined) as T, text };
  }

  async close(): Promise<void> {
    if (this.child?.exitCode === null && this.child.signalCode === null) {
      const ended = new Promise((resolve) => this.child?.once('exit', resolve));
      this.child.kill('SIGTERM');
      await Promise.race([ended, sleep(20_000)]);
      this.child.kill('SIGKILL');
    }
    await stopCluster(this.postgres.pid);
    rmSync(this.dir, { recursive: true, force: true });
  }
}
