import { Injectable } from '@nestjs/common';
import { Counter } from 'prom-client';
import { Metrics } from '../telemetry/index.js';

/** What Prometheus learns of the cache. */
@Injectable()
export class CacheMetrics {
  private readonly reads: Counter<'kind' | 'outcome'>;

  constructor({ registry }: Metrics) {
    this.reads = new Counter({
      name: 'cache_reads_total',
      help: 'Hot reads by kind of answer: hit or miss',
      labelNames: ['kind', 'outcome'] as const,
      registers: [registry],
    });
  }

  asked(kind: string, hit: boolean): void {
    this.reads.inc({ kind, outcome: hit ? 'hit' : 'miss' });
  }
}
