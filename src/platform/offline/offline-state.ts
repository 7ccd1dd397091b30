import { createHmac } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { DeploymentKeys, Environment } from '../config/index.js';
import { Log } from '../telemetry/index.js';
import { SealedFile } from './sealed-file.js';

/** The file whose presence lets a process start without its database. */
const NEEDED = 'models';

/** A state is written at the latest after this time, in milliseconds; a killed process loses no more than that. */
const LINGER_MS = 1000;

/** A wrong key of either kind reads nothing: hashes and codes made with it would be good for nothing. */
const keyOf = ({ auditKey, memberHashKey }: DeploymentKeys): Buffer =>
  createHmac('sha256', auditKey).update(`offline state\n${memberHashKey}`).digest();

const fileOf = (environment: Environment, keys: DeploymentKeys, name: string): SealedFile =>
  new SealedFile(join(environment.DATA_DIR, 'offline', name), keyOf(keys), name);

/** Whether a process with these settings has run over its database before, so that it knows enough to do without. */
export function hasOfflineState(environment: Environment, keys: DeploymentKeys): boolean {
  return fileOf(environment, keys, NEEDED).read() !== undefined;
}

/**
 * What this instance must know to go on while the database is away, on its own disk: no secret, no raw member id. Each
 * state is a file of `DATA_DIR/offline`, written shortly after it changes.
 */
@Injectable()
export class OfflineState implements OnModuleDestroy {
  private readonly waiting = new Map<
    string,
    { readonly timer: NodeJS.Timeout; readonly produce: () => string | Buffer }
  >();
  private writing: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly environment: Environment,
    private readonly keys: DeploymentKeys,
    private readonly log: Log,
  ) {}

  /** A state as it was last written; undefined when there is none that can be trusted. */
  read(name: string): Buffer | undefined {
    return fileOf(this.environment, this.keys, name).read();
  }

  /** Writes a state soon; of several calls meanwhile one writes. */
  keep(name: string, produce: () => string | Buffer, withinMs = LINGER_MS): void {
    if (this.waiting.has(name)) return;
    const timer = setTimeout(() => void this.write(name), withinMs).unref();
    this.waiting.set(name, { timer, produce });
  }

  /** Removes the states of a kind that are not wanted any more. */
  prune(prefix: string, wanted: ReadonlySet<string>): void {
    const folder = join(this.environment.DATA_DIR, 'offline');
    this.writing = this.writing.then(async () => {
      const names = await readdir(folder).catch(() => []);
      const old = names.filter((name) => name.startsWith(prefix) && !wanted.has(name));
      for (const name of old) await rm(join(folder, name), { force: true });
    });
  }

  async onModuleDestroy(): Promise<void> {
    await Promise.all([...this.waiting.keys()].map((name) => this.write(name)));
    await this.writing;
  }

  /** One after the other: an older state never replaces a newer one. */
  private write(name: string): Promise<unknown> {
    const due = this.waiting.get(name);
    this.waiting.delete(name);
    clearTimeout(due?.timer);
    if (!due) return Promise.resolve();
    const content = Buffer.from(due.produce());
    const file = fileOf(this.environment, this.keys, name);
    this.writing = this.writing
      .then(() => file.write(content))
      .catch((error: unknown) => this.log.failure('what is needed without a database could not be kept', error));
    return this.writing;
  }
}
