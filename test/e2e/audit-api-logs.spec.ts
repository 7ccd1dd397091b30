import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiLogSink } from '../../src/platform/http/index.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { AuditProbeController } from '../support/audit-probe.controller.js';
import { query, testDatabase } from '../support/database.js';

interface LogRow {
  [column: string]: unknown;
  method: string;
  route: string;
  status: number | null;
  aborted: boolean;
  actor: string | null;
  contract_id: string | null;
}

describe('api_logs: exactly one row for each request, with the status that the client saw', () => {
  let test: TestApp;
  const buffer = (): { flush(): Promise<void> } => test.app.get(ApiLogSink) as unknown as { flush(): Promise<void> };

  beforeAll(async () => {
    test = await startTestApp({ BODY_LIMIT_BYTES: '2048' }, testDatabase(), [AuditProbeController]);
  });
  afterAll(() => test.close());

  async function rowsOf(requestId: string): Promise<LogRow[]> {
    await new Promise((resolve) => setTimeout(resolve, 30));
    await buffer().flush();
    return query<LogRow>(test.location.ownerUrl, 'SELECT * FROM api_logs WHERE request_id = $1', [requestId]);
  }

  async function rowOf(method: string, path: string, options: Parameters<TestApp['call']>[2] = {}): Promise<LogRow> {
    const requestId = randomUUID();
    const answer = await test.call(method, path, {
      ...options,
      headers: { ...options.headers, 'x-request-id': requestId },
    });
    const rows = await rowsOf(requestId);
    expect(rows).toHaveLength(1);
    expect(rows[0]?.status).toBe(answer.status);
    return rows[0] as LogRow;
  }

  it('ok', async () => {
    const row = await rowOf('GET', '/api/v1/probe/ok/secret-name?q=secret-query', { key: test.keys.viewer });
    expect(row).toMatchObject({ method: 'GET', route: '/api/v1/probe/ok/:name', status: 200, aborted: false });
    expect(row.actor).toMatch(/^key:/);
    expect(JSON.stringify(row)).not.toContain('secret');
  });

  it('HEAD', async () => {
    const requestId = randomUUID();
    const headers = { 'x-api-key': test.keys.viewer, 'x-request-id': requestId };
    const { status } = await fetch(`${test.url}/api/v1/probe/ok/x`, { method: 'HEAD', headers });
    const rows = await rowsOf(requestId);
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({ method: 'HEAD', route: '/api/v1/probe/ok/:name', status, aborted: false });
  });

  it('not found', async () => {
    const row = await rowOf('GET', '/api/v1/probe/missing', { key: test.keys.viewer });
    expect(row).toMatchObject({ route: '/api/v1/probe/missing', status: 404 });
  });

  it('thrown error', async () => {
    expect(await rowOf('GET', '/api/v1/probe/broken', { key: test.keys.viewer })).toMatchObject({ status: 500 });
  });

  it('validation error', async () => {
    const row = await rowOf('POST', '/api/v1/probe/checked', { key: test.keys.viewer, body: { size: 'x' } });
    expect(row).toMatchObject({ method: 'POST', status: 400 });
    expect(row.actor).toMatch(/^key:/);
  });

  it('denied for want of a permission: the row names who', async () => {
    const row = await rowOf('GET', '/api/v1/probe/closed', { key: test.keys.viewer });
    expect(row).toMatchObject({ route: '/api/v1/probe/closed', status: 403 });
    expect(row.actor).toMatch(/^key:/);
  });

  it('denied for want of credentials', async () => {
    expect(await rowOf('GET', '/api/v1/probe/closed')).toMatchObject({ status: 401, actor: null });
  });

  it('unknown route: the raw path is not kept', async () => {
    const row = await rowOf('GET', '/api/v1/nothing/1EG4-TE5-MK73', { key: test.keys.viewer });
    expect(row).toMatchObject({ route: '(unmatched)', status: 404 });
    expect(JSON.stringify(row)).not.toContain('1EG4');
  });

  it.each([
    ['malformed JSON', '{"size":', 'application/json', 400],
    ['too large a body', JSON.stringify({ size: 'x'.repeat(5000) }), 'application/json', 413],
    ['another content type', '<a/>', 'application/xml', 415],
  ])('%s', async (_name, body, type, status) => {
    const row = await rowOf('POST', '/api/v1/probe/checked', { body, headers: { 'content-type': type } });
    expect(row).toMatchObject({ route: '/api/v1/probe/checked', status });
  });

  it('a URL that cannot be decoded', async () => {
    expect(await rowOf('GET', '/api/v1/%zz')).toMatchObject({ route: '(unmatched)', status: 400 });
  });

  it('client abort before the answer: no status, marked as aborted', async () => {
    const { port } = new URL(test.url);
    const requestId = randomUUID();
    await new Promise<void>((resolve) => {
      const socket = connect(Number(port), '127.0.0.1', () => {
        const head = ['GET /api/v1/probe/slow HTTP/1.1', 'host: x', `x-api-key: ${test.keys.viewer}`];
        socket.write([...head, `x-request-id: ${requestId}`, '', ''].join('\r\n'));
        setTimeout(() => socket.destroy(), 150);
      });
      socket.on('close', () => resolve());
    });
    await new Promise((resolve) => setTimeout(resolve, 500));
    const rows = await rowsOf(requestId);
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({ route: '/api/v1/probe/slow', status: null, aborted: true });
    expect(rows[0]?.actor).toMatch(/^key:/);
  });

  it('keeps the contract that a query names', async () => {
    const row = await rowOf('GET', '/api/v1/probe/ok/x?contractId=H4321', { key: test.keys.viewer });
    expect(row.contract_id).toBe('H4321');
  });

  it('leaves out probes, metrics and the description of the API', async () => {
    await query(test.location.ownerUrl, 'SELECT 1');
    const count = async (): Promise<string | undefined> => {
      await buffer().flush();
      return (await query<{ n: string }>(test.location.ownerUrl, 'SELECT count(*) AS n FROM api_logs'))[0]?.n;
    };
    const before = await count();
    for (const path of ['/health/live', '/health/ready', '/metrics', '/openapi.json', '/docs'])
      await test.call('GET', path);
    expect(await count()).toBe(before);
  });
});

describe('api_logs at shutdown', () => {
  it('writes the rows of the last requests', async () => {
    const database = await testDatabase();
    const test = await startTestApp({}, Promise.resolve(database), [AuditProbeController]);
    const requestId = randomUUID();
    await test.call('GET', '/api/v1/probe/ok/x', { key: test.keys.viewer, headers: { 'x-request-id': requestId } });
    await test.app.close();
    const rows = await query(database.ownerUrl, 'SELECT 1 FROM api_logs WHERE request_id = $1', [requestId]);
    await database.stop();
    expect(rows).toHaveLength(1);
  });
});
