import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Gauge } from 'prom-client';
import { DataSource } from 'typeorm';
import { Metrics, Sample } from '../telemetry/index.js';

interface Unfinished {
  readonly kind: string;
  readonly status: string;
  readonly jobs: number;
  /** Age of the oldest, in seconds: since the order while it waits, since its start while it runs. */
  readonly age: number;
}

const UNFINISHED = `
  SELECT kind, status, count(*)::int AS jobs,
         extract(epoch FROM now() - min(CASE status WHEN 'running' THEN coalesce(started_at, created_at)
                                        ELSE created_at END))::float8 AS age
  FROM jobs WHERE finished_at IS NULL GROUP BY kind, status`;

/** How many jobs wait and run, and for how long: the same whichever process is asked. */
@Injectable()
export class JobGauges implements OnModuleInit {
  constructor(
    private readonly metrics: Metrics,
    private readonly dataSource: DataSource,
  ) {}

  onModuleInit(): void {
    const sample = new Sample<Unfinished[]>(() => this.dataSource.query(UNFINISHED));
    const gauge = (name: string, help: string, value: (row: Unfinished) => number): void => {
      new Gauge({
        name,
        help,
        labelNames: ['kind', 'status'] as const,
        registers: [this.metrics.registry],
        async collect() {
          const rows = await sample.read();
          this.reset();
          for (const row of rows ?? []) this.set({ kind: row.kind, status: row.status }, value(row));
        },
      });
    };
    gauge('jobs_unfinished', 'Jobs that wait or run, by kind and status', ({ jobs }) => jobs);
    gauge('jobs_oldest_age_seconds', 'Age of the oldest job that waits or runs', ({ age }) => age);
  }
}
