import { EventEmitter } from 'node:events';
import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { run, type Runner, type TaskList, type WorkerEvents } from 'graphile-worker';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { Environment } from '../config/index.js';
import { DatabaseGate, DatabaseLocation, silentQueueLogger, tlsOptions } from '../database/index.js';
import { Log } from '../telemetry/index.js';
import { JobKinds } from './job-kinds.js';
import { JobReaper } from './job-reaper.js';
import { JobRunner } from './job-runner.js';
import { WorkerLease } from './worker-lease.js';

/** Part of the shutdown time in which running jobs may finish before they are handed back. */
const FINISHING_SHARE = 0.5;
const AGAIN_MS = 1000;

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms).unref());

/** Works on jobs in this process: from the boot on when `JOBS_IN_PROCESS`, else when `start` is called. */
@Injectable()
export class JobWorkers implements OnApplicationBootstrap, OnModuleDestroy {
  private runner: Runner | undefined;
  private pool: pg.Pool | undefined;
  private lease: WorkerLease | undefined;
  private stopping = false;

  constructor(
    private readonly dataSource: DataSource,
    private readonly gate: DatabaseGate,
    private readonly location: DatabaseLocation,
    private readonly environment: Environment,
    private readonly kinds: JobKinds,
    private readonly jobRunner: JobRunner,
    private readonly reaper: JobReaper,
    private readonly log: Log,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    if (!this.environment.JOBS_IN_PROCESS || !this.dataSource.isInitialized) return;
    await this.gate.onceThere(() => this.start());
  }

  onModuleDestroy(): Promise<void> {
    return this.stop();
  }

  /** Begins to take jobs; does nothing when it has begun or there is no kind of job. */
  async start(): Promise<void> {
    if (this.pool || this.kinds.all().length === 0) return;
    const { environment, location } = this;
    this.stopping = false;
    this.pool = new pg.Pool({
      connectionString: location.url,
      ssl: tlsOptions(environment),
      application_name: 'star-rating-optimizer jobs',
      max: environment.JOBS_CONCURRENCY + 2,
      keepAlive: true,
    });
    this.pool.on('error', () => undefined); // the queue makes a new connection; requests tell of a lost database
    this.pool.on('connect', (client) => client.on('error', () => undefined));
    this.lease = new WorkerLease(location, environment);
    await this.lease.start();
    await this.startRunner();
    this.reaper.start();
  }

  /** Takes no more jobs; lets those under way finish for half the shutdown time, then hands them back. */
  async stop(): Promise<void> {
    if (!this.pool || this.stopping) return;
    this.stopping = true;
    await this.reaper.stop();
    const handBack = setTimeout(
      () => this.jobRunner.handBack(),
      this.environment.SHUTDOWN_TIMEOUT_MS * FINISHING_SHARE,
    );
    await this.runner?.stop().catch(() => undefined); // already stopped by itself: nothing under way
    clearTimeout(handBack);
    await this.lease?.stop();
    await this.pool.end();
    this.pool = undefined;
  }

  private async startRunner(): Promise<void> {
    const events = new EventEmitter() as WorkerEvents;
    // Entries of the queue are locked in the pool's name.
    events.on('pool:create', ({ workerPool }) => this.lease?.hold((workerPool as unknown as { id: string }).id));
    const runner = await run({
      pgPool: this.pool,
      taskList: this.tasks(),
      concurrency: this.environment.JOBS_CONCURRENCY,
      pollInterval: 1000,
      noHandleSignals: true,
      logger: silentQueueLogger,
      events,
      crontab: '',
    });
    this.runner = runner;
    runner.promise
      .catch(() => undefined)
      .then(
        () => this.ended(runner),
        () => undefined,
      );
  }

  /** The queue gives up on some errors of the connection; this process does not. */
  private async ended(runner: Runner): Promise<void> {
    while (!this.stopping && this.runner === runner) {
      this.log.warning('the job queue has stopped and is started again');
      await sleep(AGAIN_MS);
      await this.startRunner().catch(() => undefined); // tried again until the database answers
    }
  }

  private tasks(): TaskList {
    return Object.fromEntries(
      this.kinds
        .all()
        .map((kind) => [
          kind.name,
          (payload: unknown) => this.jobRunner.run(kind, (payload as { jobId: string }).jobId),
        ]),
    );
  }
}
