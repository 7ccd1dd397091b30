import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Environment } from '../../platform/config/index.js';
import {
  asOwner,
  DatabaseLocation,
  dropPartition,
  holdsStill,
  lockPartitions,
  monthStart,
  type Partition,
  type PartitionedTable,
  partitionsBefore,
} from '../../platform/database/index.js';
import { Log } from '../../platform/telemetry/index.js';
import { ArchiveRegister, LogArchiver } from './archive/index.js';
import { type ArchivedMonth, AuditCut, retentionFacts } from './audit-cut.js';
import { AuditMetrics } from './audit-metrics.js';
import { AuditTrail } from './audit-trail.js';
import { AuditVerifier } from './chain/index.js';
import { PartitionKeeper } from './partition-keeper.js';

/** Session lock under which one instance at a time archives and drops. */
const RETENTION_LOCK = 727_005;

/** What one run of retention dropped. */
export interface Dropped {
  readonly apiLogs: readonly string[];
  readonly auditLog: readonly string[];
}

const names = (months: readonly ArchivedMonth[]): string[] => months.map(({ partition }) => partition.name);

/** Ends the keeping of old rows, whole months at a time, as the role that owns the tables: archived first, then dropped. */
@Injectable()
export class LogRetention {
  constructor(
    private readonly environment: Environment,
    private readonly location: DatabaseLocation,
    private readonly archiver: LogArchiver,
    private readonly register: ArchiveRegister,
    private readonly cut: AuditCut,
    private readonly verifier: AuditVerifier,
    private readonly trail: AuditTrail,
    private readonly partitions: PartitionKeeper,
    private readonly metrics: AuditMetrics,
    private readonly log: Log,
  ) {}

  /**
   * Archives and drops the partitions whose months have passed their time. May be run at any time, by any number of
   * instances: one works, the others go away. A month that cannot be archived stays.
   */
  async run(now: Date): Promise<Dropped> {
    await this.partitions.ensureFor('audit_log', [{ occurredAt: new Date() }]); // of the row that tells of the cut
    const dropped = await asOwner(this.environment, this.location, async (owner) => {
      const runner = owner.createQueryRunner(); // one connection all along: the lock is the session's
      try {
        const [lock]: { locked: boolean }[] = await runner.query('SELECT pg_try_advisory_lock($1) AS locked', [
          RETENTION_LOCK,
        ]);
        if (lock?.locked !== true) return { apiLogs: [], auditLog: [] };
        const apiLogs = await this.endApiLogs(runner.manager, now);
        return { apiLogs, auditLog: await this.endAuditLog(runner.manager, now) };
      } finally {
        await runner.release();
      }
    });
    this.partitions.forget();
    return dropped;
  }

  private async endApiLogs(manager: EntityManager, now: Date): Promise<string[]> {
    const cutoff = monthStart(now, -this.environment.API_LOG_RETENTION_MONTHS);
    const dropped: string[] = [];
    for (const partition of await partitionsBefore(manager, 'api_logs', cutoff)) {
      const month = await this.archived(manager, 'api_logs', partition, now);
      if (!month) break;
      const done = await manager.transaction((within) => this.dropRequests(within, month, cutoff));
      if (done) dropped.push(partition.name);
    }
    return dropped;
  }

  private async dropRequests(manager: EntityManager, month: ArchivedMonth, cutoff: Date): Promise<boolean> {
    const { partition, archive } = month;
    await lockPartitions(manager);
    if (!(await holdsStill(manager, partition, archive?.rows ?? 0))) return false; // a late row: the next run takes it
    await dropPartition(manager, partition);
    if (archive) await this.register.add(manager, archive);
    await this.trail.note(manager, 'api-logs.retention-applied', retentionFacts([month], cutoff));
    return true;
  }

  /** A trail that does not verify is evidence: nothing of it is dropped. */
  private async endAuditLog(manager: EntityManager, now: Date): Promise<string[]> {
    const cutoff = monthStart(now, -12 * this.environment.AUDIT_RETENTION_YEARS);
    const old = await partitionsBefore(manager, 'audit_log', cutoff);
    if (old.length === 0) return [];
    if (!(await this.verifier.verify(now)).ok) {
      const table = 'audit_log';
      this.log.failure('retention keeps the audit log: it does not verify', new Error('audit chain'), { table });
      return [];
    }
    const months: ArchivedMonth[] = [];
    for (const partition of old) {
      const month = await this.archived(manager, 'audit_log', partition, now);
      if (!month) return [];
      months.push(month);
    }
    const done = await manager.transaction((within) => this.cut.apply(within, months, cutoff, now));
    return done ? names(months) : [];
  }

  /** The month in its archive; undefined when it cannot go yet. */
  private async archived(
    manager: EntityManager,
    table: PartitionedTable,
    partition: Partition,
    now: Date,
  ): Promise<ArchivedMonth | undefined> {
    try {
      const archive = await this.archiver.archive(manager, table, partition, now);
      return archive === undefined ? undefined : { partition, archive };
    } catch (error) {
      this.metrics.archiveFailures.inc({ table });
      this.log.failure('a month could not be archived: nothing of it is dropped', error, { table });
      return undefined;
    }
  }
}
