import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Environment } from '../config/index.js';
import { RepeatedWork } from '../repeated-work/index.js';
import { Log } from '../telemetry/index.js';
import { JobMetrics } from './job-metrics.js';
import { WORKER_LOCK } from './worker-lease.js';

/** An entry locked more recently is left alone: its worker may be about to take its own lock. */
const GRACE_SECONDS = 3;

/**
 * Unlocks entries of the queue whose worker's session lock is gone, so that another takes them up within seconds (the
 * queue itself waits four hours). Any number of instances may look at the same time.
 */
@Injectable()
export class JobReaper {
  private readonly looks = new RepeatedWork(() => this.look());

  constructor(
    private readonly dataSource: DataSource,
    private readonly environment: Environment,
    private readonly metrics: JobMetrics,
    private readonly log: Log,
  ) {}

  start(): void {
    this.looks.start(this.environment.JOBS_TAKE_OVER_SECONDS * 1000);
  }

  stop(): Promise<void> {
    return this.looks.stop();
  }

  /** @returns how many entries were unlocked. */
  async reap(): Promise<number> {
    const [rows]: [unknown[], number] = await this.dataSource.query(
      `UPDATE graphile_worker._private_jobs AS q SET locked_by = NULL, locked_at = NULL, run_at = now()
       WHERE q.locked_at < now() - make_interval(secs => $2) AND NOT EXISTS (
         SELECT 1 FROM pg_locks l JOIN pg_database d ON d.oid = l.database
         WHERE l.locktype = 'advisory' AND l.granted AND l.classid = $1 AND l.objsubid = 2
           AND l.objid = (hashtext(q.locked_by)::bigint & 4294967295)::oid AND d.datname = current_database())
       RETURNING q.id`,
      [WORKER_LOCK, GRACE_SECONDS],
    );
    if (rows.length > 0) await this.dataSource.query(`SELECT pg_notify('jobs:insert', '{"r":"taken over","count":1}')`);
    return rows.length;
  }

  private async look(): Promise<void> {
    try {
      const count = await this.reap();
      if (count === 0) return;
      this.metrics.reaped(count);
      this.log.warning('jobs of a dead worker are taken up again', { count });
    } catch (error) {
      this.log.failure('jobs of dead workers could not be looked for', error);
    }
  }
}
