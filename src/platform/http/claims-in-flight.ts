import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { DatabaseGate } from '../database/index.js';
import { RepeatedWork } from '../repeated-work/index.js';
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
  private readonly renewals = new RepeatedWork(() => this.renew());

  constructor(
    private readonly store: IdempotencyStore,
    private readonly gate: DatabaseGate,
    private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    this.renewals.start(RENEW_MS);
  }

  onApplicationShutdown(): Promise<void> {
    return this.renewals.stop();
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

  /** Does nothing for claims that are younger than the pause between two renewals. */
  async renew(now = performance.now()): Promise<void> {
    const due = [...this.held].filter(([, { since }]) => now - since >= RENEW_MS);
    if (due.length === 0 || this.gate.away) return;
    await this.store
      .renew(due.map(([claim, { request }]) => ({ ...request, claim })))
      .catch((error: unknown) => this.log.failure('idempotency keys in flight were not renewed', error));
  }
}
