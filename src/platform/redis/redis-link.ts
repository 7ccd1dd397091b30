import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { createClient } from '@redis/client';
import { Environment } from '../config/index.js';
import { Log } from '../telemetry/index.js';

export type RedisClient = ReturnType<typeof createClient>;

/** Longest wait for one answer of Redis. */
const WAIT_MS = 150;

/** After an answer that did not come, Redis is not asked for this long: being away must cost nobody much. */
const PAUSE_MS = 1000;

const CONNECT_MS = 1000;
const LATE = Symbol('late');

/**
 * The connection to Redis, where `REDIS_URL` is set. Redis only makes things faster or limits sharper: every caller
 * goes on without it.
 */
@Injectable()
export class RedisLink implements OnApplicationShutdown {
  /** Undefined without `REDIS_URL`. */
  readonly client: RedisClient | undefined;
  private pausedUntil = 0;
  private complained = false;

  constructor(
    { REDIS_URL }: Environment,
    private readonly log: Log,
  ) {
    if (REDIS_URL === undefined) return;
    this.client = createClient({
      url: REDIS_URL,
      disableOfflineQueue: true, // a command fails at once while there is no connection
      socket: { connectTimeout: CONNECT_MS, reconnectStrategy: (tries) => Math.min(2000, 50 * 2 ** tries) },
    });
    this.client.on('error', (error: unknown) => this.complain(error));
    this.client.on('ready', () => (this.complained = false));
  }

  /** Connects in the background: a service starts without its Redis. */
  open(): void {
    if (this.client?.isOpen === false) this.client.connect().catch((error: unknown) => this.complain(error));
  }

  /** Whether Redis is worth asking at this moment. */
  get isUp(): boolean {
    return this.client?.isReady === true && Date.now() >= this.pausedUntil;
  }

  /** What Redis answers; undefined when it is away, fails or takes too long. Never throws, never waits longer than 150 ms. */
  async ask<T>(question: (client: RedisClient) => Promise<T>): Promise<T | undefined> {
    if (this.client === undefined || !this.isUp) return undefined;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<typeof LATE>((resolve) => {
      timer = setTimeout(() => resolve(LATE), WAIT_MS);
    });
    try {
      const answer = await Promise.race([question(this.client), late]);
      if (answer !== LATE) return answer;
      this.complain(new Error('no answer in time'));
    } catch (error) {
      this.complain(error);
    } finally {
      clearTimeout(timer);
    }
    this.pausedUntil = Date.now() + PAUSE_MS;
    return undefined;
  }

  onApplicationShutdown(): void {
    if (this.client?.isOpen === true) this.client.destroy();
  }

  private complain(error: unknown): void {
    if (this.complained) return;
    this.complained = true;
    this.log.failure('Redis is away; the service goes on without it', error);
  }
}
