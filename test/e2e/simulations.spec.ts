import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allMeasures, rateRequest } from '../factories/rate-contract.js';
import { startTestApp, type TestApp, testKey } from '../support/app.js';
import { query } from '../support/database.js';
import { until } from '../support/until.js';

/** Controlling blood pressure: three stars today (74 %), 1,000 open gaps, four stars from 80 %. */
const CBP = { code: 'CBP', denominator: 10_000, numerator: 7400, open: [{ count: 1000, probability: 0.6 }] };

describe('simulations over HTTP', () => {
  let test: TestApp;
  const order = (overrides: object = {}) => ({ ...rateRequest(), kind: 'whatIf', ...overrides });
  const post = (body: unknown, path = '/api/v1/simulations', key = test.keys.analyst) =>
    test.call('POST', path, { key, body });
  const get = (path: string, key = test.keys.viewer) => test.call('GET', path, { key });
  const ended = async (id: string) => {
    await until(async () => (await get(`/api/v1/simulations/${id}`)).body.status !== 'pending', 40_000);
    return (await get(`/api/v1/simulations/${id}`)).body;
  };

  beforeAll(async () => {
    test = await startTestApp();
  });
  afterAll(() => test.close());

  it('tells what a change does, line by line, and finds it again', async () => {
    const changes = [
      { type: 'closureRate', code: 'CBP', numerator: 7400, denominator: 10_000, openGaps: 1000, rate: 0.5 },
    ];
    const answer = await post(order({ changes, name: 'campaign' }));
    expect(answer.status).toBe(201);
    expect(answer.headers.get('location')).toBe(`/api/v1/simulations/${answer.body.id}`);
    expect(answer.body).toMatchObject({ kind: 'whatIf', status: 'succeeded', starYear: 2026, seed: null, jobId: null });
    expect(answer.body.ruleSet).toMatchObject({
      version: expect.any(String),
      digest: expect.stringMatching(/^\w{64}$/),
    });
    expect(answer.body.inputsDigest).toMatch(/^\w{64}$/);
    expect(answer.body.result.measures).toMatchObject([{ measureId: 'C14', score: [null, '79'], star: [4, 3] }]);
    const overall = answer.body.result.ratings.find((one: { rating: string }) => one.rating === 'overall');
    expect(overall.lines.map(({ line }: { line: string }) => line)).toEqual(
      expect.arrayContaining(['mean', 'variance']),
    );
    expect((await get(`/api/v1/simulations/${answer.body.id}`)).body).toEqual(answer.body);
  });

  it('takes every kind of change, also other cut points and the rules of a star year', async () => {
    const changes = [
      { type: 'star', code: 'C01', star: 5 },
      { type: 'score', code: 'C02', score: '90' },
      { type: 'numerators', code: 'C10', numerator: 600, denominator: 1000, added: 50 },
      { type: 'cutPoints', code: 'C02', cutPoints: [50, 60, 70, 95], set: 'mapd' },
    ];
    const { status, body } = await post(order({ changes, underStarYear: 2026 }));
    expect(status).toBe(201);
    const stars = Object.fromEntries(
      body.result.measures.map(({ measureId, star }: { measureId: string; star: number[] }) => [measureId, star[1]]),
    );
    expect(stars.C01).toBe(5);
    expect(stars.C10).toBe(4);
  });

  it('gives the distribution of the year-end rating, the same for the same seed', async () => {
    const wanted = order({
      kind: 'monteCarlo',
      outlooks: [CBP],
      draws: 2000,
      seed: 7,
      modelVersions: { closure: '1.2' },
    });
    const [first, second] = [await post(wanted), await post(wanted)];
    expect(first.status).toBe(201);
    expect(first.body).toMatchObject({ seed: 7, modelVersions: { closure: '1.2' }, result: { draws: 2000, seed: 7 } });
    expect(second.body.result).toEqual(first.body.result);
    expect(second.body.inputsDigest).toBe(first.body.inputsDigest);
    const [line] = first.body.result.measures;
    expect(line).toMatchObject({ measureId: 'C14', source: 'gaps', numerator: { mean: 8000, denominator: 10_000 } });
    expect(line.chances[3]).toBeGreaterThan(0.4);
    expect(first.body.result.ratings.overall.fourOrMore.probability).toBe(1);
  });

  it('takes probabilities one by one, stated chances, enrolment and correlations', async () => {
    const one = { code: 'C14', denominator: 10, numerator: 7, probabilities: [0.5, 0.5, 0.9] };
    const enrolment = { leavingShare: 0.5, joining: { count: 2, probability: 0.8 } };
    const outlooks = [
      one,
      {
        code: 'C01',
        denominator: 100,
        numerator: 60,
        open: [{ count: 20, probability: 0.5 }],
        enrolment,
        memberCorrelation: 0.1,
      },
      { code: 'C30', chances: [0, 0, 0.5, 0.5, 0] },
    ];
    const { status, body } = await post(order({ kind: 'monteCarlo', outlooks, draws: 500, measureCorrelation: 0.3 }));
    expect(status).toBe(201);
    expect(body.scenario.outlooks[0].open).toEqual([
      { count: 2, probability: 0.5 },
      { count: 1, probability: 0.9 },
    ]);
    expect(body.result.measures[1].numerator).toMatchObject({ denominator: 92, method: 'commonFactor' });
    expect(body.result.measures[2].source).toBe('stated');
  });

  it('tells the distance to each better star, and the adherence members who can still get there', async () => {
    const adherence = [
      { treatmentDays: 365, elapsedDays: 200, coveredDays: 200 },
      { treatmentDays: 365, elapsedDays: 200, coveredDays: 50 },
    ];
    const outlooks = [CBP, { ...CBP, code: 'D08', adherence }];
    const { status, body } = await post(order({ kind: 'distance', outlooks }));
    expect(status).toBe(201);
    const [cbp, diabetes] = body.result.measures;
    expect(cbp).toMatchObject({ measureId: 'C14', rateToday: 74, starToday: 2 });
    expect(cbp.stars.map(({ star, missingToday }: Record<string, number>) => [star, missingToday])).toEqual([
      [3, 50],
      [4, 550],
      [5, 1150],
    ]);
    expect(diabetes.adherence).toMatchObject({ denominator: 2, recoverable: 1, lost: 1 });
  });

  it('rates the same data under several rule sets', async () => {
    const { status, body } = await post(order({ kind: 'ruleSets', ruleSetYears: [2026] }));
    expect(status).toBe(201);
    expect(body.result.comparisons).toMatchObject([{ starYear: 2026, dropped: [], missing: [] }]);
  });

  it('has revenue as a distribution with its assumptions and payment year, negative money refused', async () => {
    const revenue = { benchmarkPmpm: '1100.00', bidPmpm: '950', memberMonths: 120_000, doubleBonusShare: 0.1 };
    const outlooks = [{ code: 'C14', chances: [0.5, 0, 0, 0, 0.5] }];
    const { body } = await post(order({ kind: 'monteCarlo', outlooks, draws: 200, revenue }));
    expect(body.result.revenue).toMatchObject({ starYear: 2026, paymentYear: 2027, assumptions: { bonusPercent: 5 } });
    const again = await post({ ...revenue, bonusPercent: 0 }, `/api/v1/simulations/${body.id}/revenue`);
    expect(again.status).toBe(200);
    expect(again.body).toMatchObject({ paymentYear: 2027, assumptions: { bonusPercent: 0 } });
    const negative = await post({ ...revenue, bidPmpm: '-1' }, `/api/v1/simulations/${body.id}/revenue`);
    expect(negative.body.errors).toMatchObject([{ pointer: '/bidPmpm' }]);
    const other = await post(order({ changes: [{ type: 'star', code: 'C01', star: 5 }] }));
    expect((await post(revenue, `/api/v1/simulations/${other.body.id}/revenue`)).status).toBe(422);
  });

  it('lays simulations side by side and names what cannot be compared', async () => {
    const of = async (star: number) => (await post(order({ changes: [{ type: 'star', code: 'C01', star }] }))).body.id;
    const ids = [await of(3), await of(5)];
    const { status, body } = await post({ ids }, '/api/v1/simulations/compare', test.keys.viewer);
    expect(status).toBe(200);
    expect(body).toMatchObject({ sameRuleSet: true, simulations: [{ id: ids[0] }, { id: ids[1] }] });
    const line = body.lines.find((one: { line: string }) => one.line === 'C01: star');
    expect(line).toEqual({ line: 'C01: star', values: [3, 5], differences: [0, 2], differs: true });
    expect(body.lines.every(({ differs }: { differs: boolean }) => differs)).toBe(true);
    const all = await post({ ids, lines: 'all' }, '/api/v1/simulations/compare');
    expect(all.body.lines.length).toBeGreaterThan(body.lines.length);
    const distance = (await post(order({ kind: 'distance', outlooks: [CBP] }))).body.id;
    const mixed = await post({ ids: [ids[0], distance] }, '/api/v1/simulations/compare');
    expect(mixed.body.errors).toMatchObject([{ pointer: '/ids/1', code: 'anotherKind' }]);
    const none = '00000000-0000-7000-8000-000000000000';
    const unknown = await post({ ids: [ids[0], none] }, '/api/v1/simulations/compare');
    expect(unknown.body.errors).toMatchObject([{ pointer: '/ids/1', code: 'unknownSimulation' }]);
  });

  it('pages through the list, deletes, and audits', async () => {
    const make = async () =>
      (await post(order({ contractId: 'H7777', changes: [{ type: 'star', code: 'C01', star: 5 }] }))).body.id;
    const made = [await make(), await make(), await make()].reverse();
    const seen: string[] = [];
    for (let next: string | null = ''; next !== null;) {
      const page = await get(
        `/api/v1/simulations?contractId=H7777&kind=whatIf&limit=2${next ? `&cursor=${next}` : ''}`,
      );
      seen.push(...page.body.items.map(({ id }: { id: string }) => id));
      expect(page.body.items[0].result).toBeUndefined();
      next = page.body.next;
    }
    expect(seen).toEqual(made);
    expect((await test.call('DELETE', `/api/v1/simulations/${made[0]}`, { key: test.keys.viewer })).status).toBe(403);
    expect((await test.call('DELETE', `/api/v1/simulations/${made[0]}`, { key: test.keys.analyst })).status).toBe(204);
    expect((await get(`/api/v1/simulations/${made[0]}`)).status).toBe(404);
    const sql = `SELECT event || ' ' || outcome AS event FROM audit_log WHERE entity_id = $1 ORDER BY occurred_at`;
    const rows = await query<{ event: string }>(test.location.ownerUrl, sql, [made[0]]);
    expect(rows.map(({ event }) => event)).toEqual([
      'simulation.created succeeded',
      'simulation.deleted denied',
      'simulation.deleted succeeded',
    ]);
  });

  it('answers 404 for contracts out of scope, in every door', async () => {
    const { id } = (await post(order({ changes: [{ type: 'star', code: 'C01', star: 5 }] }))).body;
    const narrow = (await testKey(test.app, 'analyst', { contracts: ['H0002'] })).text;
    expect((await get(`/api/v1/simulations/${id}`, narrow)).status).toBe(404);
    expect((await get('/api/v1/simulations', narrow)).body.items).toEqual([]);
    expect((await post(order({ changes: [] }), '/api/v1/simulations', narrow)).status).toBe(404);
    expect((await test.call('DELETE', `/api/v1/simulations/${id}`, { key: narrow })).status).toBe(404);
    expect((await post(order(), '/api/v1/simulations', test.keys.viewer)).status).toBe(403);
  });

  it('computes many draws as a job with progress', async () => {
    const answer = await post(order({ kind: 'monteCarlo', outlooks: [CBP], draws: 40_000 }));
    expect(answer.status).toBe(202);
    expect(answer.body).toMatchObject({ status: 'pending', result: null, finishedAt: null });
    const done = await ended(answer.body.id);
    expect(done).toMatchObject({ status: 'succeeded', result: { draws: 40_000 }, jobId: answer.body.jobId });
    const job = (await get(`/api/v1/jobs/${done.jobId}`)).body;
    expect(job).toMatchObject({ kind: 'simulation', status: 'succeeded', progress: { total: 40_000, read: 40_000 } });
    expect(job.result).toEqual({ simulationId: answer.body.id });
  });

  it('gives the same result as a job as at once', async () => {
    const wanted = order({ kind: 'monteCarlo', outlooks: [CBP], draws: 1000 });
    const [now, later] = [await post(wanted), await post({ ...wanted, asJob: true })];
    expect((await ended(later.body.id)).result).toEqual(now.body.result);
  });

  it('cancels a job: no result, no thread left at work, and only then can it be deleted', async () => {
    const outlooks = allMeasures(4).map(({ code }) => ({ code, chances: [0.1, 0.2, 0.3, 0.2, 0.2] }));
    const { body } = await post(order({ kind: 'monteCarlo', outlooks, draws: 100_000, measureCorrelation: 0.2 }));
    expect((await test.call('DELETE', `/api/v1/simulations/${body.id}`, { key: test.keys.analyst })).status).toBe(409);
    await until(async () => (await get(`/api/v1/jobs/${body.jobId}`)).body.status === 'running');
    expect((await post({}, `/api/v1/jobs/${body.jobId}/cancel`)).status).toBe(202);
    expect(await ended(body.id)).toMatchObject({ status: 'cancelled', result: null });
    expect((await get(`/api/v1/jobs/${body.jobId}`)).body.status).toBe('cancelled');
    expect((await test.call('DELETE', `/api/v1/simulations/${body.id}`, { key: test.keys.analyst })).status).toBe(204);
  });

  it('keeps a distribution in the ledger of forecasts; scoring waits for the actual ratings', async () => {
    const wanted = { kind: 'monteCarlo', contractId: 'H5555', outlooks: [CBP], draws: 200, keepAsForecast: true };
    const { body } = await post(order(wanted));
    const ledger = await get('/api/v1/forecasts?contractId=H5555');
    expect(ledger.body).toMatchObject({
      next: null,
      items: [{ source: 'simulation', sourceId: body.id, rating: 'overall' }],
    });
    expect((await get('/api/v1/forecasts/score?starYear=2026')).status).toBe(422);
    expect((await get('/api/v1/rulesets/2026/cut-points/forecast')).status).toBe(422);
  });
});
