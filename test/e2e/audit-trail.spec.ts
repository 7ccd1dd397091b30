import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AuditSealer, AuditTrail } from '../../src/modules/audit/index.js';
import { startTestApp, testKey, type TestApp } from '../support/app.js';
import { AuditProbeController } from '../support/audit-probe.controller.js';
import { query, testDatabase } from '../support/database.js';
import { until } from '../support/until.js';

const ID = '01890a5d-ac96-774b-bcce-b302099a8057';

interface AuditRow {
  [column: string]: unknown;
  event: string;
  outcome: string;
  actor: string;
}

describe('the audit trail of routes', () => {
  let test: TestApp;

  beforeAll(async () => {
    const database = await testDatabase();
    await query(database.ownerUrl, 'CREATE TABLE probe (size int)');
    await query(database.ownerUrl, 'GRANT SELECT, INSERT ON probe TO stars_app');
    test = await startTestApp({}, Promise.resolve(database), [AuditProbeController]);
  });
  afterAll(() => test.close());

  const sql = <T extends Record<string, unknown>>(text: string, values: unknown[] = []): Promise<T[]> =>
    query<T>(test.location.ownerUrl, text, values);

  async function attempt(
    method: string,
    path: string,
    options: Parameters<TestApp['call']>[2] = {},
  ): Promise<{ status: number; rows: AuditRow[] }> {
    const requestId = randomUUID();
    const { status } = await test.call(method, path, { ...options, headers: { 'x-request-id': requestId } });
    return { status, rows: await sql<AuditRow>('SELECT * FROM audit_log WHERE request_id = $1', [requestId]) };
  }

  it('writes the row with the change; fields that are not listed are not kept', async () => {
    const { status, rows } = await attempt('POST', `/api/v1/probe/written/${ID}`, {
      key: test.keys.analyst,
      body: { size: 7 },
    });
    expect(status).toBe(201);
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({
      event: 'probe.written',
      outcome: 'succeeded',
      entity_type: 'probe',
      entity_id: ID,
    });
    expect(rows[0]).toMatchObject({ contract_id: 'H1234', before: { size: 0 }, after: { size: 7 } });
    expect(rows[0]?.actor).toMatch(/^key:/);
    expect(await sql('SELECT 1 FROM probe WHERE size = 7')).toHaveLength(1);
  });

  it('a failed act leaves no change, and one row with its outcome and nothing before or after', async () => {
    const { status, rows } = await attempt('POST', `/api/v1/probe/written/${ID}`, {
      key: test.keys.analyst,
      body: { size: 13 },
    });
    expect(status).toBe(500);
    expect(rows).toMatchObject([{ outcome: 'failed', entity_id: ID, contract_id: 'H1234', before: null, after: null }]);
    expect(await sql('SELECT 1 FROM probe WHERE size = 13')).toHaveLength(0);
  });

  it('a change whose row cannot be written is rolled back', async () => {
    await sql('ALTER TABLE audit_unsealed RENAME TO audit_unsealed_away');
    const { status, rows } = await attempt('POST', `/api/v1/probe/written/${ID}`, {
      key: test.keys.analyst,
      body: { size: 99 },
    });
    await sql('ALTER TABLE audit_unsealed_away RENAME TO audit_unsealed');
    expect(status).toBe(500);
    expect(rows).toHaveLength(0);
    expect(await sql('SELECT 1 FROM probe WHERE size = 99')).toHaveLength(0);
  });

  it('an invalid body is a failed attempt', async () => {
    const { status, rows } = await attempt('POST', `/api/v1/probe/written/${ID}`, {
      key: test.keys.analyst,
      body: { size: 'x' },
    });
    expect(status).toBe(400);
    expect(rows).toMatchObject([{ outcome: 'failed' }]);
  });

  it('an attempt that the guard refuses is denied, names who and what, and never reaches the handler', async () => {
    const { status, rows } = await attempt('POST', `/api/v1/probe/written/${ID}`, {
      key: test.keys.viewer,
      body: { size: 5 },
    });
    expect(status).toBe(403);
    expect(rows).toMatchObject([{ outcome: 'denied', event: 'probe.written', entity_id: ID }]);
    expect(rows[0]?.actor).toMatch(/^key:/);
    expect(await sql('SELECT 1 FROM probe WHERE size = 5')).toHaveLength(0);
  });

  it('an attempt without credentials is denied to anonymous', async () => {
    const { status, rows } = await attempt('POST', `/api/v1/probe/written/${ID}`, { body: { size: 5 } });
    expect(status).toBe(401);
    expect(rows).toMatchObject([{ outcome: 'denied', actor: 'anonymous' }]);
  });

  it('keeps no path parameter that could be a member id', async () => {
    const { rows } = await attempt('GET', '/api/v1/probe/read/1EG4-TE5-MK73', { key: test.keys.viewer });
    expect(rows).toMatchObject([{ outcome: 'succeeded', entity_id: null }]);
  });

  it('a read has its row too, and the request log its contract', async () => {
    const { status, rows } = await attempt('GET', `/api/v1/probe/read/${ID}`, { key: test.keys.viewer });
    expect(status).toBe(200);
    expect(rows).toMatchObject([
      { event: 'probe.read', outcome: 'succeeded', after: { size: 1 }, contract_id: 'H9999' },
    ]);
  });

  it('acts outside of HTTP run the same way, for the system or a named actor', async () => {
    const trail = test.app.get(AuditTrail);
    const answer = await trail.act('probe.read', { entityId: 'job-1' }, () => {
      trail.describe('probe.read', { after: { size: 2 } });
      return Promise.resolve(42);
    });
    await trail.act('probe.read', { actor: 'cli:admin', entityId: 'job-1' }, () => Promise.resolve());
    const failing = trail.act('probe.read', { entityId: 'job-1' }, () => Promise.reject(new Error('no')));
    await expect(failing).rejects.toThrow('no');
    expect(answer).toBe(42);
    const rows = await sql<AuditRow>(
      `SELECT actor, outcome, after FROM audit_log WHERE entity_id = 'job-1' ORDER BY id`,
    );
    expect(rows).toEqual([
      { actor: 'system', outcome: 'succeeded', after: { size: 2 } },
      { actor: 'cli:admin', outcome: 'succeeded', after: null },
      { actor: 'system', outcome: 'failed', after: null },
    ]);
  });

  it('refuses to describe an act that is not under way, and to act without a definition', async () => {
    const trail = test.app.get(AuditTrail);
    expect(() => trail.describe('probe.read', {})).toThrow('under way');
    await expect(trail.act('no.such' as 'probe.read', {}, () => Promise.resolve())).rejects.toThrow('not defined');
  });

  describe('GET /audit', () => {
    it('lists the trail of an entity, newest first, page by page', async () => {
      const first = await test.call('GET', `/api/v1/audit?entityType=probe&entityId=${ID}&limit=2`, {
        key: test.keys.admin,
      });
      expect(first.status).toBe(200);
      expect(first.body.items).toHaveLength(2);
      const next = encodeURIComponent(String(first.body.next));
      const second = await test.call('GET', `/api/v1/audit?entityType=probe&entityId=${ID}&limit=2&cursor=${next}`, {
        key: test.keys.admin,
      });
      const times = [...first.body.items, ...second.body.items].map(
        (row: { occurredAt: string; id: string }) => row.occurredAt,
      );
      expect(times).toEqual([...times].sort().reverse());
      expect(second.body.items[0].id).not.toBe(first.body.items[1].id);
      expect(JSON.stringify(first.body)).not.toContain('mac');
    });

    it.each([
      ['event=probe.read', (row: AuditRow) => row.event === 'probe.read'],
      ['outcome=denied', (row: AuditRow) => row.outcome === 'denied'],
      ['actor=anonymous', (row: AuditRow) => row.actor === 'anonymous'],
      ['contractId=H1234', (row: AuditRow) => row.contractId === 'H1234'],
      [
        'from=2020-01-01T00:00:00Z&to=2200-01-01T00:00:00Z&entityType=probe',
        (row: AuditRow) => row.entityType === 'probe',
      ],
    ])('filters by %s', async (filter, holds) => {
      const { status, body } = await test.call('GET', `/api/v1/audit?${filter}`, { key: test.keys.admin });
      expect(status).toBe(200);
      expect(body.items.length).toBeGreaterThan(0);
      expect((body.items as AuditRow[]).every(holds)).toBe(true);
    });

    it('shows a key of some contracts the rows of those contracts only', async () => {
      const { text: key } = await testKey(test.app, 'admin', { contracts: ['H9999'] });
      const { body } = await test.call('GET', '/api/v1/audit', { key });
      expect(body.items.length).toBeGreaterThan(0);
      expect((body.items as AuditRow[]).every((row) => row.contractId === 'H9999')).toBe(true);
      expect((await test.call('GET', '/api/v1/audit/verify', { key })).status).toBe(403);
    });

    it('is for admins, and refuses made-up cursors', async () => {
      expect((await test.call('GET', '/api/v1/audit', { key: test.keys.analyst })).status).toBe(403);
      expect((await test.call('GET', '/api/v1/audit?cursor=x.y', { key: test.keys.admin })).status).toBe(400);
    });
  });

  describe('GET /audit/verify', () => {
    it('finds the trail whole, and the remembered end of the chain in it', async () => {
      // A scheduled pass may be at work: then this one goes away at once, and the chain grows when that one commits.
      await until(async () => {
        await test.app.get(AuditSealer).pass();
        return (await sql('SELECT 1 FROM audit_seal LIMIT 1')).length > 0;
      });
      const { status, body } = await test.call('GET', '/api/v1/audit/verify', { key: test.keys.admin });
      expect(status).toBe(200);
      expect(body).toMatchObject({ ok: true, faultCount: 0, firstBad: null });
      const { seq, chain } = body.head as { seq: number; chain: string };
      const again = await test.call('GET', `/api/v1/audit/verify?seq=${seq}&chain=${chain}`, { key: test.keys.admin });
      expect(again.body.ok).toBe(true);
      const other = await test.call('GET', `/api/v1/audit/verify?seq=${seq}&chain=${'0'.repeat(64)}`, {
        key: test.keys.admin,
      });
      expect(other.body).toMatchObject({ ok: false, firstBad: { kind: 'changed', reason: 'remembered', seq } });
      expect((await test.call('GET', `/api/v1/audit/verify?seq=${seq}`, { key: test.keys.admin })).status).toBe(400);
    });
  });
});
