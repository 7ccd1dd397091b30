import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp, testKey } from '../support/app.js';
import { query } from '../support/database.js';
import { importFile } from '../support/import-file.js';

describe('exports', () => {
  let test: TestApp;
  beforeAll(async () => {
    test = await startTestApp();
    const members = Array.from({ length: 5000 }, (_, index) => `E-${index},H000${(index % 2) + 1}`);
    await importFile(test, 'kind=members', `memberId,contractId\n${members.join('\n')}`);
    const gaps = members.map((member, index) => `${member},2026,BCS,open,claim,2026-03-01,${index % 101}`);
    const header = 'memberId,contractId,measurementYear,measure,evidence,source,asOf,priority';
    await importFile(test, 'kind=gaps', `${header}\n${gaps.join('\n')}`);
  });
  afterAll(() => test.close());

  const lines = async (body: object, key = test.keys.viewer): Promise<string[]> => {
    const response = await fetch(`${test.url}/api/v1/exports`, {
      method: 'POST',
      headers: { 'x-api-key': key, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect(response.status).toBe(200);
    return (await response.text()).split('\n').filter(Boolean);
  };

  it('streams the worklist as NDJSON, by priority, members by hash', async () => {
    const rows = (await lines({ kind: 'gaps', contractId: 'H0001' })).map(
      (line) => JSON.parse(line) as Record<string, unknown>,
    );
    expect(rows).toHaveLength(2500);
    expect(rows[0]).toMatchObject({
      contractId: 'H0001',
      measure: 'BCS',
      evidence: 'open',
      priority: 100,
      asOf: '2026-03-01',
    });
    expect(rows[0]?.memberHash).toMatch(/^[0-9a-f]{64}$/);
    const priorities = rows.map(({ priority }) => Number(priority));
    expect(priorities).toEqual([...priorities].sort((a, b) => b - a));
  });

  it('streams CSV with a header', async () => {
    const [header, ...rows] = await lines({ kind: 'members', format: 'csv' });
    expect(header).toBe('memberHash,contractId,active,firstActivityOn,lastActivityOn');
    expect(rows).toHaveLength(5000);
    expect(rows[0]).toMatch(/^[0-9a-f]{64},H0001,true,,$/);
  });

  it.each(['predictions', 'interventions', 'ratings'])('streams %s', async (kind) => {
    expect(await lines({ kind, year: 2026 })).toEqual([]);
  });

  it('filters, and refuses a filter that the kind lacks', async () => {
    expect(await lines({ kind: 'gaps', measure: 'BCS', state: 'closed', tier: 'high', year: 2026 })).toEqual([]);
    const refused = await test.call('POST', '/api/v1/exports', {
      key: test.keys.viewer,
      body: { kind: 'members', tier: 'low' },
    });
    expect(refused.body).toMatchObject({ status: 400, errors: [{ pointer: '/tier', code: 'filter-of-kind' }] });
  });

  it('keeps to the contracts of the key', async () => {
    const key = (await testKey(test.app, 'viewer', { contracts: ['H0002'] })).text;
    const rows = await lines({ kind: 'members' }, key);
    expect(rows).toHaveLength(2500);
    expect(rows.every((row) => row.includes('"H0002"'))).toBe(true);
    const other = await test.call('POST', '/api/v1/exports', { key, body: { kind: 'members', contractId: 'H0001' } });
    expect(other.status).toBe(404);
  });

  it('lets go of its connection when the client hangs up', async () => {
    for (let round = 0; round < 6; round++) {
      const controller = new AbortController();
      const response = await fetch(`${test.url}/api/v1/exports`, {
        method: 'POST',
        headers: { 'x-api-key': test.keys.viewer, 'content-type': 'application/json' },
        body: JSON.stringify({ kind: 'gaps' }),
        signal: controller.signal,
      });
      expect(response.status).toBe(200);
      controller.abort();
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    expect(await lines({ kind: 'members', contractId: 'H0001' })).toHaveLength(2500);
  });

  it('is audited', async () => {
    const rows = await query(test.location.ownerUrl, `SELECT 1 FROM audit_log WHERE event = 'export.started'`);
    expect(rows.length).toBeGreaterThan(5);
  });
});
