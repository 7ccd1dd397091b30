import { request } from 'node:http';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp } from '../support/app.js';
import type { Answer } from '../support/client.js';
import { query } from '../support/database.js';

const KEYS = '/api/v1/keys';

/** Something that must not be seen again in any answer. */
const SECRET = 'M123456789';

describe('bad input', () => {
  let test: TestApp;
  beforeAll(async () => {
    test = await startTestApp();
  });
  afterAll(() => test.close());

  const send = (body: string | Uint8Array, headers: Record<string, string> = {}): Promise<Answer> =>
    test.call('POST', KEYS, { key: test.keys.admin, body, headers });

  function problem({ status, headers, body }: Answer, expected: number, code: string): void {
    expect({ status, code: body.code }).toEqual({ status: expected, code });
    expect(headers.get('content-type')).toContain('application/problem+json');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-request-id')).toBe(body.requestId);
    expect(JSON.stringify(body)).not.toContain(SECRET);
  }

  const broken = [
    ['broken JSON', `{"name": "${SECRET}"`],
    ['a bare word', SECRET],
    ['NaN', `{"name": NaN, "x": "${SECRET}"}`],
    ['a __proto__ key', `{"__proto__": {"role": "admin"}, "name": "${SECRET}"}`],
    ['a constructor.prototype key', `{"constructor": {"prototype": {"x": "${SECRET}"}}}`],
    ['an array 10,000 levels deep', '['.repeat(10_000) + ']'.repeat(10_000)],
    ['objects 10,000 levels deep', '{"a":'.repeat(10_000) + '1' + '}'.repeat(10_000)],
    ['invalid UTF-8', Buffer.concat([Buffer.from('{"name": "'), Buffer.from([0xff, 0xfe]), Buffer.from('"}')])],
    [
      'a cut-off UTF-8 sequence',
      Buffer.concat([Buffer.from('{"name": "'), Buffer.from([0xe2, 0x82]), Buffer.from('"}')]),
    ],
    ['UTF-16', Buffer.from(`{"name": "${SECRET}"}`, 'utf16le')],
  ] as const;
  it.each(broken)('answers %s with malformed-json', async (_what, body) => {
    problem(await send(body), 400, 'malformed-json');
  });

  it('refuses 1e309 instead of taking it for infinity, but not in a text', async () => {
    const answer = await send(`{"name": "a", "role": "viewer", "contracts": [1e309]}`);
    problem(answer, 400, 'validation-failed');
    expect(answer.body.errors).toEqual([
      { pointer: '', code: 'number-range', message: 'A number in the body is larger than can be represented.' },
    ]);
    expect((await send(`{"name": "1e309", "role": "viewer"}`)).status).toBe(201);
  });

  it.each(['null', '[]', '"text"', '17', '', ' '])('refuses the body %j, which is no object', async (body) => {
    const answer = await send(body);
    expect(answer.status).toBe(400);
    expect(['validation-failed', 'malformed-json']).toContain(answer.body.code);
  });

  it('answers a body of 10 MB with 413', async () => {
    problem(await send(`{"name": "${'x'.repeat(10_000_000)}"}`), 413, 'body-too-large');
  });

  it('answers a chunked body of 10 MB with 413', async () => {
    const url = new URL(`${test.url}${KEYS}`);
    const headers = { 'x-api-key': test.keys.admin, 'content-type': 'application/json' };
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const outgoing = request(url, { method: 'POST', headers }, (incoming) => {
        resolve(incoming.statusCode);
        incoming.destroy();
      });
      outgoing.on('error', reject);
      for (let i = 0; i < 10; i++) outgoing.write(Buffer.alloc(1_000_000, 0x20));
      outgoing.end();
    });
    expect(status).toBe(413);
  });

  it.each(['text/plain', 'application/xml', 'application/x-www-form-urlencoded', 'multipart/form-data', 'nonsense'])(
    'answers content type %s with 415',
    async (type) =>
      problem(await send(`{"name": "${SECRET}"}`, { 'content-type': type }), 415, 'unsupported-media-type'),
  );

  it('answers a path and a query of any sort without repeating them', async () => {
    const { call, keys } = test;
    const key = keys.admin;
    problem(await call('GET', `/api/v1/${SECRET}`, { key }), 404, 'not-found');
    problem(await call('GET', `/api/v1/%zz${SECRET}`, { key }), 400, 'bad-request');
    problem(await call('GET', `${KEYS}/${SECRET}`, { key }), 400, 'validation-failed');
    problem(await call('GET', `${KEYS}/${'9'.repeat(500)}`, { key }), 414, 'uri-too-long');
    problem(await call('GET', `${KEYS}?limit=${SECRET}`, { key }), 400, 'validation-failed');
    problem(await call('GET', `${KEYS}?${SECRET}=1`, { key }), 400, 'validation-failed');
    problem(await call('GET', `${KEYS}?cursor=${SECRET}`, { key }), 400, 'invalid-cursor');
    problem(await call('GET', `${KEYS}/..%2f..%2fetc%2fpasswd`, { key }), 400, 'validation-failed');
    problem(await call('PURGE', KEYS, { key }), 404, 'not-found');
    problem(await call('PUT', KEYS, { key, body: {} }), 404, 'not-found');
  });

  /** What the service answers to bytes on a socket. */
  const raw = (bytes: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const socket = connect(Number(new URL(test.url).port), '127.0.0.1', () => socket.write(bytes));
      let text = '';
      socket.on('data', (chunk) => (text += chunk.toString()));
      socket.on('end', () => resolve(text));
      socket.on('error', reject);
    });

  it('answers what is no HTTP with a problem document and hangs up', async () => {
    const answer = await raw(`FOO ${SECRET}\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1.1 400 /);
    expect(answer).toContain('application/problem+json');
    expect(answer).not.toContain(SECRET);
  });

  it('answers a very long URL with 431', async () => {
    const answer = await raw(`GET /${'a'.repeat(20_000)} HTTP/1.1\r\nhost: x\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1.1 431 /);
    expect(answer).toContain('"code":"headers-too-large"');
  });

  it('stored nothing of all that', async () => {
    const rows = await query<{ name: string }>(test.location.ownerUrl, `SELECT name FROM api_keys ORDER BY name`);
    expect(rows.map(({ name }) => name)).toEqual(['1e309', 'test admin', 'test analyst', 'test viewer']);
  });
});

