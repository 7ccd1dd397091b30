import { Injectable } from '@nestjs/common';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { DatabaseGate } from './database-gate.js';
import { DatabaseLocation } from './database-location.js';
import { guardedDriver } from './guarded-pool.js';

/** What the driver would ask a server for; unknown until there is one, and used for nothing that this schema needs. */
const ASSUMED = { version: '15.0', database: 'stars', searchSchema: 'public' };

interface GuardedDriver {
  readonly starting?: { without: boolean };
}

/** Makes the data source behind the gate. Where the database is away at the start, it is ready without a connection. */
@Injectable()
export class GuardedSource {
  constructor(
    private readonly gate: DatabaseGate,
    private readonly location: DatabaseLocation,
  ) {}

  /** The guarded driver, for the data source's options. */
  options(): { readonly driver: unknown } {
    const starting = { without: this.gate.away };
    return { driver: { ...guardedDriver(this.gate, this.location.url, () => starting.without), starting } };
  }

  /** A data source of options with a guarded driver. */
  static async make(options: DataSourceOptions): Promise<DataSource> {
    const source = new DataSource(options);
    const { starting } = (options as { driver?: GuardedDriver }).driver ?? {};
    if (starting?.without !== true) return source; // connected by whoever asked for it
    Object.assign(source.driver, ASSUMED);
    await source.initialize();
    starting.without = false;
    return source;
  }
}
