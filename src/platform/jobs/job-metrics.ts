import { Injectable } from '@nestjs/common';
import { Counter } from 'prom-client';
import { Metrics } from '../telemetry/index.js';
import type { JobStatus } from './job-status.js';

/** Counts of jobs for Prometheus. */
@Injectable()
export class JobMetrics {
  private readonly ended: Counter<'kind' | 'status'>;
  private readonly takenOver: Counter;

  constructor(metrics: Metrics) {
    const registers = [metrics.registry];
    const labelNames = ['kind', 'status'] as const;
    this.ended = new Counter({ name: 'jobs_finished_total', help: 'Jobs by final status', labelNames, registers });
    this.takenOver = new Counter({
      name: 'jobs_taken_over_total',
      help: 'Jobs unlocked because their worker had died',
      registers,
    });
  }

  finished(kind: string, status: JobStatus): void {
    this.ended.inc({ kind, status });
  }

  reaped(count: number): void {
    this.takenOver.inc(count);
  }
}
