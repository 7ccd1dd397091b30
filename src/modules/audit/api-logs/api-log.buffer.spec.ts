import { Registry } from 'prom-client';
import { describe, expect, it } from 'vitest';
import type { ApiLogEntry } from '../../../platform/http/index.js';
import { Log, type Metrics } from '../../../platform/telemetry/index.js';
import { AuditMetrics } from '../audit-metrics.js';
import { ApiLogBuffer, CAPACITY } from './api-log.buffer.js';
import type { ApiLogRepository, ApiLogRow } from './api-log.repository.js';

const entry = (overrides: Partial<ApiLogEntry> = {}): ApiLogEntry => ({
  occurredAt: new Date('2026-01-01T00:00:00Z'),
  method: 'GET',
  route: '/api/v1/ratings/:id',
  status: 200,
  aborted: false,
  durationMs: 1.5,
  actor: 'key:1',
  requestId: 'r-1',
  contractId: null,
  ...overrides,
});

function setUp(add: (rows: readonly ApiLogRow[]) => Promise<void>): {
  buffer: ApiLogBuffer;
  dropped: () => Promise<number | undefined>;
} {
  const registry = new Registry();
  const metrics = new AuditMetrics({ registry } as Metrics);
  const buffer = new ApiLogBuffer({ add } as ApiLogRepository, metrics, new Log('silent'));
  return { buffer, dropped: async () => (await metrics.dropped.get()).values[0]?.value };
}

const away = (): Error => Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });

describe('the buffer of api_logs', () => {
  it('writes rows in batches, in order', async () => {
    const batches: number[] = [];
    const { buffer } = setUp((rows) => Promise.resolve(void batches.push(rows.length)));
    for (let i = 0; i < 1500; i++) buffer.record(entry());
    await buffer.close();
    expect(batches.reduce((a, b) => a + b)).toBe(1500);
    expect(batches.every((size) => size <= 1000)).toBe(true);
  });

  it('keeps rows while the database is away and writes each once when it is back', async () => {
    const written: string[] = [];
    let up = false;
    const { buffer, dropped } = setUp((rows) => {
      if (!up) return Promise.reject(away());
      written.push(...rows.map((row) => row.requestId));
      return Promise.resolve();
    });
    for (const requestId of ['a', 'b', 'c']) buffer.record(entry({ requestId }));
    await buffer.flush();
    expect(written).toEqual([]);
    up = true;
    buffer.record(entry({ requestId: 'd' }));
    await buffer.flush();
    await buffer.close();
    expect(written).toEqual(['a', 'b', 'c', 'd']);
    expect(await dropped()).toBe(0);
  });

  it('tries again by itself', async () => {
    let tries = 0;
    const { buffer } = setUp(() => ((tries += 1) < 2 ? Promise.reject(away()) : Promise.resolve()));
    buffer.record(entry());
    await buffer.flush();
    await new Promise((resolve) => setTimeout(resolve, 1300));
    expect(tries).toBe(2);
  });

  it('never grows beyond its capacity: what does not fit is dropped and counted', async () => {
    const { buffer, dropped } = setUp(() => Promise.reject(away()));
    for (let i = 0; i < CAPACITY + 7; i++) buffer.record(entry());
    expect(await dropped()).toBe(7);
    await buffer.close();
    expect(await dropped()).toBe(CAPACITY + 7);
  });

  it('a batch that the database refuses for good does not hold up the next', async () => {
    let calls = 0;
    const { buffer, dropped } = setUp(() =>
      (calls += 1) === 1 ? Promise.reject(new Error('check')) : Promise.resolve(),
    );
    buffer.record(entry());
    await buffer.flush();
    buffer.record(entry());
    await buffer.flush();
    expect(calls).toBe(2);
    expect(await dropped()).toBe(1);
  });

  it('cuts every text to what the table takes', async () => {
    const rows: ApiLogRow[] = [];
    const { buffer } = setUp((batch) => Promise.resolve(void rows.push(...batch)));
    const long = 'x'.repeat(500);
    buffer.record(
      entry({ method: 'we\u0000ird', route: `/${long}`, actor: long, requestId: `${long}`, durationMs: -1 }),
    );
    buffer.record(entry({ route: '', actor: '', requestId: '' }));
    await buffer.close();
    expect(rows[0]).toMatchObject({ method: 'OTHER', durationMs: 0 });
    expect([rows[0]?.route.length, rows[0]?.actor?.length, rows[0]?.requestId.length]).toEqual([200, 100, 64]);
    expect(rows[1]).toMatchObject({ route: '(unmatched)', actor: null, requestId: '-' });
  });
});
