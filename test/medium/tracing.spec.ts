import { connect } from 'node:net';
import { Controller, Get } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DataSource } from 'typeorm';
import { Public } from '../../src/platform/security/index.js';
import { inSpan } from '../../src/platform/telemetry/tracing/index.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { type Collector, type ReceivedSpan, startCollector } from '../support/collector.js';

let release: () => void = () => undefined;

@Public()
@Controller('trace-probe')
class TraceProbeController {
  constructor(private readonly dataSource: DataSource) {}

  @Get('broken')
  broken(): Promise<unknown> {
    return inSpan('thread probe', () => this.dataSource.query(`SELECT 'a value' FROM no_such_table`));
  }

  @Get('slow')
  async slow(): Promise<void> {
    await new Promise<void>((resolve) => (release = resolve));
  }
}

describe('traces', () => {
  let collector: Collector;
  let test: TestApp;
  beforeAll(async () => {
    collector = await startCollector();
    test = await startTestApp({ OTEL_EXPORTER_OTLP_ENDPOINT: `${collector.url}/` }, undefined, [TraceProbeController]);
  });
  afterAll(async () => {
    await test.close();
    await collector.close();
  });

  const spans = async (...names: string[]): Promise<ReceivedSpan[]> => {
    const found = (): (ReceivedSpan | undefined)[] =>
      names.map((name) => collector.spans.find((span) => span.name === name));
    await expect.poll(() => found().every(Boolean), { timeout: 10_000 }).toBe(true);
    return found() as ReceivedSpan[];
  };

  it('name what failed by kind and code: request, computation and statement', async () => {
    expect((await test.call('GET', '/api/v1/trace-probe/broken')).status).toBe(500);
    const [request, thread, statement] = await spans(
      'GET /api/v1/trace-probe/broken',
      'thread probe',
      'SELECT no_such_table',
    );
    expect(request).toMatchObject({ failed: true, attributes: { 'error.type': '500' } });
    expect(thread).toMatchObject({ failed: true, parentSpanId: request?.spanId });
    expect(statement).toMatchObject({ failed: true, attributes: { 'db.response.status_code': '42P01' } });
    expect(collector.text()).not.toContain('a value');
  });

  it('tell a client that hung up', async () => {
    const { port } = new URL(test.url);
    const socket = connect(Number(port), '127.0.0.1');
    socket.write('GET /api/v1/trace-probe/slow HTTP/1.1\r\nhost: x\r\n\r\n');
    const before = release;
    await expect.poll(() => release !== before).toBe(true);
    socket.destroy();
    const [span] = await spans('GET /api/v1/trace-probe/slow');
    expect(span).toMatchObject({ failed: true, attributes: { 'app.aborted': true, 'error.type': 'aborted' } });
    release();
  });

  it('are left out where the caller left them out', async () => {
    const trace = '11111111111111111111111111111111';
    await test.call('GET', '/api/v1/keys', { headers: { traceparent: `00-${trace}-2222222222222222-00` } });
    await test.call('GET', '/api/v1/rulesets', { key: test.keys.viewer });
    await spans('GET /api/v1/rulesets');
    expect(collector.spans.some(({ traceId }) => traceId === trace)).toBe(false);
  });

  it('are lost and counted while the collector is away, and hold nothing up', async () => {
    await collector.close();
    await test.call('GET', '/api/v1/rulesets', { key: test.keys.viewer });
    const failed = async (): Promise<string> => String((await test.call('GET', '/metrics')).body);
    await expect.poll(failed, { timeout: 15_000 }).toMatch(/trace_batches_failed_total [1-9]/);
  });
});
