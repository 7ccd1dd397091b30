import pg from 'pg';
import type { Environment } from '../config/index.js';
import type { DatabaseLocation } from './database-location.js';
import { tlsOptions } from './data-source-options.js';

/** SQLSTATE classes of a server that is there but refuses for now, such as "too many connections". */
const OVERLOADED = /^53/;

/** Looks whether the database answers, over a connection of its own that is kept open between looks. */
export class DatabaseProbe {
  private client: pg.Client | undefined;

  constructor(
    private readonly location: DatabaseLocation,
    private readonly environment: Environment,
  ) {}

  /**
   * Whether it answers in time. What a kept connection says is checked with a new one: it may have been cut by itself,
   * and a busy machine is no absent database.
   */
  async answers(): Promise<boolean> {
    const kept = this.client !== undefined;
    return (await this.attempt()) || (kept && (await this.attempt()));
  }

  async close(): Promise<void> {
    const { client } = this;
    this.client = undefined;
    await client?.end().catch(() => undefined);
  }

  private async attempt(): Promise<boolean> {
    const client = this.client ?? this.connection();
    const first = this.client === undefined;
    this.client = client;
    try {
      return await this.inTime(async () => {
        if (first) await client.connect();
        await client.query('SELECT 1');
      });
    } catch (error) {
      this.drop(client);
      return OVERLOADED.test(String((error as { code?: unknown }).code));
    }
  }

  private connection(): pg.Client {
    const { location, environment } = this;
    const name = 'star-rating-optimizer probe';
    const client = new pg.Client({
      connectionString: location.url,
      ssl: tlsOptions(environment),
      application_name: name,
    });
    client.on('error', () => this.drop(client)); // the next look makes another
    return client;
  }

  private drop(client: pg.Client): void {
    if (this.client === client) this.client = undefined;
    (client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
  }

  /** A busy process may see its timer before the answer that has long arrived: such an answer still counts. */
  private async inTime(work: () => Promise<void>): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const silence = new Promise<false>((resolve) => {
      timer = setTimeout(() => {
        setImmediate(() => setImmediate(() => resolve(false)));
      }, this.environment.DATABASE_PROBE_TIMEOUT_MS);
    });
    const done = work().then(() => true);
    try {
      const found = await Promise.race([done, silence]);
      if (!found) {
        done.catch(() => undefined);
        if (this.client) this.drop(this.client);
      }
      return found;
    } finally {
      clearTimeout(timer);
    }
  }
}
