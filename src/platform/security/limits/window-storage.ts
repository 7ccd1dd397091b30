import { Injectable } from '@nestjs/common';
import type { ThrottlerStorage } from '@nestjs/throttler';
import { Limits } from './limits.js';

/** What the throttler keeps of a caller. */
type Record = Awaited<ReturnType<ThrottlerStorage['increment']>>;

/** The throttler's counts, by the minute and over all instances. */
@Injectable()
export class WindowStorage implements ThrottlerStorage {
  constructor(private readonly limits: Limits) {}

  async increment(key: string, _ttl: number, limit: number): Promise<Record> {
    const { allowed, count, retryAfterMs, resetMs } = await this.limits.hit('requests', key, limit);
    return {
      totalHits: count,
      timeToExpire: Math.ceil(resetMs / 1000),
      isBlocked: !allowed,
      timeToBlockExpire: Math.ceil(retryAfterMs / 1000),
    };
  }
}
