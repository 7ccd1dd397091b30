import { Injectable } from '@nestjs/common';
import { Counter } from 'prom-client';
import { Metrics } from './metrics.js';
import { Tracing } from './tracing/index.js';

/** Tells whether traces arrive at their collector. */
@Injectable()
export class TraceMetrics {
  constructor({ registry }: Metrics, { counts }: Tracing) {
    const counter = (name: string, help: string, read: () => number): void => {
      new Counter({
        name,
        help,
        registers: [registry],
        collect() {
          this.reset();
          this.inc(read());
        },
      });
    };
    counter('trace_spans_sent_total', 'Spans that the collector has taken', () => counts.spans);
    counter('trace_batches_failed_total', 'Batches of spans that could not be sent', () => counts.failed);
  }
}
