import { Injectable } from '@nestjs/common';
import { DatabaseGate } from '../database/index.js';
import { Spool } from '../spool/index.js';

/** What readiness says of one part. */
type Part = Readonly<Record<string, string | number | null>>;

/** An answer of the readiness probe, in the shape of all health checks. */
export interface Readiness {
  readonly status: 'ok' | 'degraded' | 'error';
  readonly info: Readonly<Record<string, Part>>;
  readonly error: Readonly<Record<string, Part>>;
  readonly details: Readonly<Record<string, Part>>;
}

const NOTHING: Readonly<Record<string, Part>> = {};

const seconds = (since: number | undefined): number | null =>
  since === undefined ? null : Math.max(0, Math.round((Date.now() - since) / 1000));

/** How the service stands without its database. */
@Injectable()
export class DegradedState {
  constructor(
    private readonly gate: DatabaseGate,
    private readonly spool: Spool,
  ) {}

  get away(): boolean {
    return this.gate.away;
  }

  /** How deep the spool is and what was set aside. */
  async spoolPart(): Promise<Part> {
    const { records, bytes, since } = this.spool.depth();
    const quarantined = (await this.spool.quarantine.list()).length;
    const fault = await this.spool.check();
    const status = fault === undefined ? 'up' : 'down';
    return { status, ...(fault ? { reason: fault } : {}), records, bytes, oldestSeconds: seconds(since), quarantined };
  }

  /** `degraded` while predictions are still taken, `error` when the spool takes none. */
  async readiness(): Promise<Readiness> {
    const spool = await this.spoolPart();
    const database = { status: 'down', awaySeconds: seconds(this.gate.awaySince) };
    const up = spool.status === 'up';
    const down: Record<string, Part> = up ? { database } : { database, spool };
    return {
      ...{ status: up ? 'degraded' : 'error', info: up ? { spool } : NOTHING, error: down },
      details: { database, spool },
    };
  }
}
