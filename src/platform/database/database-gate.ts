import { AsyncLocalStorage } from 'node:async_hooks';
import { EventEmitter } from 'node:events';
import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { Environment } from '../config/index.js';
import type { Log } from '../telemetry/index.js';
import type { DatabaseLocation } from './database-location.js';
import { DatabaseProbe } from './database-probe.js';

/** How often the database is looked for while it answers, and while it does not, in milliseconds. */
const LOOK_MS = 1000;
const AGAIN_MS = 500;
/** Pause after work for the return has failed with the database there. */
const FAILED_MS = 5000;

type Work = () => Promise<void>;

/**
 * Knows whether the database is away (a circuit breaker). While it is, connections are refused at once instead of after
 * a time-out; one probe at a time looks whether it is back. Work that must precede everything else (migrations of a
 * start without a database) is done before anybody is let through.
 */
@Injectable()
export class DatabaseGate implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly events = new EventEmitter().setMaxListeners(0);
  private readonly postponed: Work[] = [];
  private readonly preparing = new AsyncLocalStorage<true>();
  private readonly probe: DatabaseProbe;
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> | undefined;
  private stopped = false;
  private awayAt: number | undefined;

  constructor(
    location: DatabaseLocation,
    environment: Environment,
    private readonly log: Log,
    private readonly options: { readonly away: boolean; readonly enabled: boolean },
  ) {
    this.probe = new DatabaseProbe(location, environment);
    if (options.away) this.awayAt = Date.now();
  }

  /** Whether the database is known to be away. */
  get away(): boolean {
    return this.awayAt !== undefined;
  }

  /** Whether whoever asks now gets no connection: nobody but the work that prepares the return. */
  get shut(): boolean {
    return this.away && this.preparing.getStore() !== true;
  }

  /** Since when, in milliseconds since 1970; undefined while it is there. */
  get awaySince(): number | undefined {
    return this.awayAt;
  }

  onApplicationBootstrap(): void {
    if (this.options.enabled) this.next(this.away ? 0 : LOOK_MS);
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.looking;
    await this.probe.close();
  }

  /** Calls the listener whenever the database goes away or comes back. */
  onChange(listener: (away: boolean) => void): void {
    this.events.on('change', listener);
  }

  /** Somebody lost a connection: looks at once. */
  suspect(): void {
    if (!this.away && this.options.enabled) this.next(0);
  }

  /**
   * Does the work now, or, while the database is away, before anybody else is let through when it is back.
   * @throws whatever the work throws when it is done now.
   */
  async whenThere(work: Work): Promise<void> {
    if (this.away) this.postponed.push(work);
    else await work();
  }

  /** Begins something now, or as soon as the database is back. @throws whatever it throws when it begins now. */
  async onceThere(begin: Work): Promise<void> {
    if (!this.away) return begin();
    this.events.once('change', () => {
      begin().catch((error: unknown) => this.log.failure('work that waited for the database did not begin', error));
    });
  }

  private next(ms: number): void {
    clearTimeout(this.timer);
    if (this.stopped) return;
    this.timer = setTimeout(() => {
      this.looking ??= this.look().finally(() => (this.looking = undefined));
    }, ms);
    this.timer.unref();
  }

  private async look(): Promise<void> {
    const there = await this.probe.answers();
    let pause = there ? LOOK_MS : AGAIN_MS;
    if (there && this.away && !(await this.comeBack())) pause = FAILED_MS;
    else if (!there && !this.away) this.goAway();
    this.next(pause);
  }

  private goAway(): void {
    this.awayAt = Date.now();
    this.log.warning('the database is away: predictions are spooled, other requests are answered 503');
    this.events.emit('change', true);
  }

  private async comeBack(): Promise<boolean> {
    try {
      for (let work = this.postponed[0]; work; work = this.postponed[0]) {
        await this.preparing.run(true, work);
        this.postponed.shift();
      }
    } catch (error) {
      this.log.failure('the database is back, but cannot be used yet', error);
      return false;
    }
    this.awayAt = undefined;
    this.log.event('the database is back');
    this.events.emit('change', false);
    return true;
  }
}
