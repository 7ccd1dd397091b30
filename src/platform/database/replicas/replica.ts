import pg from 'pg';
import type { Lsn } from './lsn.js';
import { parseLsn } from './lsn.js';

/** Longest wait for a connection to a replica, and for its answer to a probe. */
const CONNECT_MS = 1000;
const PROBE_MS = 1000;

/** What a probe found: up to where the replica has replayed. */
export interface ReplicaState {
  readonly replayed: Lsn;
}

/** One streaming replica and its pool. */
export class Replica {
  readonly pool: pg.Pool;
  /** As last probed; undefined while it is away, or is no replica. */
  state: ReplicaState | undefined;
  private readonly clients = new Set<pg.PoolClient>();
  private probe: pg.Client | undefined;

  constructor(private readonly config: pg.PoolConfig) {
    this.pool = new pg.Pool({ ...config, min: 0, connectionTimeoutMillis: CONNECT_MS });
    this.pool.on('error', () => undefined); // a broken idle connection is replaced; the probe says whether it is away
    this.pool.on('connect', (client) => {
      this.clients.add(client);
      client.on('error', () => undefined);
    });
    this.pool.on('remove', (client) => this.clients.delete(client));
  }

  /** Asks the replica where it is, on a connection of its own, so that a busy pool is not taken for an absence. */
  async look(): Promise<void> {
    try {
      const client = (this.probe ??= await this.openProbe());
      const { rows } = await client.query<{ standby: boolean; replayed: string | null }>(
        'SELECT pg_is_in_recovery() AS standby, pg_last_wal_replay_lsn()::text AS replayed',
      );
      const replayed = parseLsn(rows[0]?.replayed);
      // A replica that was promoted is another primary: nothing more is read from it.
      this.state = rows[0]?.standby === true && replayed !== undefined ? { replayed } : undefined;
    } catch {
      this.dropProbe();
      this.state = undefined;
    }
  }

  /** Breaks what is under way, so that nobody waits for a replica that does not answer any more. */
  hangUp(): void {
    for (const client of this.clients)
      (client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
  }

  async close(): Promise<void> {
    this.dropProbe();
    if (!this.pool.ending) await this.pool.end();
  }

  private async openProbe(): Promise<pg.Client> {
    const { connectionString, ssl, application_name } = this.config;
    const client = new pg.Client({
      ...{ connectionString, ssl, application_name },
      ...{ connectionTimeoutMillis: CONNECT_MS, query_timeout: PROBE_MS },
    });
    client.on('error', () => this.dropProbe());
    await client.connect();
    return client;
  }

  private dropProbe(): void {
    const client = this.probe;
    this.probe = undefined;
    client?.end().catch(() => undefined);
  }
}
