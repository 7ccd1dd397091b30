import {
  Injectable,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
  type OnModuleDestroy,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { DatabaseGate } from '../database/index.js';
import { isDatabaseAway } from '../http/index.js';
import { RepeatedWork } from '../repeated-work/index.js';
import { Log } from '../telemetry/index.js';
import { Spool } from './spool.js';
import { SpoolReplay } from './spool-replay.js';

/** How often it is looked whether something waits, in milliseconds. */
const LOOK_MS = 2000;

/** Replays the spool as soon as the database is there, and whatever dead processes have left. */
@Injectable()
export class SpoolSchedule implements OnApplicationBootstrap, OnModuleDestroy, OnApplicationShutdown {
  private readonly replays = new RepeatedWork(() => this.replayWaiting());

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
      if (!away) void this.replays.run();
    });
    this.replays.start(LOOK_MS);
    void this.replays.run();
  }

  onModuleDestroy(): Promise<void> {
    return this.replays.stop();
  }

  onApplicationShutdown(): Promise<void> {
    return this.spool.close();
  }

  private async replayWaiting(): Promise<void> {
    if (this.gate.away) return;
    try {
      const count = await this.replay.run();
      if (count > 0) this.log.event('spooled records were replayed', { table: 'spool', count });
    } catch (error) {
      if (isDatabaseAway(error)) this.gate.suspect();
      else this.log.failure('the spool could not be replayed; it is tried again', error, { table: 'spool' });
    }
  }
}
