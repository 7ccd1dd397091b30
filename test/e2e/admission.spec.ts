import { request } from 'node:http';
import { describe, expect, it } from 'vitest';
import { startTestApp } from '../support/app.js';
import { until } from '../support/until.js';

describe('too many requests at once', () => {
  it('are worked on, wait for their turn, or are turned away with Retry-After; probes are always answered', async () => {
    const test = await startTestApp({ ADMISSION_CONCURRENCY: '1', ADMISSION_QUEUE: '3', ADMISSION_WAIT_MS: '30000' });
    const { viewer } = test.keys;
    const ask = () => test.call('GET', '/api/v1/rulesets', { key: viewer });
    const metric = async (line: RegExp): Promise<boolean> => line.test((await test.call('GET', '/metrics')).body);
    expect((await ask()).status).toBe(200);
    const headers = { 'content-type': 'application/json', 'content-length': 100 };
    const slow = request(`${test.url}/api/v1/predictions`, { method: 'POST', headers });
    slow.on('error', () => undefined).flushHeaders(); // its body never comes: it keeps the one place
    await until(() => metric(/^http_requests_in_flight 1$/m));
    const waiting = [ask(), ask(), ask()];
    await until(() => metric(/^http_requests_waiting 3$/m));

    const turnedAway = await ask();
    expect([turnedAway.status, turnedAway.body.code]).toEqual([503, 'unavailable']);
    expect(turnedAway.headers.get('retry-after')).toMatch(/^\d{1,2}$/);
    expect((await test.call('GET', '/health/live')).status).toBe(200);
    expect(await metric(/^http_requests_shed_total{reason="queue-full"} 1$/m)).toBe(true);

    slow.destroy();
    expect((await Promise.all(waiting)).map(({ status }) => status)).toEqual([200, 200, 200]);
    await until(() => metric(/^http_requests_in_flight 0$/m));
    await test.close();
  });
});
