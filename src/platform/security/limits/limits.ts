import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { SharedCounts } from './shared-counts.js';
import { SlidingWindow, type Verdict } from './sliding-window.js';

/** What is limited: requests of a caller, refused credentials of an address. */
export type LimitKind = 'requests' | 'refused';

const MINUTE_MS = 60_000;

/** Counts are brought together this often; a request never waits for it. */
const TOGETHER_EVERY_MS = 1000;

/** After an attempt that failed, everybody counts alone for this long. */
const ALONE_MS = 2000;

/** Share of a limit that one instance lets through before the others have heard of it. */
const UNHEARD_SHARE = 0.05;

interface Shared {
  readonly window: SlidingWindow;
  /** Under way, if it is. */
  together?: Promise<void>;
  aloneUntil: number;
}

const unheardAllowed = (limit: number): number => Math.max(1, Math.floor(limit * UNHEARD_SHARE));

/**
 * Limits by the minute that hold over all instances. Each counts by itself and tells the others once a second. Only a
 * caller who uses more than 5 % of the limit within that second waits for the counts to be brought together. So no more
 * than `limit + (instances − 1) × max(1, 5 % of limit)` requests get through, and with one instance exactly `limit`.
 */
@Injectable()
export class Limits implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly kinds: Readonly<Record<LimitKind, Shared>> = {
    requests: { window: new SlidingWindow(MINUTE_MS), aloneUntil: 0 },
    refused: { window: new SlidingWindow(MINUTE_MS), aloneUntil: 0 },
  };
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly counts: SharedCounts) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => {
      for (const kind of ['requests', 'refused'] as const) void this.bringTogether(kind);
    }, TOGETHER_EVERY_MS);
    this.timer.unref();
  }

  async onModuleDestroy(): Promise<void> {
    clearInterval(this.timer);
    await Promise.all([this.bringTogether('requests'), this.bringTogether('refused')]);
  }

  /** Counts a request if it is within the limit. */
  async hit(kind: LimitKind, caller: string, limit: number): Promise<Verdict> {
    const shared = this.kinds[kind];
    while (shared.window.unheard(caller) >= unheardAllowed(limit) && Date.now() >= shared.aloneUntil) {
      if (!shared.window.peek(caller, limit, Date.now()).allowed) break;
      await this.bringTogether(kind);
    }
    return shared.window.hit(caller, limit, Date.now());
  }

  /** What `hit` would say by what is known here, without counting. */
  peek(kind: LimitKind, caller: string, limit: number): Verdict {
    return this.kinds[kind].window.peek(caller, limit, Date.now());
  }

  /** One at a time: who comes while it is under way waits for it. */
  private bringTogether(kind: LimitKind): Promise<void> {
    const shared = this.kinds[kind];
    if (shared.together) return shared.together;
    if (Date.now() < shared.aloneUntil) return Promise.resolve();
    const taken = shared.window.take(Date.now());
    if (taken.length === 0) return Promise.resolve();
    shared.together = this.counts
      .add(kind, MINUTE_MS, taken)
      .then((answer) => {
        if (answer) return shared.window.settle(taken, answer);
        shared.window.putBack(taken);
        shared.aloneUntil = Date.now() + ALONE_MS;
      })
      .finally(() => (shared.together = undefined));
    return shared.together;
  }
}
