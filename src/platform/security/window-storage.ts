import { Injectable } from '@nestjs/common';
import type { ThrottlerStorage } from '@nestjs/throttler';
import { SlidingWindow } from './sliding-window.js';

/** What the throttler keeps of a caller. */
type Record = Awaited<ReturnType<ThrottlerStorage['increment']>>;

/** Counts of this process. A store shared by several instances takes its place behind the same interface. */
@Injectable()
export class WindowStorage implements ThrottlerStorage {
  private readonly windows = new Map<number, SlidingWindow>();

  increment(key: string, ttl: number, limit: number): Promise<Record> {
    const window = this.windows.get(ttl) ?? new SlidingWindow(ttl);
    this.windows.set(ttl, window);
    const { allowed, count, retryAfterMs, resetMs } = window.hit(key, limit, Date.now());
    return Promise.resolve({
      totalHits: count,
      timeToExpire: Math.ceil(resetMs / 1000),
      isBlocked: !allowed,
      timeToBlockExpire: Math.ceil(retryAfterMs / 1000),
    });
  }
}
