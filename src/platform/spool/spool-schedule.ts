import {
  Injectable,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
  type OnModuleDestroy,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { DatabaseGate } from '../database/index.js';
import { isDatabaseAway } from '../http/index.js';
import { Log } from '../telemetry/index.js';
import { Spool } from './spool.js';
import { SpoolReplay } from './spool-replay.js';

/** How often it is looked whether something waits, in milliseconds. */
const LOOK_MS = 2000;

/** Replays the spool as soon as the database is there, and whatever dead processes have left. */
@Injectable()
export class SpoolSchedule implements OnApplicationBootstrap, OnModuleDestroy, OnApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;

  constructor(
    private readonly http: HttpAdapterHost,
    private readonly gate: DatabaseGate,
    private readonly spool: Spool,
    private readonly replay: SpoolReplay,
    private readonly log: Log,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    // The command line keeps out of it: it may run beside the service, and for moments only.
    if (!this.http.httpAdapter?.getHttpServer()) return;
    await this.spool.takeOver().catch((error: unknown) => this.log.failure('a spool could not be read', error));
    this.gate.onChange((away) => {
      if (!away) void this.run();
    });
    this.timer = setInterval(() => void this.run(), LOOK_MS).unref();
    void this.run();
  }

  async onModuleDestroy(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
  }

  onApplicationShutdown(): Promise<void> {
    return this.spool.close();
  }

  /** Replays what waits; does nothing while the database is away or a replay is under way. */
  run(): Promise<void> {
    if (this.gate.away) return Promise.resolve();
    return (this.running ??= this.once().finally(() => (this.running = undefined)));
  }

  private async once(): Promise<void> {
    try {
      const count = await this.replay.run();
      if (count > 0) this.log.event('spooled records were replayed', { table: 'spool', count });
    } catch (error) {
      if (isDatabaseAway(error)) this.gate.suspect();
      else this.log.failure('the spool could not be replayed; it is tried again', error, { table: 'spool' });
    }
  }
}
