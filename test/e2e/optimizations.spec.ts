import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCmsTables } from '../../src/core/cms-tables/index.js';
import { syntheticProblem } from '../../src/core/optimization/index.js';
import { OptimizerThreads } from '../../src/modules/optimization/index.js';
import { CmsImportService, readCmsFolder } from '../../src/modules/ratings/index.js';
import { cmsFolder } from '../factories/cms-folder.js';
import { insertGaps, insertMembers } from '../factories/index.js';
import { startTestApp, type TestApp, testKey } from '../support/app.js';
import type { Answer } from '../support/client.js';
import { query } from '../support/database.js';
import { madeUpContract, rules2026 } from '../support/made-up-contract.js';
import { asSomeone } from '../support/medium-app.js';
import { until } from '../support/until.js';

const PLANS = '/api/v1/portfolio/optimizations';
const MEASURES = ['CBP', 'GSD', 'PDC-RASA', 'PDC-STA', 'PDC-DR'];
const CALL = { typeCode: 'call', measures: MEASURES, successRate: 0.95 };
describe('plans of action', () => {
  let test: TestApp;
  let members: string[];
  beforeAll(async () => {
    test = await startTestApp();
    const { tables } = readCmsTables(await readCmsFolder(cmsFolder()), 2026);
    await asSomeone(test.app, () => test.app.get(CmsImportService).import(tables, new Date()));
    members = await insertMembers(test.location.url, 100, 'H0002');
    // All five measures stand at 80 of 100: one star in adherence, three in the other two.
    await insertGaps(
      test.location.url,
      members.flatMap((memberId, n) =>
        MEASURES.map((measure) => ({
          ...{ memberId, contractId: 'H0002', measurementYear: 2024, measure },
          ...{ evidence: n < 80 ? 'closed' : 'open', priority: n, tier: n >= 95 ? 'high' : null },
        })),
      ),
    );
  });
  afterAll(() => test.close());
  const order = (body: object, key = test.keys.analyst): Promise<Answer> =>
    test.call('POST', PLANS, {
      key,
      body: { contractId: 'H0002', measurementYear: 2024, interventions: [CALL], draws: 500, ...body },
    });
  const get = (path: string, key = test.keys.viewer): Promise<Answer> => test.call('GET', path, { key });
  const accept = (id: string, key = test.keys.analyst): Promise<Answer> =>
    test.call('POST', `${PLANS}/${id}/accept`, { key });
  async function made(body: object): Promise<Answer['body']> {
    const ordered = await order(body);
    expect(ordered.status).toBe(202);
    const path = `${PLANS}/${ordered.body.id}`;
    expect(ordered.headers.get('location')).toBe(path);
    await until(async () => (await get(path)).body.status !== 'pending');
    return (await get(path)).body;
  }
  const atLeastCost = { objective: { kind: 'cost', targetStars: 3.5, confidence: 0.8 } };

  it('reach the target at the least cost, and say what that rests on', async () => {
    const { plan, ...body } = await made({
      ...atLeastCost,
      name: 'Autumn',
      channelLimits: [{ channel: 'call', hours: 20 }],
    });
    expect(body).toMatchObject({ status: 'succeeded', starYear: 2026, objective: 'cost', acceptance: null });
    expect(plan.status).toBe('optimal');
    expect(plan.after.targetProbability).toBeGreaterThanOrEqual(0.8);
    expect(plan.before.targetProbability).toBeLessThan(plan.after.targetProbability);
    expect(plan.bound).toBeLessThanOrEqual(plan.objectiveValue);
    expect(Number(plan.cost) * 100).toBe(plan.objectiveValue);
    expect(plan.costByType).toEqual([{ typeCode: 'call', members: body.actions, cost: plan.cost }]);
    expect(Number(plan.cost)).toBe(18 * body.actions);
    expect(plan.measures.map(({ measure }: { measure: string }) => measure).sort()).toEqual([...MEASURES].sort());
    expect(plan.curve.length).toBeGreaterThan(0);
    expect(plan.roi).toMatchObject({ cost: plan.cost, expectedRevenue: null });
    expect(body.order).toMatchObject({ startsOn: '2024-01-01', contactsPerMember: 1, seed: 1, draws: 500 });
    const job = (await get(`/api/v1/jobs/${body.jobId}`)).body;
    expect(job).toMatchObject({ status: 'succeeded', progress: { percent: 100 }, result: { actions: body.actions } });
    // The same order again is the same plan: members of highest priority first, and equal digests.
    const again = await made(atLeastCost);
    const hashes = async (id: string): Promise<string[]> =>
      (await get(`${PLANS}/${id}/actions?limit=500`)).body.items.map(
        (one: { memberHash: string }) => one.memberHash,
      ) as string[];
    expect(await hashes(again.id as string)).toEqual(await hashes(body.id as string));
    const tables = await query(test.location.url, `SELECT 1 FROM pg_tables WHERE tablename LIKE 'options_%'`);
    expect(tables).toEqual([]);
  });

  it('list their contacts page by page and as a file, each read audited', async () => {
    const [{ id, actions }] = (await get(`${PLANS}?contractId=H0002&status=succeeded&limit=1`)).body.items;
    const first = (await get(`${PLANS}/${id}/actions?limit=3`)).body;
    expect(first.items.map(({ n }: { n: number }) => n)).toEqual([1, 2, 3]);
    expect(first.items[0]).toMatchObject({ typeCode: 'call', channel: 'call', cost: '18.00', skipped: null });
    expect(first.items[0].memberHash).toMatch(/^[0-9a-f]{64}$/);
    expect(first.items[0].expectedClosures).toBeCloseTo(0.95 * first.items[0].gaps.length, 4);
    const rest = (await get(`${PLANS}/${id}/actions?limit=500&cursor=${first.next}`)).body;
    expect(first.items.length + rest.items.length).toBe(actions);
    expect(rest.next).toBeNull();
    const csv = await get(`${PLANS}/${id}/actions.csv`);
    expect(csv.headers.get('content-type')).toContain('text/csv');
    const lines = String(csv.body).trim().split('\n');
    expect(lines).toHaveLength(Number(actions) + 1);
    expect(lines[1]?.split(',').slice(0, 3)).toEqual(['1', first.items[0].memberHash, 'call']);
    const audited = await query<{ event: string }>(
      test.location.ownerUrl,
      `SELECT event FROM audit_log WHERE entity_id = $1 ORDER BY occurred_at`,
      [id],
    );
    expect(audited.map(({ event }) => event)).toEqual(
      expect.arrayContaining([
        'optimization.ordered',
        'optimization.planned',
        'optimization.actions-read',
        'optimization.actions-exported',
      ]),
    );
  });

  it('accepted twice plan their interventions once; what was settled or covered meanwhile is left out and counted', async () => {
    const { id, actions } = await made(atLeastCost);
    const { items } = (await get(`${PLANS}/${id}/actions?limit=500`)).body;
    const gapsOf = (n: number): string[] => items[n].gaps.map((gap: { id: string }) => gap.id) as string[];
    await query(test.location.url, `UPDATE gap_analysis SET evidence = 'closed' WHERE id = ANY($1::uuid[])`, [
      gapsOf(0),
    ]);
    await query(test.location.url, `UPDATE gap_analysis SET evidence = 'closed' WHERE id = $1`, [gapsOf(1)[0]]);
    const both = await Promise.all([accept(id as string), accept(id as string)]);
    expect(both.map(({ status }) => status)).toEqual([200, 200]);
    expect(both[0]?.body.acceptance).toEqual(both[1]?.body.acceptance);
    const created = Number(actions) - 1;
    expect(both[0]?.body.acceptance).toMatchObject({
      created,
      settled: 1,
      covered: 0,
      inactive: 0,
      cost: (18 * created).toFixed(2),
    });
    const planned = await query<{ gaps: number; state: string }>(
      test.location.url,
      `SELECT i.state, count(*)::int AS gaps FROM interventions i JOIN intervention_gaps c ON c.intervention_id = i.id
        WHERE i.contract_id = 'H0002' GROUP BY i.id, i.state`,
    );
    expect(planned).toHaveLength(created);
    expect(planned.every(({ state }) => state === 'planned')).toBe(true);
    const after = (await get(`${PLANS}/${id}/actions?limit=500`)).body.items;
    expect(after[0]).toMatchObject({ skipped: 'settled', interventionId: null });
    expect(after[1]).toMatchObject({ skipped: null, interventionId: expect.any(String) });
    expect(after[1].gaps).toHaveLength(gapsOf(1).length - 1);
    // The other plan wanted the same members: they are covered now.
    const other = (await get(`${PLANS}?contractId=H0002&status=succeeded&limit=10`)).body.items.at(-1);
    expect((await accept(other.id as string)).body.acceptance).toMatchObject({ created: 0, settled: 1 });
    // A new plan leaves members alone who have a contact already.
    const next = await made({ objective: { kind: 'probability', targetStars: 5 }, curve: false, shadowPrices: false });
    expect(next.actions).toBeLessThanOrEqual(20 - created);
  });

  it('without money nothing is planned or accepted; a target out of reach gives the best there is', async () => {
    const nothing = await made({ ...atLeastCost, budget: '0.00' });
    expect(nothing.plan).toMatchObject({ cost: '0.00', treatedMembers: 0 });
    expect(nothing.actions).toBe(0);
    expect((await accept(nothing.id as string)).status).toBe(409);
    const high = await made({ objective: { kind: 'cost', targetStars: 5, confidence: 0.9 }, curve: false });
    expect(high.plan.status).toBe('targetOutOfReach');
    expect(high.plan.targetStars).toBeLessThan(5);
  });

  it('refuse what cannot be, naming every field', async () => {
    const fields = async (body: object): Promise<string[]> => {
      const { status, body: answer } = await order(body);
      expect(status).toBe(400);
      return answer.errors.map(({ pointer }: { pointer: string }) => pointer) as string[];
    };
    const bad = {
      ...atLeastCost,
      budget: '-1',
      channelLimits: [{ channel: 'pigeon', hours: 1 }],
      maxContactsPerMember: 9,
    };
    expect(await fields(bad)).toEqual(['/budget', '/channelLimits/0/channel', '/maxContactsPerMember']);
    expect(
      await fields({
        objective: {
          kind: 'cost',
          targetStars: 3.3,
          revenue: { benchmarkPmpm: '1', bidPmpm: '1', memberMonths: 1, doubleBonusShare: 0 },
        },
        interventions: [{ typeCode: 'nothing_such' }, { typeCode: 'call', measures: ['HEI'] }],
        channelLimits: [
          { channel: 'call', hours: 1, slots: 1 },
          { channel: 'mail', slots: 9, through: '2024-06-30' },
          { channel: 'mail', slots: 8 },
        ],
        deadlines: [{ measure: 'CBP', by: '2031-01-01' }],
        startsOn: '2023-12-31',
      }),
    ).toEqual([
      ...['/startsOn', '/deadlines/0/by', '/objective/revenue', '/objective/targetStars', '/interventions/0/typeCode'],
      ...['/interventions/1/measures/0', '/channelLimits/0', '/channelLimits/2'],
    ]);
    expect(await fields({ objective: { kind: 'value' } })).toEqual(['/objective/revenue']);
    expect(await fields({ ...atLeastCost, minimumPerStratum: [{ stratum: 'rich', members: 1 }] })).toEqual([
      '/minimumPerStratum/0/stratum',
    ]);
    expect((await order({ ...atLeastCost, measurementYear: 2019 })).body).toMatchObject({
      status: 422,
      errors: [{ pointer: '/starYear' }],
    });
    expect((await order({ ...atLeastCost, contractId: 'H7777' })).status).toBe(422);
    expect((await order(atLeastCost, test.keys.viewer)).status).toBe(403);
  });

  it('are nobody else’s: another contract’s plan is not there', async () => {
    const key = (await testKey(test.app, 'analyst', { contracts: ['H0001'] })).text;
    const [{ id }] = (await get(`${PLANS}?limit=1`)).body.items;
    expect((await order(atLeastCost, key)).status).toBe(404);
    for (const path of ['', '/actions', '/actions.csv'])
      expect((await get(`${PLANS}/${id}${path}`, key)).status).toBe(404);
    expect((await accept(id as string, key)).status).toBe(404);
    expect((await get(PLANS, key)).body.items).toEqual([]);
  });

  it('that are cancelled end as such, and leave no thread at work', async () => {
    // Nobody reads members meanwhile: the job cannot be done before it is cancelled.
    const lock = new pg.Client({ connectionString: test.location.url });
    await lock.connect();
    await lock.query('BEGIN; LOCK TABLE members IN ACCESS EXCLUSIVE MODE');
    const { body } = await order(atLeastCost);
    await test.call('POST', `/api/v1/jobs/${body.jobId}/cancel`, { key: test.keys.analyst });
    await until(async () => (await get(`${PLANS}/${body.id}`)).body.status !== 'pending').finally(() => lock.end());
    expect((await get(`${PLANS}/${body.id}`)).body).toMatchObject({ status: 'cancelled', plan: null });
    const { classes, ...problem } = syntheticProblem({
      ...{ ruleSet: rules2026(), contract: madeUpContract(rules2026(), 3), members: 20_000, seed: 1 },
      objective: { kind: 'cost', targetStars: 4, confidence: 0.8 },
    });
    const options = classes.map(({ id, members: count, gaps, contactsLeft = 1 }) => ({
      ...{ key: id, members: count, gaps, contactsLeft, strata: [] },
    }));
    const abort = new AbortController();
    const run = test.app
      .get(OptimizerThreads)
      .run({ problem, options, settings: { seconds: 300, curve: true, shadowPrices: true } }, abort.signal, (share) => {
        if (share > 0) abort.abort();
      });
    setTimeout(() => abort.abort(), 300);
    await expect(run).rejects.toThrow();
    const cpu = process.cpuUsage();
    await new Promise((resolve) => setTimeout(resolve, 400));
    // A thread at work would use the whole time.
    expect(process.cpuUsage(cpu).user / 1000).toBeLessThan(250);
  });
});
