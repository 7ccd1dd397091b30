import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Gauge } from 'prom-client';
import { DataSource } from 'typeorm';
import { Metrics, Sample } from '../../platform/telemetry/index.js';

interface Queue {
  readonly rows: number;
  /** Age of the oldest row, in seconds; 0 without one. */
  readonly lag: number;
}

const QUEUE = `
  SELECT count(*)::int AS rows, coalesce(extract(epoch FROM now() - min(queued_at)), 0)::float8 AS lag
  FROM audit_unsealed`;

/** How far the chain is behind the trail: the same whichever process is asked. */
@Injectable()
export class ChainGauges implements OnModuleInit {
  constructor(
    private readonly metrics: Metrics,
    private readonly dataSource: DataSource,
  ) {}

  onModuleInit(): void {
    const sample = new Sample<Queue>(async () => ((await this.dataSource.query(QUEUE)) as [Queue])[0]);
    const gauge = (name: string, help: string, value: (queue: Queue) => number): void => {
      new Gauge({
        name,
        help,
        registers: [this.metrics.registry],
        async collect() {
          const queue = await sample.read();
          if (queue) this.set(Math.max(0, value(queue)));
          else this.remove();
        },
      });
    };
    gauge('audit_rows_unsealed', 'Audit rows that wait to be sealed', ({ rows }) => rows);
    gauge('audit_chain_lag_seconds', 'Age of the oldest audit row that waits to be sealed', ({ lag }) => lag);
  }
}
