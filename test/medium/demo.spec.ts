import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DemoLoaded, DemoService } from '../../src/modules/demo/index.js';
import { MemberHasher } from '../../src/modules/members/index.js';
import { ContractsRepository } from '../../src/modules/ratings/index.js';
import { insertMembers } from '../factories/index.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { query } from '../support/database.js';
import { asSomeone } from '../support/medium-app.js';

describe('synthetic plans', () => {
  let test: TestApp;
  beforeAll(async () => {
    test = await startTestApp();
  });
  afterAll(() => test.close());

  const load = (contractId: string, members: number, seed = 1): Promise<DemoLoaded> =>
    asSomeone(test.app, () => test.app.get(DemoService).load({ contractId, members, seed, measurementYear: 2024 }));
  const clear = (contractId: string): Promise<{ members: number; snapshots: number }> =>
    asSomeone(test.app, () => test.app.get(DemoService).clear(contractId));
  const count = async (from: string): Promise<number> =>
    Number((await query<{ n: string }>(test.location.ownerUrl, `SELECT count(*) AS n FROM ${from}`))[0]?.n);
  const content = (contractId: string): Promise<object[]> =>
    query(
      test.location.ownerUrl,
      `SELECT g.measure, g.evidence, g.tier, g.priority, p.probability, p.shap_values FROM gap_analysis g
         JOIN members m ON m.id = g.member_id LEFT JOIN predictions p ON p.member_id = m.id AND p.measure = g.measure
        WHERE g.contract_id = $1 ORDER BY m.member_hash, g.measure`,
      [contractId],
    );

  it('loads 10,000 members in seconds, with a snapshot that rates them', async () => {
    const start = performance.now();
    const loaded = await load('H9001', 10_000);
    expect(performance.now() - start).toBeLessThan(30_000);
    expect(loaded.ratesFrom).toBe('cut-points');
    expect(await count(`members WHERE contract_id = 'H9001'`)).toBe(10_000);
    expect(await count(`gap_analysis WHERE contract_id = 'H9001'`)).toBe(loaded.gaps);
    expect(await count(`predictions WHERE contract_id = 'H9001' AND model_id = 'DEMO-synthetic'`)).toBe(
      loaded.predictions,
    );
    expect(await count(`interventions WHERE contract_id = 'H9001'`)).toBe(loaded.interventions);
    const body = { contractId: 'H9001', measurementYear: 2024 };
    const snapshot = await test.call('POST', '/api/v1/portfolio/snapshots', { key: test.keys.analyst, body });
    expect(snapshot.body.measures).toHaveLength(11);
    expect(snapshot.body.unrated).toBeNull();
    expect(snapshot.body.yearEnd.overall.stars).toBe(3.5);
    for (const { starId, current, yearEnd } of snapshot.body.measures) {
      if (starId !== null) expect([3, 4]).toContain(current.star);
      expect(yearEnd.rate).toBeGreaterThan(current.rate);
    }
  });

  it('hashes the labelled ids like any other, and stores none', async () => {
    const hash = test.app.get(MemberHasher).ofRawId('DEMO-H9001-1-0')[0]?.toString('hex');
    expect((await test.call('GET', `/api/v1/members/${hash}`, { key: test.keys.viewer })).status).toBe(200);
    expect(await count(`members m WHERE m::text LIKE '%DEMO-H9001%'`)).toBe(0);
  });

  it('is no contract of CMS: comparisons and forecasts do not see it', async () => {
    await query(test.location.ownerUrl, `INSERT INTO cms_table_sets VALUES (2026, '{}', now())`);
    const contracts = test.app.get(ContractsRepository);
    expect(await contracts.find('H9001', 2026)).toBeDefined();
    expect(await contracts.tables(2026)).toMatchObject({ contracts: [], identities: [], ratings: [] });
  });

  it('clears everything of the plan and nothing else, and loads the same again', async () => {
    const [stranger] = await insertMembers(test.location.url, 1, 'H9002');
    const before = await content('H9001');
    expect(await clear('H9001')).toEqual({ members: 10_000, snapshots: 1 });
    for (const table of [
      'members',
      'gap_analysis',
      'predictions',
      'interventions',
      'intervention_gaps',
      'portfolio_snapshots',
      'contract_years',
      'contract_measure_results',
    ]) {
      expect(await count(`${table} WHERE contract_id = 'H9001'`)).toBe(0);
    }
    expect(await count(`members WHERE id = ${stranger}`)).toBe(1);
    expect((await load('H9001', 10_000)).members).toBe(10_000);
    expect(await content('H9001')).toEqual(before);
  });

  it('refuses a contract with members, a second plan, and to clear what is not there', async () => {
    await expect(load('H9002', 10)).rejects.toMatchObject({ code: 'conflict' });
    await expect(load('H9001', 10)).rejects.toMatchObject({ code: 'conflict' });
    await expect(clear('H9002')).rejects.toMatchObject({ code: 'not-found' });
  });

  it('has tiers by the thresholds of the moment', async () => {
    const tiers = () =>
      query(test.location.ownerUrl, `SELECT DISTINCT tier FROM predictions WHERE contract_id = 'H9003'`);
    const thresholds = (body: object) => test.call('PUT', '/api/v1/tier-thresholds', { key: test.keys.admin, body });
    expect((await thresholds({ high: 1e-9, medium: 0 })).status).toBe(200);
    await load('H9003', 50);
    expect(await tiers()).toEqual([{ tier: 'high' }]);
  });

  it('is audited', async () => {
    expect(await count(`audit_log WHERE event = 'demo.loaded' AND outcome = 'succeeded'`)).toBe(3);
    expect(await count(`audit_log WHERE event = 'demo.cleared' AND outcome = 'succeeded'`)).toBe(1);
  });
});
