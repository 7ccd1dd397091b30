import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { DatabaseGate } from '../database/index.js';
import { Log } from '../telemetry/index.js';
import { IdempotencyStore, type KeyedRequest } from './idempotency.store.js';

/** How often claims are renewed: several times within `LEASE_SECONDS`, so that one late renewal loses none. */
const RENEW_MS = 3000;

/**
 * Keys that requests of this process hold at present. A claim is a lease: it is renewed while its request is worked
 * on, and runs out soon after the process has died. Most requests are answered before the first renewal.
 */
@Injectable()
export class ClaimsInFlight implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly held = new Map<string, { readonly request: KeyedRequest; readonly since: number }>();
  private timer: NodeJS.Timeout | undefined;
  private renewing: Promise<void> | undefined;

  constructor(
    private readonly store: IdempotencyStore,
    private readonly gate: DatabaseGate,
    private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.renew(), RENEW_MS);
    this.timer.unref();
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.renewing;
  }

  /** Keeps a claim alive until the work has ended. */
  async during<T>(request: KeyedRequest, claim: string, work: () => Promise<T>): Promise<T> {
    this.held.set(claim, { request, since: performance.now() });
    try {
      return await work();
    } finally {
      this.held.delete(claim);
    }
  }

  /** One at a time, and nothing for claims that are younger than the pause between two. */
  renew(now = performance.now()): Promise<void> {
    const due = [...this.held].filter(([, { since }]) => now - since >= RENEW_MS);
    if (due.length === 0 || this.gate.away) return Promise.resolve();
    const claims = due.map(([claim, { request }]) => ({ ...request, claim }));
    return (this.renewing ??= this.store
      .renew(claims)
      .catch((error: unknown) => this.log.failure('idempotency keys in flight were not renewed', error))
      .finally(() => (this.renewing = undefined)));
  }
}
