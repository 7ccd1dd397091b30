import pg from 'pg';
import { Environment } from '../config/index.js';
import { DatabaseLocation, tlsOptions } from '../database/index.js';

/** First half of the session lock that says "this worker lives"; the second half is hashed from its name. */
export const WORKER_LOCK = 727_003;

/**
 * A connection of its own that holds a session lock for as long as this process lives: PostgreSQL drops the lock when
 * the process dies, however it dies. A connection that breaks is made again.
 */
export class WorkerLease {
  private client: pg.Client | undefined;
  private readonly names = new Set<string>();
  private stopped = false;
  private again: NodeJS.Timeout | undefined;

  constructor(
    private readonly location: DatabaseLocation,
    private readonly environment: Environment,
  ) {}

  async start(): Promise<void> {
    const client = new pg.Client({
      connectionString: this.location.url,
      ssl: tlsOptions(this.environment),
      application_name: 'star-rating-optimizer worker',
      keepAlive: true,
      // A host that vanished without a word is noticed within half a minute.
      options: '-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3',
    });
    client.on('error', () => this.lost(client));
    client.on('end', () => this.lost(client));
    await client.connect();
    this.client = client;
    for (const name of this.names) await this.take(name);
  }

  /** Holds the lock of a worker's name from now on. */
  hold(name: string): void {
    this.names.add(name);
    this.take(name).catch(() => undefined); // the broken connection is made again, with every name
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.again);
    const { client } = this;
    this.client = undefined;
    await client?.end();
  }

  private async take(name: string): Promise<void> {
    await this.client?.query('SELECT pg_try_advisory_lock($1, hashtext($2))', [WORKER_LOCK, name]);
  }

  private lost(client: pg.Client): void {
    if (this.client === client) this.client = undefined;
    if (this.stopped || this.again) return;
    this.again = setTimeout(() => {
      this.again = undefined;
      this.start().catch(() => this.lost(client));
    }, 500);
    this.again.unref();
  }
}
