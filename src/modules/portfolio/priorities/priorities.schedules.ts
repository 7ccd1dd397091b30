import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { Log } from '../../../platform/telemetry/index.js';
import { PrioritiesService } from './priorities.service.js';

const LOOK_EVERY_MS = 30_000;

/** Looks for contracts whose priorities are out of date. Any number of instances may: each job is ordered once. */
@Injectable()
export class PrioritySchedules {
  constructor(
    private readonly priorities: PrioritiesService,
    private readonly log: Log,
  ) {}

  @Interval('gap-priorities', LOOK_EVERY_MS)
  async look(): Promise<void> {
    try {
      const count = await this.priorities.orderChanged(new Date());
      if (count > 0) this.log.event('priorities are computed again', { job: 'gap-priorities', count });
    } catch (error) {
      this.log.failure('priorities could not be looked after; the next run goes on', error, { job: 'gap-priorities' });
    }
  }
}
