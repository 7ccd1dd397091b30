import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { type ApiLogEntry, ApiLogSink, isDatabaseAway } from '../../../platform/http/index.js';
import { Log } from '../../../platform/telemetry/index.js';
import { AuditMetrics } from '../audit-metrics.js';
import { storableText } from '../chain/canonical.js';
import { ApiLogRepository, type ApiLogRow } from './api-log.repository.js';

/** Rows held while the database is slow or away. */
export const CAPACITY = 20_000;
/** Rows of one insert. */
const BATCH = 1000;
/** Longest time a row waits for its batch, in milliseconds. */
const LINGER_MS = 500;
/** Longest pause between attempts while the database is away, in milliseconds. */
const LONGEST_PAUSE_MS = 15_000;

const METHOD = /^[A-Z-]{1,20}$/;
const clip = (text: string, length: number): string => storableText(text.slice(0, length));

/** Only what the table takes: no row can spoil its batch. */
function toRow(entry: ApiLogEntry): ApiLogRow {
  return {
    ...entry,
    id: uuidv7({ msecs: entry.occurredAt.getTime() }),
    method: METHOD.test(entry.method) ? entry.method : 'OTHER',
    route: clip(entry.route, 200) || '(unmatched)',
    actor: entry.actor === null || entry.actor === '' ? null : clip(entry.actor, 100),
    requestId: clip(entry.requestId, 64) || '-',
    durationMs: Math.max(0, entry.durationMs),
  };
}

/**
 * Collects the rows of `api_logs` and writes them in batches behind the requests' backs. Taking a row neither waits nor
 * throws; what does not fit while the database is away is dropped, counted and reported.
 */
@Injectable()
export class ApiLogBuffer extends ApiLogSink {
  private waiting: ApiLogRow[] = [];
  private timer: NodeJS.Timeout | undefined;
  private flushing: Promise<void> | undefined;
  private pause = LINGER_MS;
  private dropped = 0;

  constructor(
    private readonly rows: ApiLogRepository,
    private readonly metrics: AuditMetrics,
    private readonly log: Log,
  ) {
    super();
  }

  rowOf(entry: ApiLogEntry): ApiLogRow {
    return toRow(entry);
  }

  record(entry: ApiLogEntry): void {
    if (this.waiting.length >= CAPACITY) {
      this.dropped += 1;
      this.metrics.dropped.inc();
      return;
    }
    this.waiting.push(toRow(entry));
    if (this.waiting.length >= BATCH && this.pause === LINGER_MS) void this.flush();
    else this.wake(this.pause);
  }

  private wake(pause: number): void {
    if (this.timer !== undefined) return;
    this.timer = setTimeout(() => {
      this.timer = undefined;
      void this.flush();
    }, pause);
    this.timer.unref();
  }

  /** Writes what is there. Resolves when it is written or, with the database away, when it has been tried. */
  async flush(): Promise<void> {
    this.flushing ??= this.drain().finally(() => {
      this.flushing = undefined;
      if (this.waiting.length > 0) this.wake(this.pause);
    });
    return this.flushing;
  }

  private async drain(): Promise<void> {
    while (this.waiting.length > 0) {
      const batch = this.waiting.slice(0, BATCH);
      try {
        await this.rows.add(batch);
      } catch (error) {
        this.log.failure('requests could not be logged', error, { table: 'api_logs', count: batch.length });
        this.pause = Math.min(this.pause * 2, LONGEST_PAUSE_MS);
        if (isDatabaseAway(error)) return; // tried again after a pause; the row's id makes a repetition harmless
        this.dropped += batch.length; // a batch that the database will never take must not hold up the others
        this.metrics.dropped.inc(batch.length);
      }
      this.waiting.splice(0, batch.length);
    }
    this.pause = LINGER_MS;
    if (this.dropped > 0) this.log.warning('rows of api_logs were dropped', { table: 'api_logs', count: this.dropped });
    this.dropped = 0;
  }

  async close(): Promise<void> {
    clearTimeout(this.timer);
    await this.flushing;
    await this.flush();
    clearTimeout(this.timer);
    if (this.waiting.length > 0) {
      this.metrics.dropped.inc(this.waiting.length);
      this.log.warning('rows of api_logs were dropped at shutdown', { table: 'api_logs', count: this.waiting.length });
    }
  }
}
