import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { permissionsOf } from '../../src/platform/security/principal.js';
import { rateRequest } from '../factories/rate-contract.js';
import { startTestApp, testKey, type TestApp } from '../support/app.js';
import type { ApiDescription } from '../support/fuzz/operations.js';
import { sendFile } from '../support/import-file.js';
import { type Route, routesOf } from '../support/routes.js';

const API = JSON.parse(readFileSync(join(import.meta.dirname, '../../docs/openapi.json'), 'utf8')) as ApiDescription;
const NOBODYS = '0197e1c0-0000-7000-8000-000000000000';

describe('every route', () => {
  let test: TestApp;
  let closed: Route[];
  beforeAll(async () => {
    test = await startTestApp({ JOBS_IN_PROCESS: 'false' });
    closed = routesOf(test).filter(({ access }) => access !== 'public');
  });
  afterAll(() => test.close());

  const filled = (path: string): string => `/api/v1${path.replace(/:\w+/g, NOBODYS)}`;
  const answers = async (
    routes: readonly Route[],
    options: { key?: string; body?: unknown },
  ): Promise<Record<string, number>> =>
    Object.fromEntries(
      await Promise.all(
        routes.map(async ({ method, path }) => {
          const { body, ...rest } = options;
          const { status } = await test.call(method, filled(path), method === 'GET' ? rest : { ...rest, body });
          return [`${method} ${path}`, status] as const;
        }),
      ),
    );
  const all = (routes: readonly Route[], status: number): Record<string, number> =>
    Object.fromEntries(routes.map(({ method, path }) => [`${method} ${path}`, status]));

  it('is described, and nothing else is', () => {
    const described = Object.entries(API.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`),
    );
    const outside = new Set(['GET /metrics', 'GET /health/live', 'GET /health/ready']);
    expect(described.filter((route) => !outside.has(route)).sort()).toEqual(
      closed.map(({ method, path }) => `${method} /api/v1${path}`).sort(),
    );
  });

  it('asks who calls', async () => {
    expect(await answers(closed, { body: {} })).toEqual(all(closed, 401));
    const forged = 'sro_aaaaaaaaaaaa_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa';
    expect(await answers(closed.slice(0, 5), { key: forged, body: {} })).toEqual(all(closed.slice(0, 5), 401));
  });

  it.each(['viewer', 'analyst'] as const)('refuses a %s what the role lacks', async (role) => {
    const beyond = closed.filter(
      ({ access }) => typeof access === 'object' && !permissionsOf(role).has(access.permission),
    );
    expect(beyond.length).toBeGreaterThan(5);
    expect(await answers(beyond, { key: test.keys[role], body: {} })).toEqual(all(beyond, 403));
  });

  it("keeps another contract's rows from a key, as if there were none", async () => {
    const { key, post } = { key: test.keys.admin, post: 'POST' };
    const make = async (path: string, body: unknown): Promise<Record<string, string>> => {
      const made = await test.call(post, `/api/v1${path}`, { key, body });
      expect([path, made.status < 300, made.body]).toEqual([path, true, made.body]);
      return made.body as Record<string, string>;
    };
    const of = { contractId: 'H1234', measurementYear: 2026 };
    const { memberHash = '' } = await make('/members', { memberId: 'S-1', contractId: 'H1234' });
    const evidence = { evidence: 'open', source: 'claim', asOf: '2026-03-01', reason: 'no_service' };
    const gap = await make('/gaps', { memberHash, measure: 'BCS', measurementYear: 2026, ...evidence });
    const intervention = await make('/interventions', { memberHash, typeCode: 'call', gapIds: [gap.id] });
    const prediction = await make('/predictions', {
      ...{ memberHash, measure: 'BCS', measurementYear: 2026, features: { age: 60 } },
    });
    const changes = [{ type: 'star', code: 'C14', star: 2 }];
    const scenario = rateRequest({ contractId: 'H1234', kind: 'whatIf', changes });
    const simulation = await make('/simulations', scenario);
    const rows: Readonly<Record<string, string>> = {
      '/gaps/:id': gap.id ?? '',
      '/interventions/:id': intervention.id ?? '',
      '/predictions/:id': prediction.id ?? '',
      '/portfolio/snapshots/:id': (await make('/portfolio/snapshots', of)).id ?? '',
      '/ratings/:id': (await make('/ratings', rateRequest({ contractId: 'H1234' }))).id ?? '',
      '/simulations/:id': simulation.id ?? '',
      '/members/:memberHash': memberHash,
    };
    const file = await sendFile(test, 'kind=members&contractId=H1234', 'memberId,contractId\nS-2,H1234\n', { key });
    const own = { ...rows, '/imports/:id': file.body.id as string, '/jobs/:id': file.body.id as string };
    const stranger = (await testKey(test.app, 'admin', { contracts: ['H9999'] })).text;
    const tried: Record<string, number> = {};
    for (const { method, path } of closed) {
      const prefix = Object.keys(own).find((one) => path === one || path.startsWith(`${one}/`));
      if (prefix === undefined) continue;
      const url = `/api/v1${path.replace(/:\w+/, own[prefix as keyof typeof own])}`;
      const body = method === 'GET' || method === 'DELETE' ? {} : { body: {}, headers: { 'if-match': '"1"' } };
      const { status } = await test.call(method, url, { key: stranger, ...body });
      tried[`${method} ${path}`] = status;
    }
    // 400: the body is refused before any row is looked at; nothing is told of the row either.
    const told = Object.entries(tried).filter(([, status]) => status !== 404 && status !== 400);
    expect(told).toEqual([]);
    expect(Object.values(tried).filter((status) => status === 404).length).toBeGreaterThan(20);
    const seen = await test.call('GET', `/api/v1/members/${memberHash}`, { key });
    expect(seen.status).toBe(200);
  });

  it('refuses fields that it does not know, by name', async () => {
    const taking = Object.entries(API.paths).flatMap(([path, methods]) =>
      Object.entries(methods)
        .filter(([, { requestBody }]) => requestBody?.content['application/json'])
        .map(([method]) => ({ method: method.toUpperCase(), path: path.replace(/\{\w+\}/g, NOBODYS) })),
    );
    for (const { method, path } of taking) {
      const options = { key: test.keys.admin, body: { isAdmin: 'MASSx7' }, headers: { 'if-match': '"1"' } };
      const { status, body } = await test.call(method, path, options);
      expect([path, status]).toEqual([path, 400]);
      expect(JSON.stringify(body.errors)).toContain('/isAdmin');
      expect(JSON.stringify(body)).not.toContain('MASSx7');
    }
    expect(taking.length).toBeGreaterThan(20);
  });

  it('takes no address to call from a request', () => {
    const schemas = Object.entries(API.components.schemas).filter(([name]) => !name.endsWith('Response'));
    const names = schemas.flatMap(([, { properties = {} }]) => Object.keys(properties));
    expect(names.length).toBeGreaterThan(100);
    expect(names.filter((name) => /url|uri|host|webhook|callback|endpoint/i.test(name))).toEqual([]);
  });

  it('answers with headers that a browser cannot be misled by, and to no other origin', async () => {
    const answer = await test.call('GET', '/api/v1/measures', {
      key: test.keys.viewer,
      headers: { origin: 'https://elsewhere.example' },
    });
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    expect(answer.headers.get('x-powered-by')).toBeNull();
    expect(answer.headers.get('server')).toBeNull();
  });
});
