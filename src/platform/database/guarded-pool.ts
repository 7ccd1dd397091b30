import pg from 'pg';
import { DatabaseAway } from './database-away.js';
import type { DatabaseGate } from './database-gate.js';

type Release = (error?: Error | boolean) => void;
type Taken = (error: Error | undefined, client: pg.PoolClient | undefined, release: Release) => void;
/** Where pg keeps the socket of a client, connected or not. */
interface Wired {
  readonly connection?: { readonly stream: { destroy(): void } };
}

const nothing = (): void => undefined;

/**
 * The driver's pool behind the gate: while the database is away nobody waits for a connection, and whoever waited when
 * it went away is told at once. Connections of that time are cut, so that no statement hangs on a dead line.
 */
export class GuardedPool extends pg.Pool {
  private readonly waiting = new Set<() => void>();

  constructor(
    options: pg.PoolConfig,
    private readonly gate: DatabaseGate,
    /** While the application starts without its database, the driver's own test connections are let be. */
    private readonly starting: () => boolean,
  ) {
    super(options);
    gate.onChange((away) => {
      if (away) this.letGo();
    });
  }

  override connect(): Promise<pg.PoolClient>;
  override connect(taken: Taken): void;
  override connect(taken?: Taken): Promise<pg.PoolClient> | void {
    if (!taken) return this.gate.shut ? Promise.reject(new DatabaseAway()) : super.connect();
    if (this.starting()) return taken(undefined, undefined, nothing);
    if (this.gate.shut) return taken(new DatabaseAway(), undefined, nothing);
    const giveUp = (): void => {
      if (this.waiting.delete(giveUp)) taken(new DatabaseAway(), undefined, nothing);
    };
    this.waiting.add(giveUp);
    super.connect((error, client, release) => {
      if (error) this.gate.suspect();
      if (this.waiting.delete(giveUp)) taken(error, client, release as Release);
      else if (client) release();
    });
  }

  private letGo(): void {
    for (const giveUp of [...this.waiting]) giveUp();
    const { _clients: clients = [] } = this as unknown as { _clients?: readonly Wired[] };
    for (const client of clients) client.connection?.stream.destroy();
  }
}

/** The driver as TypeORM takes it: every pool to the gate's own database is guarded; others (replicas) are not. */
export function guardedDriver(gate: DatabaseGate, url: string, starting: () => boolean): { readonly Pool: unknown } {
  const Pool = function (options: pg.PoolConfig): pg.Pool {
    return options.connectionString === url ? new GuardedPool(options, gate, starting) : new pg.Pool(options);
  };
  return { Pool };
}
