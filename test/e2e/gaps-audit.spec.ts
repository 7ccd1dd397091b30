/// <reference types="vite/types/importMeta.d.ts" />
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditedOptions } from '../../src/modules/audit/audited.decorator.js';
import { accessOf } from '../../src/platform/security/access.js';
import { rawMemberId } from '../factories/index.js';
import { startTestApp, type TestApp } from '../support/app.js';
import type { Answer } from '../support/client.js';
import { query } from '../support/database.js';

/** Routes of these permissions that need no audited handler. */
const WITHOUT_MEMBERS = [
  'ExportsController.export',
  'GapsController.rates',
  'InterventionCatalogueController.effect',
  'InterventionCatalogueController.returns',
  'InterventionCatalogueController.types',
];

describe('acts on members, gaps and interventions', () => {
  let test: TestApp;
  beforeAll(async () => {
    test = await startTestApp();
  });
  afterAll(() => test.close());
  const call = (method: string, path: string, body?: unknown, headers = {}): Promise<Answer> =>
    test.call(method, `/api/v1${path}`, { key: test.keys.analyst, body, headers });
  const trail = async (event: string): Promise<Record<string, unknown>[]> =>
    (await test.call('GET', `/api/v1/audit?event=${event}`, { key: test.keys.admin })).body.items;

  it('leave a row each, reads too, with before and after and without the raw id; erasure keeps them', async () => {
    const memberId = rawMemberId();
    const member = (await call('POST', '/members', { memberId, contractId: 'H1234' })).body;
    await call('PATCH', `/members/${member.memberHash}`, { active: false }, { 'if-match': '"1"' });
    await call('GET', `/members/${member.memberHash}`);
    const report = {
      memberId,
      measure: 'BCS',
      measurementYear: 2026,
      evidence: 'open',
      source: 'claim',
      asOf: '2026-02-01',
    };
    const gap = (await call('POST', '/gaps', report)).body;
    await call('POST', `/gaps/${gap.id}/work`, { work: 'contacted' });
    await call('POST', `/gaps/${gap.id}/work`, { work: 'identified' });
    await call('GET', '/gaps?contractId=H1234');
    const order = { memberId, gapIds: [gap.id], typeCode: 'call' };
    const { id } = (await call('POST', '/interventions', order, { 'idempotency-key': 'one' })).body;
    await call('POST', '/interventions', order, { 'idempotency-key': 'one' });
    await call('POST', `/interventions/${id}/complete`, { outcome: 'success' });
    await call('DELETE', `/members/${member.memberHash}`);

    const about = { entityId: member.id, contractId: 'H1234', outcome: 'succeeded' };
    expect(await trail('member.created')).toMatchObject([{ ...about, after: { created: true, active: true } }]);
    expect(await trail('member.changed')).toMatchObject([
      { ...about, before: { active: true, version: 1 }, after: { active: false, version: 2 } },
    ]);
    expect(await trail('member.read')).toMatchObject([{ entityId: member.id, after: { rows: 1 } }]);
    expect(await trail('member.erased')).toMatchObject([{ ...about, before: { active: false } }]);
    expect(await trail('gap.reported')).toMatchObject([{ entityId: gap.id, after: { evidence: 'open' } }]);
    expect(await trail('gap.changed')).toMatchObject([
      { outcome: 'failed', entityId: gap.id },
      { outcome: 'succeeded', before: { work: 'identified' }, after: { work: 'contacted' } },
    ]);
    expect(await trail('gap.read')).toMatchObject([{ contractId: 'H1234', after: { rows: 1 } }]);
    expect(await trail('intervention.planned')).toMatchObject([{ entityId: id, after: { gaps: [gap.id] } }]);
    expect(await trail('intervention.changed')).toMatchObject([{ after: { state: 'completed', delivered: [gap.id] } }]);
    for (const table of ['audit_log', 'api_logs', 'idempotency_keys', 'members']) {
      const rows = await query<{ row: string }>(test.location.ownerUrl, `SELECT t::text AS row FROM ${table} t`);
      expect(rows.map(({ row }) => row).join()).not.toContain(memberId);
    }
    expect((await test.call('GET', '/api/v1/audit/verify', { key: test.keys.admin })).body).toMatchObject({ ok: true });
  });

  it('whatever reads or changes rows of members does so as an audited act', () => {
    const files = import.meta.glob<Record<string, unknown>>('../../src/modules/**/*.controller.ts', { eager: true });
    const controllers = Object.values(files).flatMap((file) => Object.values(file)) as NewableFunction[];
    const routes = controllers.flatMap((controller) => {
      const methods = Object.entries(Object.getOwnPropertyDescriptors(controller.prototype)).flatMap(
        ([name, { value }]: [string, PropertyDescriptor]) =>
          name !== 'constructor' && typeof value === 'function'
            ? [{ name: `${controller.name}.${name}`, handler: value as object }]
            : [],
      );
      return methods
        .filter(({ handler }) => Reflect.hasMetadata('path', handler))
        .map((method) => ({ ...method, controller }));
    });
    const about = /^(members|gaps|predictions|interventions|exports):/;
    const ofMembers = routes.filter(({ handler, controller }) => {
      const access = accessOf(handler, controller);
      return access !== undefined && access !== 'public' && about.test(access.permission);
    });
    const silent = ofMembers.filter(({ handler }) => auditedOptions(handler) === undefined).map(({ name }) => name);
    expect(ofMembers.length).toBeGreaterThan(25);
    // Counts and the catalogue say nothing about a member; an export is audited by the act that streams it.
    expect(silent.sort()).toEqual(WITHOUT_MEMBERS);
  });

  it('happen once with their row also when an idempotency key holds the transaction', async () => {
    const body = { memberId: rawMemberId(), contractId: 'H1234' };
    const first = await call('POST', '/members', body, { 'idempotency-key': 'two' });
    expect(first.status).toBe(201);
    expect((await call('POST', '/members', body, { 'idempotency-key': 'three' })).status).toBe(409);
    const rows = await trail('member.created');
    expect(rows.slice(0, 2).map(({ outcome }) => outcome)).toEqual(['failed', 'succeeded']);
  });
});
