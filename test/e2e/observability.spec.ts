import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { load } from 'js-yaml';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DatabaseLocation } from '../../src/platform/database/index.js';
import { type Call, client } from '../support/client.js';
import { type Collector, type ReceivedSpan, startCollector } from '../support/collector.js';
import { query, testDatabase } from '../support/database.js';
import { readExpression } from '../support/promql.js';
import { type ServiceProcess, startService } from '../support/service-process.js';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const CALLER = '00f067aa0ba902b7';
/** Values that must show up nowhere but in the answer. */
const KEY_NAME = 'Quartzite nightly key';
const MEMBER = 'QZ-77-RAW-MEMBER';

const file = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

describe('what can be seen of the service from outside', () => {
  let location: DatabaseLocation;
  let collector: Collector;
  let service: ServiceProcess;
  let call: Call;
  let key: string;
  beforeAll(async () => {
    location = await testDatabase();
    collector = await startCollector();
    service = await startService({
      DATABASE_URL: location.url,
      DATABASE_MIGRATION_URL: location.ownerUrl,
      MEMBER_HASH_KEY: 'm'.repeat(64),
      AUDIT_KEY: 'a'.repeat(64),
      LOG_LEVEL: 'debug',
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20t',
    });
    call = client(service.url);
    key = /sro_\S+/.exec(service.output())?.[0] ?? '';
  });
  afterAll(async () => {
    service.child.kill('SIGTERM');
    await service.exit;
    await collector.close();
    await location.stop();
  });

  const sql = (text: string, values: unknown[]): Promise<Record<string, unknown>[]> =>
    query(location.ownerUrl, text, values);
  const spansOf = (traceId: string): ReceivedSpan[] => collector.spans.filter((span) => span.traceId === traceId);
  const found = async (name: RegExp, attribute?: string, value?: string): Promise<ReceivedSpan> => {
    const matching = (): ReceivedSpan | undefined =>
      collector.spans.find(
        (span) => name.test(span.name) && (attribute === undefined || span.attributes[attribute] === value),
      );
    await expect.poll(matching, { timeout: 10_000 }).toBeDefined();
    return matching() as ReceivedSpan;
  };

  it('one request id leads from the answer to both rows, the span and the log line', async () => {
    const requestId = randomUUID();
    const answer = await call('POST', '/api/v1/keys', {
      key,
      body: { name: KEY_NAME, role: 'viewer' },
      headers: { 'x-request-id': requestId, traceparent: `00-${TRACE}-${CALLER}-01` },
    });
    expect(answer.status).toBe(201);
    expect(answer.headers.get('x-request-id')).toBe(requestId);
    expect(await sql('SELECT event FROM audit_log WHERE request_id = $1', [requestId])).toEqual([
      { event: 'key.created' },
    ]);
    await expect
      .poll(() => sql('SELECT route, status FROM api_logs WHERE request_id = $1', [requestId]))
      .toEqual([{ route: '/api/v1/keys', status: 201 }]);
    const span = await found(/^POST \/api\/v1\/keys$/, 'app.request_id', requestId);
    expect(span.attributes).toMatchObject({ 'http.route': '/api/v1/keys', 'http.response.status_code': 201 });
    const lines = service.errors().split('\n').filter(Boolean);
    const line = lines.map((text) => JSON.parse(text) as Record<string, unknown>).find((one) => one.msg === 'answered');
    expect(line).toMatchObject({ requestId, traceId: TRACE, method: 'POST', route: '/api/v1/keys', status: 201 });
  });

  it("goes on with the caller's trace; statements are its parts, without their text and values", async () => {
    const span = await found(/^POST \/api\/v1\/keys$/);
    expect(span).toMatchObject({ traceId: TRACE, parentSpanId: CALLER, failed: false });
    const statements = spansOf(TRACE).filter(({ attributes }) => attributes['db.system.name'] === 'postgresql');
    expect(statements.map(({ name }) => name)).toEqual(expect.arrayContaining(['INSERT api_keys', 'COMMIT']));
    expect(statements.every(({ parentSpanId }) => parentSpanId === span.spanId)).toBe(true);
    expect(collector.headers[0]).toBe('/v1/traces Bearer t');
  });

  it('a job is linked to the request that ordered it, and its statements to the job', async () => {
    const requestId = randomUUID();
    const answer = await call('POST', '/api/v1/imports?kind=members', {
      key,
      body: `memberId,contractId\n${MEMBER},H0001\n`,
      headers: { 'content-type': 'text/csv', 'x-request-id': requestId },
    });
    expect(answer.status).toBe(202);
    const order = await found(/^POST \/api\/v1\/imports$/, 'app.request_id', requestId);
    const job = await found(/^job /, 'app.job.id', answer.body.id as string);
    expect(job.links).toEqual([expect.objectContaining({ traceId: order.traceId, spanId: order.spanId })]);
    expect(job.traceId).not.toBe(order.traceId);
    expect(job.attributes).toMatchObject({ 'app.request_id': requestId, 'app.job.status': 'succeeded' });
    const parts = spansOf(job.traceId).filter(({ parentSpanId }) => parentSpanId === job.spanId);
    expect(parts.map(({ name }) => name)).toEqual(expect.arrayContaining(['UPDATE jobs', 'INSERT members']));
  });

  it('a path that matches no route is not named, and probes are not traced', async () => {
    await call('GET', '/health/live');
    const { headers } = await call('GET', `/api/v1/nowhere/${MEMBER}`, { key });
    const requestId = headers.get('x-request-id') ?? '';
    const lost = await found(/^GET \(unmatched\)$/, 'app.request_id', requestId);
    expect(lost.attributes).toMatchObject({ 'http.response.status_code': 404 });
    expect(collector.spans.some(({ name }) => name.includes('/health/'))).toBe(false);
  });

  it('no span and no log line carries a value', () => {
    for (const secret of [KEY_NAME, MEMBER, key]) {
      expect(collector.text()).not.toContain(secret);
      expect(service.errors()).not.toContain(secret);
    }
    expect(collector.text()).not.toMatch(/db\.(query|statement)/);
  });

  describe('metrics', () => {
    let names: Set<string>;
    let text: string;
    beforeAll(async () => {
      text = String((await call('GET', '/metrics')).body);
      names = new Set([...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name ?? ''));
    });

    it('tell rate, errors and duration by route template, the pool, jobs, and the lag of the chain', () => {
      expect(text).toMatch(
        /http_request_duration_seconds_count\{method="POST",route="\/api\/v1\/keys",status="201"\} 1/,
      );
      expect(text).toMatch(/database_pool_connections\{state="used"\} \d/);
      expect(text).toMatch(/jobs_finished_total\{kind="import-members",status="succeeded"\} 1/);
      expect(text).toMatch(/audit_chain_lag_seconds [\d.]+/);
      expect(text).toMatch(/trace_spans_sent_total [1-9]/);
      expect(text).not.toContain(MEMBER);
    });

    it('the dashboard, the alert rules and the manual only name what exists, in expressions that parse', () => {
      const dashboard = JSON.parse(file('docker/grafana/overview.json')) as {
        panels: { targets?: { expr: string }[] }[];
      };
      const shown = dashboard.panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));
      const { groups } = load(file('docker/prometheus/alerts.yml')) as {
        groups: { rules: { alert: string; expr: string }[] }[];
      };
      const watched = groups.flatMap(({ rules }) => rules.map(({ expr }) => expr));
      expect(shown.length).toBeGreaterThan(20);
      expect(watched.length).toBeGreaterThan(12);
      for (const expression of [...shown, ...watched]) {
        const { metrics, valid } = readExpression(expression);
        expect([expression, valid]).toEqual([expression, true]);
        expect(metrics.length).toBeGreaterThan(0);
        for (const metric of metrics) expect([metric, names.has(metric)]).toEqual([metric, true]);
      }
      const table = file('docs/operations.md').split('### Metrics')[1]?.split('\n##')[0] ?? '';
      const documented = [...table.matchAll(/^\| `([a-z_]+)/gm)].map(([, name]) => name ?? '');
      const own = [...names].filter((name) => !/^(process|nodejs)_/.test(name));
      expect(documented.toSorted()).toEqual(own.toSorted());
    });
  });
});
