import { Injectable } from '@nestjs/common';
import { Counter, Gauge } from 'prom-client';
import { Metrics } from '../../platform/telemetry/index.js';

/** What Prometheus learns of the logs and the trail. */
@Injectable()
export class AuditMetrics {
  /** Rows of `api_logs` that were given up. */
  readonly dropped: Counter;
  /** Rows of refused attempts that could not be written. */
  readonly lost: Counter;
  /** 1 while the end of the chain is as it was left, 0 when it is not. */
  readonly intact: Gauge;

  /** Months of the logs that could not be archived, and so were not dropped. */
  readonly archiveFailures: Counter<'table'>;
  /** When partitions were last made and dropped without an error, in seconds of the epoch; 0 before. */
  readonly partitionsKept: Gauge;

  constructor({ registry }: Metrics) {
    const registers = [registry];
    this.dropped = new Counter({
      name: 'api_log_rows_dropped_total',
      help: 'Rows of api_logs that were given up',
      registers,
    });
    this.lost = new Counter({
      name: 'audit_rows_lost_total',
      help: 'Rows of refused attempts that could not be written',
      registers,
    });
    this.intact = new Gauge({
      name: 'audit_chain_intact',
      help: '0 when the chain does not end where it was left',
      registers,
    });
    this.intact.set(1);
    this.archiveFailures = new Counter({
      name: 'log_archive_failures_total',
      help: 'Runs in which a month could not be archived and so was not dropped',
      labelNames: ['table'] as const,
      registers,
    });
    this.partitionsKept = new Gauge({
      name: 'log_partitions_kept_timestamp_seconds',
      help: 'When this process last made and dropped partitions without an error',
      registers,
    });
  }
}
