import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import type { PoolConfig } from 'pg';
import { DataSource } from 'typeorm';
import { Environment } from '../../config/index.js';
import { RepeatedWork } from '../../repeated-work/index.js';
import { Log } from '../../telemetry/index.js';
import { Tracing } from '../../telemetry/tracing/index.js';
import { APPLICATION_NAME, tlsOptions } from '../data-source-options.js';
import { clientOf } from '../traced-client.js';
import { LagMeter } from './lag.js';
import { formatLsn, type Lsn, parseLsn } from './lsn.js';
import { Replica } from './replica.js';

/** Replicas are looked at this often. */
const LOOK_EVERY_MS = 500;

/** TypeORM's pools of replicas; it takes one of them at random, and the primary when there is none. */
interface ReplicatedDriver {
  slaves: unknown[];
}

/**
 * The streaming replicas that are near enough to the primary to be read from. They come and go while the service runs:
 * TypeORM is given the pools of those that are, so that a replica that is away at the start delays nothing.
 */
@Injectable()
export class Replicas implements OnModuleInit, OnApplicationBootstrap, OnApplicationShutdown {
  private readonly replicas: readonly Replica[];
  private readonly meter = new LagMeter();
  private usable: readonly Replica[] = [];
  private readonly looks = new RepeatedWork(() => this.lookAtAll());

  constructor(
    private readonly dataSource: DataSource,
    private readonly environment: Environment,
    private readonly tracing: Tracing,
    private readonly log: Log,
  ) {
    this.replicas = (environment.DATABASE_REPLICA_URLS ?? []).map((url) => new Replica(this.poolConfig(url)));
  }

  /** Whether there are any, near or far. */
  get configured(): boolean {
    return this.replicas.length > 0;
  }

  async onModuleInit(): Promise<void> {
    if (this.configured && this.dataSource.isInitialized) await this.look();
  }

  onApplicationBootstrap(): void {
    if (this.configured) this.looks.start(LOOK_EVERY_MS);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.looks.stop();
    this.rotate([]);
    await Promise.all(this.replicas.map((replica) => replica.close()));
  }

  /** Whether every replica in use has replayed the log up to a place; without one, whether there is any in use. */
  canRead(from: Lsn | undefined): boolean {
    if (this.usable.length === 0) return false;
    return from === undefined || this.usable.every(({ state }) => state !== undefined && state.replayed >= from);
  }

  /** Where the primary's log is now: whoever reads from there on sees everything that is committed. */
  async position(): Promise<Lsn | undefined> {
    const rows: { lsn: string }[] = await this.dataSource.query('SELECT pg_current_wal_insert_lsn()::text AS lsn');
    return parseLsn(rows[0]?.lsn);
  }

  /** Looks at all replicas; those that are away or too far behind are left out until they are back. */
  look(): Promise<void> {
    return this.looks.run();
  }

  /** Each replica, for metrics: whether it is in use, how far behind it is in milliseconds, and up to where it has come. */
  states(): { inUse: boolean; lagMs: number; replayed: string | null }[] {
    return this.replicas.map((replica) => ({
      inUse: this.usable.includes(replica),
      lagMs: replica.state ? this.meter.lagMs(replica.state.replayed, Date.now()) : Infinity,
      replayed: replica.state ? formatLsn(replica.state.replayed) : null,
    }));
  }

  private async lookAtAll(): Promise<void> {
    const at = Date.now();
    const [primary] = await Promise.all([
      this.position().catch(() => undefined),
      ...this.replicas.map((replica) => replica.look()),
    ]);
    if (primary !== undefined) this.meter.mark(at, primary);
    const now = Date.now();
    const near = (replica: Replica): boolean =>
      replica.state !== undefined &&
      this.meter.lagMs(replica.state.replayed, now) <= this.environment.DATABASE_REPLICA_MAX_LAG_MS;
    this.rotate(this.replicas.filter(near));
    for (const replica of this.replicas) if (replica.state === undefined) replica.hangUp();
  }

  private rotate(usable: readonly Replica[]): void {
    if (usable.length !== this.usable.length) this.log.event('replicas in use', { count: usable.length });
    this.usable = usable;
    (this.dataSource.driver as unknown as ReplicatedDriver).slaves = usable.map(({ pool }) => pool);
  }

  private poolConfig(url: string): PoolConfig {
    const { environment } = this;
    return {
      connectionString: url,
      ssl: tlsOptions(environment),
      application_name: APPLICATION_NAME,
      max: environment.DATABASE_POOL_MAX,
      maxLifetimeSeconds: environment.DATABASE_RECYCLE_SECONDS,
      idleTimeoutMillis: 60_000,
      statement_timeout: environment.DATABASE_STATEMENT_TIMEOUT_MS,
      keepAlive: true,
      Client: clientOf(this.tracing),
    };
  }
}
