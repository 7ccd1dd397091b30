import { Injectable } from '@nestjs/common';
import { Cron, Interval } from '@nestjs/schedule';
import { DataSource } from 'typeorm';
import { Log } from '../../platform/telemetry/index.js';
import { GapCountKeeper } from './gap-count-keeper.js';
import { PortfolioService } from './portfolio.service.js';
import { SnapshotsRepository } from './snapshots.repository.js';

/** Lock that the instance holds that takes the day's snapshots. */
const DAILY_LOCK = 727_041;

const COMPACT_EVERY_MS = 60_000;

/** Daily snapshots, and the upkeep of the running counts. Any number of instances may run it: one at a time works. */
@Injectable()
export class PortfolioSchedules {
  constructor(
    private readonly dataSource: DataSource,
    private readonly portfolio: PortfolioService,
    private readonly repository: SnapshotsRepository,
    private readonly counts: GapCountKeeper,
    private readonly log: Log,
  ) {}

  @Interval('gap-counts', COMPACT_EVERY_MS)
  async compact(): Promise<void> {
    try {
      await this.counts.compact();
    } catch (error) {
      this.log.failure('gap counts could not be added together; the next run goes on', error, { job: 'gap-counts' });
    }
  }

  @Cron('23 4 * * *', { name: 'portfolio-snapshots', timeZone: 'UTC' })
  async daily(): Promise<void> {
    try {
      const count = await this.takeAll(new Date());
      if (count > 0) this.log.event('snapshots taken', { job: 'portfolio-snapshots', count });
    } catch (error) {
      this.log.failure('snapshots could not be taken', error, { job: 'portfolio-snapshots' });
    }
  }

  /**
   * Takes a snapshot of every contract with gaps, of its latest year, unless the schedule took it that day (UTC). One
   * that fails does not keep the others from being taken.
   * @returns how many were taken; 0 also when another instance is at it.
   */
  async takeAll(now: Date): Promise<number> {
    const runner = this.dataSource.createQueryRunner();
    try {
      const [lock] = (await runner.query('SELECT pg_try_advisory_lock($1) AS locked', [DAILY_LOCK])) as {
        locked: boolean;
      }[];
      if (!lock?.locked) return 0;
      try {
        return await this.takeEach(new Date(`${now.toISOString().slice(0, 10)}T00:00:00Z`));
      } finally {
        await runner.query('SELECT pg_advisory_unlock($1)', [DAILY_LOCK]);
      }
    } finally {
      await runner.release();
    }
  }

  private async takeEach(since: Date): Promise<number> {
    let taken = 0;
    for (const each of await this.repository.contractsWithGaps()) {
      if (await this.repository.scheduledSince(each, since)) continue;
      try {
        await this.portfolio.takeScheduled(each.contractId, each.measurementYear);
        taken += 1;
      } catch (error) {
        this.log.failure('a snapshot could not be taken; the others go on', error, { job: 'portfolio-snapshots' });
      }
    }
    return taken;
  }
}
