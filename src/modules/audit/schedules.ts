import { Injectable } from '@nestjs/common';
import { Cron, Interval, Timeout } from '@nestjs/schedule';
import { DatabaseGate } from '../../platform/database/index.js';
import { Log } from '../../platform/telemetry/index.js';
import { AuditMetrics } from './audit-metrics.js';
import { AuditSealer } from './chain/index.js';
import { PartitionKeeper } from './partition-keeper.js';
import { LogRetention } from './retention.js';

/** Longest time between two passes of the sealer, in milliseconds. */
const SEAL_EVERY_MS = 1000;

/** How long after a start a run that was missed is made up for, in milliseconds. */
const CATCH_UP_AFTER_MS = 60_000;

/** What the logs need done from time to time. Several instances may do it at once: each work takes its own lock. */
@Injectable()
export class AuditSchedules {
  private sealing = false;

  constructor(
    private readonly gate: DatabaseGate,
    private readonly sealer: AuditSealer,
    private readonly partitions: PartitionKeeper,
    private readonly retention: LogRetention,
    private readonly metrics: AuditMetrics,
    private readonly log: Log,
  ) {}

  @Interval('audit-seal', SEAL_EVERY_MS)
  async seal(): Promise<void> {
    if (this.sealing || this.gate.away) return;
    this.sealing = true;
    try {
      await this.sealer.pass();
    } catch (error) {
      this.log.failure('sealing failed; the next pass goes on', error, { job: 'audit-seal' });
    } finally {
      this.sealing = false;
    }
  }

  /** Daily, months ahead of need: a run that is missed is made good by any later one. */
  @Cron('17 3 * * *', { name: 'log-partitions', timeZone: 'UTC' })
  async daily(): Promise<void> {
    await this.keepPartitions(new Date());
  }

  /** A service that is never up at the time of the daily run keeps its partitions all the same. */
  @Timeout('log-partitions-catch-up', CATCH_UP_AFTER_MS)
  async catchUp(): Promise<void> {
    await this.keepPartitions(new Date());
  }

  /** Makes what will be needed, drops what has passed its time. */
  async keepPartitions(now: Date): Promise<void> {
    try {
      const made = await this.partitions.ensureAhead(now);
      const dropped = await this.retention.run(now);
      this.metrics.partitionsKept.set(now.getTime() / 1000);
      const count = dropped.apiLogs.length + dropped.auditLog.length;
      if (made.length + count > 0)
        this.log.event('partitions made and dropped', { job: 'log-partitions', count: made.length + count });
    } catch (error) {
      this.log.failure('partitions could not be kept; the next run goes on', error, { job: 'log-partitions' });
    }
  }
}
