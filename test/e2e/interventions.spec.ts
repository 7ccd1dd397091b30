import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MembersRepository } from '../../src/modules/members/index.js';
import { insertGaps, insertMembers } from '../factories/index.js';
import { startTestApp, testKey, type TestApp } from '../support/app.js';
import type { Answer } from '../support/client.js';

describe('interventions over REST', () => {
  let test: TestApp;
  beforeAll(async () => {
    test = await startTestApp();
  });
  afterAll(() => test.close());

  const call = (method: string, path: string, body?: unknown, headers = {}): Promise<Answer> =>
    test.call(method, `/api/v1${path}`, { key: test.keys.analyst, body, headers });

  interface Patient {
    readonly memberHash: string;
    readonly gapIds: string[];
  }
  async function patient(measures = ['BCS'], part: object = {}): Promise<Patient> {
    const { contractId = 'H1234' } = part as { contractId?: string };
    const [memberId = ''] = await insertMembers(test.location.url, 1, contractId);
    const gapIds = await insertGaps(
      test.location.url,
      measures.map((measure) => ({ memberId, measure, ...part })),
    );
    const member = await test.app.get(MembersRepository).byId(memberId);
    return { memberHash: member?.memberHash.toString('hex') ?? '', gapIds };
  }
  const plan = ({ memberHash, gapIds }: Patient, part: object = {}): Promise<Answer> =>
    call('POST', '/interventions', { memberHash, gapIds, typeCode: 'call', ...part });
  const complete = (id: string, body: object, headers = {}): Promise<Answer> =>
    call('POST', `/interventions/${id}/complete`, body, headers);
  const EVIDENCE = { source: 'supplemental', asOf: '2026-06-20' };

  it('are planned at the catalogue cost, begun and completed; the gap closes with its history', async () => {
    const someone = await patient();
    const planned = await plan(someone, { value: '90', plannedOn: '2026-06-15' });
    expect(planned.status).toBe(201);
    expect(planned.body).toMatchObject({ state: 'planned', cost: '18.00', value: '90', roi: '4.0000', holdout: false });
    const { id } = planned.body;
    expect((await call('POST', `/interventions/${id}/start`)).body).toMatchObject({ state: 'in_progress', version: 2 });
    const done = await complete(id, { outcome: 'success', evidence: EVIDENCE, cost: '20.50' });
    expect(done.body).toMatchObject({
      state: 'completed',
      outcome: 'success',
      cost: '20.50',
      gaps: [{ delivered: true }],
    });
    const [gapId] = someone.gapIds;
    expect((await call('GET', `/gaps/${gapId}`)).body).toMatchObject({
      evidence: 'closed',
      work: 'completed',
      ...EVIDENCE,
    });
    expect((await call('GET', `/gaps/${gapId}/history`)).body.items).toMatchObject([
      { cause: 'intervention', interventionId: id },
    ]);
    expect((await call('GET', `/interventions/${id}`)).body).toMatchObject({
      cost: '20.50',
      value: '90.00',
      version: 3,
    });
    expect((await call('GET', `/members/${someone.memberHash}/interventions`)).body.items).toHaveLength(1);
  });

  it('cover several gaps of a member and may close a part of them', async () => {
    const someone = await patient(['BCS', 'COL', 'CBP']);
    const { id } = (await plan(someone)).body;
    const [first = ''] = someone.gapIds;
    const partial = { outcome: 'partial', deliveredGapIds: [first], evidence: EVIDENCE, otherwise: 'refused' };
    expect((await complete(id, partial)).status).toBe(200);
    const { body } = await call('GET', `/members/${someone.memberHash}/gaps`);
    const standing = body.items.map((gap: Record<string, unknown>) => [gap.id === first, gap.evidence, gap.work]);
    expect(standing).toContainEqual([true, 'closed', 'completed']);
    expect(standing.filter(([own]: [boolean]) => !own)).toEqual(Array(2).fill([false, 'open', 'refused']));
  });

  it('change nothing at all when the completion is refused', async () => {
    const someone = await patient(['BCS', 'COL']);
    const { id } = (await plan(someone)).body;
    const answers = [
      await complete(id, { outcome: 'partial', evidence: EVIDENCE }),
      await complete(id, { outcome: 'success', evidence: { ...EVIDENCE, asOf: '2020-01-01' } }),
      await complete(id, { outcome: 'success', evidence: EVIDENCE }, { 'if-match': '"9"' }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([400, 400, 412]);
    expect((await call('GET', `/members/${someone.memberHash}/gaps`)).body).toMatchObject({ open: 2 });
    expect((await call('GET', `/interventions/${id}`)).body).toMatchObject({ state: 'planned', version: 1 });
  });

  it('end once: of two completions at the same time one is refused', async () => {
    const { id } = (await plan(await patient())).body;
    const both = await Promise.all([1, 2].map(() => complete(id, { outcome: 'failed' })));
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect((await call('POST', `/interventions/${id}/cancel`)).status).toBe(409);
  });

  it('are cancelled', async () => {
    const { id } = (await plan(await patient())).body;
    expect((await call('POST', `/interventions/${id}/cancel`)).body).toMatchObject({
      state: 'cancelled',
      outcome: null,
    });
  });

  it('are refused for gaps of others, of other years, of unknown types and days', async () => {
    const [one, other, late] = [await patient(), await patient(), await patient(['COL'], { measurementYear: 2025 })];
    const answers = [
      await plan({ ...one, gapIds: other.gapIds }),
      await plan({ ...one, gapIds: [...one.gapIds, ...late.gapIds] }),
      await plan(one, { typeCode: 'dance' }),
      await plan(one, { plannedOn: '2030-01-01' }),
      await plan(one, { cost: '1.234' }),
      await plan(one, { gapIds: [] }),
    ];
    expect(answers.map(({ status }) => status)).toEqual(Array(6).fill(400));
  });

  it('report closure in treated against hold-out members', async () => {
    for (let n = 0; n < 10; n++) {
      const treated = await plan(await patient(['BCS'], { contractId: 'H6000' }));
      if (n < 6) await complete(treated.body.id, { outcome: 'success', evidence: EVIDENCE });
      await plan(await patient(['BCS'], { contractId: 'H6000', evidence: n < 2 ? 'closed' : 'open' }), {
        holdout: true,
      });
    }
    await plan(await patient(['BCS'], { contractId: 'H6000', evidence: 'excluded' }));
    const { body } = await call('GET', '/interventions/reports/effect?contractId=H6000&measurementYear=2026');
    expect(body.items).toMatchObject([
      {
        measure: 'BCS',
        treated: { members: 10, closed: 6, rate: 60 },
        holdout: { members: 10, closed: 2, rate: 20 },
        mixed: 0,
      },
    ]);
    expect(body.items[0].difference).toBeCloseTo(40, 9);
    expect(body.items[0].interval.low).toBeLessThan(40);
    const returns = await call('GET', '/interventions/reports/return?contractId=H6000&measurementYear=2026');
    expect(returns.body.items).toEqual([
      {
        typeCode: 'call',
        planned: 5,
        completed: 6,
        closures: 6,
        cost: '108.00',
        value: null,
        costPerClosure: '18.00',
        roi: null,
      },
    ]);
  });

  it('never treat the hold-out group', async () => {
    const { id } = (await plan(await patient(), { holdout: true })).body;
    expect((await call('POST', `/interventions/${id}/start`)).status).toBe(409);
    expect((await complete(id, { outcome: 'success' })).status).toBe(409);
  });

  it('are listed newest first, page by page', async () => {
    const ids: string[] = [];
    for (let n = 0; n < 3; n++) ids.unshift((await plan(await patient(['BCS'], { contractId: 'H6100' }))).body.id);
    const list = (rest: string): Promise<Answer> =>
      call('GET', `/interventions?contractId=H6100&measurementYear=2026&${rest}`);
    const first = await list('limit=2');
    const second = await list(`limit=2&cursor=${first.body.next}`);
    expect([...first.body.items, ...second.body.items].map(({ id }: { id: string }) => id)).toEqual(ids);
    expect((await list('state=completed')).body.items).toEqual([]);
  });

  it('have a catalogue that a plan replaces by its own', async () => {
    const { body } = await call('GET', '/intervention-types');
    expect(body.items.map(({ code }: { code: string }) => code)).toEqual(
      expect.arrayContaining(['call', 'pcp_visit', 'mobile_lab', 'home_kit', 'pharmacist', 'specialist']),
    );
    const type = { name: 'Call by nurse', channel: 'call', cost: '22.5', successRate: '0.2', staffMinutes: 25 };
    expect((await call('PUT', '/intervention-types/call', type)).body).toMatchObject({
      cost: '22.50',
      successRate: '0.2000',
      version: 2,
    });
    await call('PUT', '/intervention-types/old_way', { ...type, active: false });
    expect((await plan(await patient(), { typeCode: 'old_way' })).status).toBe(400);
    expect((await call('PUT', '/intervention-types/call', { ...type, successRate: '1.1' })).status).toBe(400);
  });

  it('change as they were read', async () => {
    const { id } = (await plan(await patient())).body;
    expect((await call('POST', `/interventions/${id}/start`, undefined, { 'if-match': '"2"' })).status).toBe(412);
    expect((await call('POST', `/interventions/${id}/start`, undefined, { 'if-match': '"1"' })).status).toBe(200);
    const nobody = await call('GET', '/interventions?contractId=H6999&measurementYear=2026');
    expect(nobody.body).toEqual({ items: [], next: null });
    expect((await call('GET', `/interventions/${'0'.repeat(8)}-0000-7000-8000-000000000000`)).status).toBe(404);
  });

  it('of another contract are not there', async () => {
    const { id } = (await plan(await patient())).body;
    const { text: key } = await testKey(test.app, 'analyst', { contracts: ['H2222'] });
    const paths = [
      `/interventions/${id}`,
      '/interventions?contractId=H1234&measurementYear=2026',
      '/interventions/reports/effect?contractId=H1234&measurementYear=2026',
    ];
    const answers = await Promise.all(paths.map((path) => test.call('GET', `/api/v1${path}`, { key })));
    answers.push(await test.call('POST', `/api/v1/interventions/${id}/start`, { key }));
    expect(answers.map(({ status }) => status)).toEqual(Array(4).fill(404));
  });
});