describe('headers of every answer', () => {
  let test: TestApp;
  beforeAll(async () => {
    test = await startTestApp({ HSTS_SECONDS: '31536000' });
  });
  afterAll(() => test.close());

  it('carry the request id: the client’s own when it is a UUID or a trace id, else a new one', async () => {
    for (const id of ['01936d5e-6f0f-7b8e-9a53-2f1f6a3c9a10', '4bf92f3577b34da6a3ce929d0e0e4736']) {
      const own = await test.call('GET', KEYS, { headers: { 'x-request-id': id } });
      expect(own.headers.get('x-request-id')).toBe(id);
      expect(own.body.requestId).toBe(id);
    }
    for (const id of ['a b<script>', 'trace-0815.a', '1EG4-TE5-MK73', '9434765919434765']) {
      const other = await test.call('GET', '/health/live', { headers: { 'x-request-id': id } });
      expect(other.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    }
  });

  it('forbid caching, framing, sniffing, and scripts from elsewhere', async () => {
    const { headers } = await test.call('GET', KEYS, { key: test.keys.admin });
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-powered-by')).toBeNull();
    expect(headers.get('content-security-policy')).toContain(`frame-ancestors 'none'`);
    expect(headers.get('strict-transport-security')).toBe('max-age=31536000; includeSubDomains');
  });

  it('let Swagger UI work over plain HTTP', async () => {
    const page = await test.call('GET', '/docs');
    expect(page.status).toBe(200);
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(policy).not.toContain('upgrade-insecure-requests');
    expect(page.body).not.toMatch(/<script>/);
    for (const [, path] of (page.body as string).matchAll(/(?:src|href)="([^"]+\.(?:js|css))"/g)) {
      const asset = await fetch(new URL(path ?? '', `${test.url}/docs`));
      expect(asset.status).toBe(200);
      await asset.arrayBuffer();
    }
    expect(policy).toContain(`script-src 'self'`);
  });
});
