import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp, testKey } from '../support/app.js';
import { query } from '../support/database.js';

const KEYS = '/api/v1/keys';

describe('access by API key', () => {
  let test: TestApp;
  let admin: string;
  beforeAll(async () => {
    test = await startTestApp();
    admin = test.keys.admin;
  });
  afterAll(() => test.close());

  const create = (body: object, key = admin) => test.call('POST', KEYS, { key, body });

  it('refuses a request without credentials and says how to send them', async () => {
    const answer = await test.call('GET', KEYS);
    expect(answer.status).toBe(401);
    expect(answer.body.code).toBe('unauthenticated');
    expect(answer.headers.get('www-authenticate')).toMatch(/Bearer realm=.*ApiKey realm=/);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
  });

  it('answers unknown, malformed, expired and revoked keys all alike, and repeats none of them', async () => {
    const expired = await testKey(test.app, 'admin', { expiresAt: new Date(Date.now() - 1000) });
    const revoked = await testKey(test.app, 'admin');
    await query(test.location.ownerUrl, 'UPDATE api_keys SET revoked_at = now() WHERE id = $1', [revoked.id]);
    const unknown = await testKey(test.app, 'admin');
    await query(test.location.ownerUrl, 'DELETE FROM api_keys WHERE id = $1', [unknown.id]);
    const wrongSecret = await testKey(test.app, 'admin');
    await query(test.location.ownerUrl, 'UPDATE api_keys SET secret_hash = $2 WHERE id = $1', [
      wrongSecret.id,
      Buffer.alloc(32),
    ]);
    const texts = [
      expired.text,
      revoked.text,
      unknown.text,
      wrongSecret.text,
      'nonsense',
      `${admin}x`,
      admin.slice(0, -1),
    ];
    const bodies = await Promise.all(
      texts.map(async (key) => {
        const answer = await test.call('GET', KEYS, { key });
        expect(answer.status).toBe(401);
        expect(JSON.stringify(answer.body)).not.toContain(key);
        return { ...answer.body, requestId: '' };
      }),
    );
    expect(new Set(bodies.map((body) => JSON.stringify(body))).size).toBe(1);
    expect((await test.call('GET', KEYS)).body.detail).toBe(bodies[0]?.detail);
  });

  it('refuses a key and a token together', async () => {
    const answer = await test.call('GET', KEYS, { key: admin, headers: { authorization: 'Bearer x' } });
    expect(answer.status).toBe(400);
    expect(answer.body.detail).toMatch(/not both/);
  });

  it('names the permission that a role lacks', async () => {
    for (const key of [test.keys.viewer, test.keys.analyst]) {
      const answer = await test.call('GET', KEYS, { key });
      expect(answer.status).toBe(403);
      expect(answer.body).toMatchObject({ code: 'forbidden', detail: 'This needs the permission keys:read.' });
    }
  });

  it('makes a key, shows its secret once and keeps a digest only', async () => {
    const expiresAt = '2099-01-01T00:00:00.000Z';
    const made = await create({ name: 'dashboard', role: 'viewer', contracts: ['H0001', 'H0002'], expiresAt });
    expect(made.status).toBe(201);
    expect(made.headers.get('location')).toBe(`${KEYS}/${made.body.id}`);
    expect(made.headers.get('cache-control')).toBe('no-store');
    expect(made.body).toMatchObject({ name: 'dashboard', role: 'viewer', contracts: ['H0001', 'H0002'], expiresAt });
    expect(made.body.key).toMatch(/^sro_[0-9A-Za-z]{12}_[0-9A-Za-z]{49}$/);
    expect(made.body.createdBy).toMatch(/^key:/);
    const read = await test.call('GET', `${KEYS}/${made.body.id}`, { key: admin });
    expect(read.body).toEqual({ ...made.body, key: undefined });
    const rows = await query(test.location.ownerUrl, 'SELECT to_jsonb(k) AS row FROM api_keys k WHERE id = $1', [
      made.body.id,
    ]);
    expect(JSON.stringify(rows)).not.toContain(made.body.key.slice(17));
    expect((await test.call('GET', KEYS, { key: made.body.key })).status).toBe(403);
  });

  it('lets at most two active keys share a name', async () => {
    expect((await create({ name: 'twice', role: 'viewer' })).status).toBe(201);
    const second = await create({ name: 'twice', role: 'viewer' });
    expect((await create({ name: 'twice', role: 'viewer' })).body.code).toBe('conflict');
    expect((await test.call('DELETE', `${KEYS}/${second.body.id}`, { key: admin })).status).toBe(204);
    expect((await create({ name: 'twice', role: 'viewer' })).status).toBe(201);
  });

  it('lets at most two keys of a name in when many are made at once', async () => {
    const made = await Promise.all(Array.from({ length: 6 }, () => create({ name: 'at once', role: 'viewer' })));
    expect(made.map(({ status }) => status).sort()).toEqual([201, 201, 409, 409, 409, 409]);
  });

  it('refuses a revoked key at once, and revoking it again changes nothing', async () => {
    const { body } = await create({ name: 'short lived', role: 'admin' });
    expect((await test.call('GET', KEYS, { key: body.key })).status).toBe(200);
    expect((await test.call('DELETE', `${KEYS}/${body.id}`, { key: admin })).status).toBe(204);
    expect((await test.call('GET', KEYS, { key: body.key })).status).toBe(401);
    const first = await test.call('GET', `${KEYS}/${body.id}`, { key: admin });
    expect(first.body.status).toBe('revoked');
    expect((await test.call('DELETE', `${KEYS}/${body.id}`, { key: admin })).status).toBe(204);
    expect((await test.call('GET', `${KEYS}/${body.id}`, { key: admin })).body.revokedAt).toBe(first.body.revokedAt);
  });

  it('replaces a key: both are accepted while the grace period lasts', async () => {
    const { body: old } = await create({ name: 'rotated', role: 'admin', contracts: undefined });
    const next = await test.call('POST', `${KEYS}/${old.id}/rotate`, { key: admin, body: { graceSeconds: 3600 } });
    expect(next.status).toBe(201);
    expect(next.body).toMatchObject({ name: 'rotated', role: 'admin', expiresAt: null });
    for (const key of [old.key, next.body.key]) expect((await test.call('GET', KEYS, { key })).status).toBe(200);
    const { expiresAt } = (await test.call('GET', `${KEYS}/${old.id}`, { key: admin })).body;
    expect(Date.parse(expiresAt) - Date.now()).toBeGreaterThan(3_500_000);
    expect(Date.parse(expiresAt) - Date.now()).toBeLessThanOrEqual(3_600_000);
    const third = await test.call('POST', `${KEYS}/${next.body.id}/rotate`, { key: admin, body: {} });
    expect(third.body.code).toBe('conflict');
  });

  it('replaces a key without grace: the old one is refused at once', async () => {
    const { body: old } = await create({
      name: 'leaked',
      role: 'admin',
      expiresAt: new Date(Date.now() + 60_000).toISOString(),
    });
    await test.call('GET', KEYS, { key: old.key });
    const next = await test.call('POST', `${KEYS}/${old.id}/rotate`, { key: admin, body: { graceSeconds: 0 } });
    expect(next.status).toBe(201);
    expect(Date.parse(next.body.expiresAt)).toBeGreaterThan(Date.parse(old.expiresAt) - 1000);
    expect((await test.call('GET', KEYS, { key: old.key })).status).toBe(401);
    expect((await test.call('GET', KEYS, { key: next.body.key })).status).toBe(200);
    const again = await test.call('POST', `${KEYS}/${old.id}/rotate`, { key: admin, body: {} });
    expect(again.body.code).toBe('conflict');
  });

  it('pages through the keys, newest first, each once', async () => {
    const ids: string[] = [];
    let next: string | null = '';
    while (next !== null) {
      const page: { status: number; body: { items: { id: string }[]; next: string | null } } = await test.call(
        'GET',
        `${KEYS}?limit=3${next ? `&cursor=${next}` : ''}`,
        { key: admin },
      );
      expect(page.status).toBe(200);
      expect(page.body.items.length).toBeLessThanOrEqual(3);
      ids.push(...page.body.items.map(({ id }) => id));
      next = page.body.next;
    }
    expect(ids).toEqual([...new Set(ids)].sort().reverse());
    const [{ count } = { count: '' }] = await query<{ count: string }>(
      test.location.ownerUrl,
      'SELECT count(*) FROM api_keys',
    );
    expect(ids).toHaveLength(Number(count));
  });

  it('lists only active keys when asked to', async () => {
    const { items } = (await test.call('GET', `${KEYS}?active=true&limit=500`, { key: admin })).body;
    expect(new Set(items.map((item: { status: string }) => item.status))).toEqual(new Set(['active']));
  });

  it('keeps an administrator of some contracts within them', async () => {
    const scoped = (await testKey(test.app, 'admin', { contracts: ['H0001'] })).text;
    expect((await create({ name: 'wider', role: 'viewer' }, scoped)).status).toBe(403);
    expect((await create({ name: 'other', role: 'viewer', contracts: ['H0002'] }, scoped)).status).toBe(403);
    const own = await create({ name: 'own', role: 'viewer', contracts: ['H0001'] }, scoped);
    expect(own.status).toBe(201);
    const foreign = await create({ name: 'foreign', role: 'viewer' });
    for (const [method, path] of [
      ['GET', ''],
      ['DELETE', ''],
      ['POST', '/rotate'],
    ] as const) {
      const body = method === 'POST' ? {} : undefined;
      expect((await test.call(method, `${KEYS}/${foreign.body.id}${path}`, { key: scoped, body })).status).toBe(404);
    }
    const { items } = (await test.call('GET', `${KEYS}?limit=500`, { key: scoped })).body;
    expect(items.map((item: { id: string }) => item.id)).toContain(own.body.id);
    for (const item of items) expect(item.contracts).toEqual(['H0001']);
  });

  it.each([
    ['a role that does not exist', { name: 'x', role: 'root' }, '/role'],
    ['no name', { role: 'viewer' }, '/name'],
    ['a name with control characters', { name: 'a\nb', role: 'viewer' }, '/name'],
    ['a name with SQL', { name: `'; DROP TABLE api_keys; --`, role: 'viewer' }, '/name'],
    ['an empty scope', { name: 'x', role: 'viewer', contracts: [] }, '/contracts'],
    ['a contract that is none', { name: 'x', role: 'viewer', contracts: ['../etc'] }, '/contracts'],
    ['an expiry in the past', { name: 'x', role: 'viewer', expiresAt: '2020-01-01T00:00:00Z' }, '/expiresAt'],
    ['an expiry that is no time', { name: 'x', role: 'viewer', expiresAt: 'soon' }, '/expiresAt'],
    ['an unknown property', { name: 'x', role: 'viewer', isAdmin: true }, '/isAdmin'],
  ])('refuses %s', async (_what, body, pointer) => {
    const answer = await create(body);
    expect(answer.status).toBe(400);
    expect(answer.body.errors[0].pointer).toBe(pointer);
  });

  it('answers an id that is none, and one that nobody has', async () => {
    expect((await test.call('GET', `${KEYS}/1%20OR%201=1`, { key: admin })).status).toBe(400);
    const nobody = '01932f5c-7b1e-7c33-9a54-1f2e3d4c5b6a';
    expect((await test.call('DELETE', `${KEYS}/${nobody}`, { key: admin })).status).toBe(404);
  });
});
