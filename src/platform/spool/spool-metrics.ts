import { Injectable } from '@nestjs/common';
import { Counter, Gauge } from 'prom-client';
import { Metrics } from '../telemetry/index.js';
import { Spool } from './spool.js';

/** What Prometheus learns of the spool. */
@Injectable()
export class SpoolMetrics {
  /** Records brought into the database. */
  readonly replayed: Counter;
  /** Records set aside, by reason. */
  readonly quarantined: Counter<'reason'>;
  /** Requests that were answered 503 because the spool took no record. */
  readonly refused: Counter<'reason'>;

  /** Predictions of members that were erased before their replay. */
  readonly erased: Counter;

  constructor({ registry }: Metrics, spool: Spool) {
    const registers = [registry];
    this.replayed = new Counter({
      name: 'spool_replayed_total',
      help: 'Records replayed into the database',
      registers,
    });
    this.quarantined = new Counter({
      ...{ name: 'spool_quarantined_total', help: 'Records set aside: damaged, missing, refused' },
      ...{ labelNames: ['reason'] as const, registers },
    });
    this.refused = new Counter({
      ...{ name: 'spool_refused_total', help: 'Requests refused because the spool took no record' },
      ...{ labelNames: ['reason'] as const, registers },
    });
    this.erased = new Counter({
      name: 'spool_erased_total',
      help: 'Rows of members erased before their replay',
      registers,
    });
    const gauge = (name: string, help: string, read: () => number): Gauge =>
      new Gauge({ ...{ name, help, registers }, collect() { this.set(read()); } }); // prettier-ignore
    gauge('spool_records', 'Records that wait to be replayed', () => spool.depth().records);
    gauge('spool_bytes', 'Bytes that wait to be replayed', () => spool.depth().bytes);
    gauge('spool_oldest_age_seconds', 'Age of the oldest record that waits', () => {
      const { since } = spool.depth();
      return since === undefined ? 0 : (Date.now() - since) / 1000;
    });
  }
}
