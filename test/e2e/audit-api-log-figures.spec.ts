import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApp, testKey, type TestApp } from '../support/app.js';
import { AuditProbeController } from '../support/audit-probe.controller.js';
import { testDatabase } from '../support/database.js';

describe('figures of the request log', () => {
  let test: TestApp;

  beforeAll(async () => {
    test = await startTestApp({}, testDatabase(), [AuditProbeController]);
    const { viewer } = test.keys;
    for (const path of ['ok/a', 'ok/b', 'missing', 'broken', 'broken', 'closed']) {
      await test.call('GET', `/api/v1/probe/${path}`, { key: viewer });
    }
    await test.call('GET', '/api/v1/probe/ok/c?contractId=H9999', { key: viewer });
  });
  afterAll(() => test.close());

  describe('GET /audit/api-logs', () => {
    it('gives figures, slowest and failed requests of a window', async () => {
      const { key } = { key: test.keys.admin };
      await new Promise((resolve) => setTimeout(resolve, 700));
      const stats = await test.call('GET', '/api/v1/audit/api-logs/stats', { key });
      expect(stats.status).toBe(200);
      const route = (stats.body.items as { route: string; method: string }[]).find(
        (item) => item.route === '/api/v1/probe/ok/:name',
      );
      expect(route).toMatchObject({ method: 'GET', requests: 3, clientErrors: 0, serverErrors: 0, aborted: 0 });
      const { p50, p95, p99, max } = route as unknown as Record<'p50' | 'p95' | 'p99' | 'max', number>;
      expect([p50, p95, p99, max]).toEqual([p50, p95, p99, max].sort((a, b) => a - b));
      const slowest = await test.call('GET', '/api/v1/audit/api-logs/slowest?limit=5', { key });
      const durations = (slowest.body.items as { durationMs: number }[]).map((row) => row.durationMs);
      expect(durations).toEqual([...durations].sort((a, b) => b - a));
      const errors = await test.call('GET', '/api/v1/audit/api-logs/errors?limit=2', { key });
      expect(errors.body.items).toHaveLength(2);
      const cursor = encodeURIComponent(String(errors.body.next));
      const more = await test.call('GET', `/api/v1/audit/api-logs/errors?limit=2&cursor=${cursor}`, { key });
      expect(more.body.items[0].id).not.toBe(errors.body.items[1].id);
      const own = await test.call('GET', '/api/v1/audit/api-logs/errors?fromStatus=500', { key });
      expect((own.body.items as { status: number }[]).every((row) => row.status >= 500)).toBe(true);
    });

    it('refuses a window that is turned round or too long', async () => {
      const { key } = { key: test.keys.admin };
      const path = '/api/v1/audit/api-logs/stats';
      const turned = await test.call('GET', `${path}?from=2026-02-01T00:00:00Z&to=2026-01-01T00:00:00Z`, { key });
      const long = await test.call('GET', `${path}?from=2026-01-01T00:00:00Z&to=2026-03-01T00:00:00Z`, { key });
      expect([turned.status, long.status]).toEqual([400, 400]);
    });

    it('shows a key of some contracts their requests only', async () => {
      const { text: key } = await testKey(test.app, 'admin', { contracts: ['H9999'] });
      const { body } = await test.call('GET', '/api/v1/audit/api-logs/slowest', { key });
      expect(body.items.length).toBeGreaterThan(0);
      expect((body.items as { contractId: string }[]).every((row) => row.contractId === 'H9999')).toBe(true);
      expect((await test.call('GET', '/api/v1/audit/api-logs/stats', { key })).body.items).toHaveLength(1);
    });
  });
});
