import { SignJWT } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Answer } from '../support/client.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { TestIssuer } from '../support/issuer.js';

const KEYS = '/api/v1/keys';

const base64 = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('access by bearer token', () => {
  let test: TestApp;
  let issuer: TestIssuer;
  beforeAll(async () => {
    issuer = await TestIssuer.start();
    test = await startTestApp(issuer.settings);
  });
  afterAll(async () => {
    await test.close();
    await issuer.stop();
  });
  beforeEach(() => {
    issuer.status = 200;
  });

  const withToken = (token: string, method = 'GET', body?: object): Promise<Answer> =>
    test.call(method, KEYS, { headers: { authorization: `Bearer ${token}` }, body });

  async function refused(token: string): Promise<void> {
    const answer = await withToken(token);
    expect(answer.status).toBe(401);
    expect(answer.body.code).toBe('unauthenticated');
    expect(answer.headers.get('www-authenticate')).toContain('Bearer');
    expect(JSON.stringify(answer.body)).not.toContain(token.slice(0, 20));
  }

  it('lets in a good token', async () => {
    expect((await withToken(await issuer.token())).status).toBe(200);
  });

  it('names the user by a digest, never by the subject', async () => {
    const made = await withToken(await issuer.token(), 'POST', { name: 'by a user', role: 'viewer' });
    expect(made.status).toBe(201);
    expect(made.body.createdBy).toMatch(/^user:[0-9a-f]{16}$/);
  });

  it('refuses an expired token', async () =>
    refused(await issuer.token({ expires: Math.floor(Date.now() / 1000) - 60 })));
  it('allows for clocks that differ by a few seconds', async () => {
    const token = await issuer.token({ expires: Math.floor(Date.now() / 1000) - 2 });
    expect((await withToken(token)).status).toBe(200);
  });
  it('refuses a token that is not valid yet', async () =>
    refused(await issuer.token({ claims: { nbf: Math.floor(Date.now() / 1000) + 60 } })));
  it('refuses a token for another audience', async () =>
    refused(await issuer.token({ claims: { aud: 'another-service' } })));
  it('refuses a token of another issuer', async () =>
    refused(await issuer.token({ claims: { iss: 'https://evil.example' } })));
  it('refuses a token without a subject', async () => refused(await issuer.token({ claims: { sub: undefined } })));
  it('refuses a token of a key that the issuer does not have', async () =>
    refused(await issuer.token({ kid: 'made-up' })));
  it('refuses contracts that cannot be read', async () =>
    refused(await issuer.token({ claims: { contracts: { all: true } } })));
  it('refuses what is no token at all', async () => refused('abc'));
  it('refuses a token of unreasonable length', async () => refused('a'.repeat(9000)));

  it('refuses an unsigned token (alg none)', async () => {
    const claims = { iss: `${issuer.url}/`, aud: issuer.audience, sub: 'x', role: 'admin', exp: 4_000_000_000 };
    await refused(`${base64({ alg: 'none', kid: 'first' })}.${base64(claims)}.`);
  });

  it('refuses a token signed with the public key as a shared secret (HS256)', async () => {
    const secret = new TextEncoder().encode(JSON.stringify(issuer.publicJwk('first')));
    const token = await new SignJWT({ role: 'admin', sub: 'x' })
      .setProtectedHeader({ alg: 'HS256', kid: 'first' })
      .setIssuer(`${issuer.url}/`)
      .setAudience(issuer.audience)
      .setExpirationTime('5m')
      .sign(secret);
    await refused(token);
  });

  it('refuses a good token whose claims were changed', async () => {
    const [header, , signature] = (await issuer.token({ claims: { role: 'viewer' } })).split('.');
    const claims = { iss: `${issuer.url}/`, aud: issuer.audience, sub: 'x', role: 'admin', exp: 4_000_000_000 };
    await refused(`${header}.${base64(claims)}.${signature}`);
  });

  it('answers 403 to a good token that names no role', async () => {
    for (const role of [undefined, 'root', [], 7]) {
      const answer = await withToken(await issuer.token({ claims: { role } }));
      expect(answer.status).toBe(403);
      expect(answer.body.detail).toBe('The token names no role of this service.');
    }
  });

  it('gives the role that the token names and no more', async () => {
    expect((await withToken(await issuer.token({ claims: { role: 'analyst' } }))).status).toBe(403);
    expect((await withToken(await issuer.token({ claims: { role: ['other', 'viewer', 'admin'] } }))).status).toBe(200);
  });

  it('limits a token to its contracts', async () => {
    const token = await issuer.token({ claims: { contracts: ['H0001'] } });
    expect((await withToken(token, 'POST', { name: 'a', role: 'viewer' })).status).toBe(403);
    expect((await withToken(token, 'POST', { name: 'a', role: 'viewer', contracts: ['H0001'] })).status).toBe(201);
  });

  it('takes up a rotated key, and drops the old one', async () => {
    const before = await issuer.token();
    await issuer.addKey('second');
    expect((await withToken(await issuer.token({ kid: 'second' }))).status).toBe(200);
    issuer.removeKey('first');
    await issuer.addKey('third');
    expect((await withToken(await issuer.token({ kid: 'third' }))).status).toBe(200);
    await refused(before);
    await issuer.addKey('first');
    expect((await withToken(await issuer.token())).status).toBe(200);
  });

  it('goes on with the keys it has while the issuer is away, and still refuses others', async () => {
    expect((await withToken(await issuer.token())).status).toBe(200);
    issuer.status = 500;
    expect((await withToken(await issuer.token())).status).toBe(200);
    const unknown = await withToken(await issuer.token({ kid: 'made-up' }));
    expect([401, 503]).toContain(unknown.status);
    expect((await withToken(await issuer.token())).status).toBe(200);
  });
});

describe('a token before the signing keys were ever fetched', () => {
  it('is answered 503 while the issuer is away, without asking it again and again, and 200 once it is back', async () => {
    const issuer = await TestIssuer.start();
    const test = await startTestApp(issuer.settings);
    try {
      issuer.status = undefined;
      const headers = { authorization: `Bearer ${await issuer.token()}` };
      const answers = await Promise.all(Array.from({ length: 20 }, () => test.call('GET', KEYS, { headers })));
      for (const { status, headers: given, body } of answers) {
        expect(status).toBe(503);
        expect(given.get('retry-after')).toBe('5');
        expect(body.detail).toContain('issuer is away');
      }
      for (let i = 0; i < 10; i++) await test.call('GET', KEYS, { headers });
      expect(issuer.fetches).toBeLessThan(5);
      expect((await test.call('GET', KEYS, { key: test.keys.admin })).status).toBe(200);
      issuer.status = 200;
      await expect.poll(async () => (await test.call('GET', KEYS, { headers })).status, { timeout: 8000 }).toBe(200);
    } finally {
      await test.close();
      await issuer.stop();
    }
  });

  it('is refused where no issuer is configured', async () => {
    const issuer = await TestIssuer.start();
    const test = await startTestApp();
    try {
      const headers = { authorization: `Bearer ${await issuer.token()}` };
      expect((await test.call('GET', KEYS, { headers })).status).toBe(401);
      expect(issuer.fetches).toBe(0);
    } finally {
      await test.close();
      await issuer.stop();
    }
  });
});
