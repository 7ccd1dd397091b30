import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Log } from '../telemetry/index.js';
import { ApiKeyStore } from './api-key.store.js';

/** Times of use are written this often: one statement a minute, never one a request. */
const FLUSH_MS = 60_000;

/** Remembers when keys were used and writes it now and then, away from the requests. */
@Injectable()
export class KeyUsage implements OnApplicationBootstrap, OnModuleDestroy {
  private times = new Map<string, Date>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly store: ApiKeyStore,
    private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.flush(), FLUSH_MS);
    this.timer.unref();
  }

  async onModuleDestroy(): Promise<void> {
    clearInterval(this.timer);
    await this.flush();
  }

  note(keyId: string, at: Date): void {
    this.times.set(keyId, at);
  }

  /** Writes what is remembered; kept for the next time when the database is away. */
  async flush(): Promise<void> {
    if (this.times.size === 0) return;
    const times = this.times;
    this.times = new Map();
    try {
      await this.store.used(times);
    } catch (error) {
      this.times = new Map([...times, ...this.times]);
      this.log.failure('times of use of API keys were not written', error, { count: times.size });
    }
  }
}
