import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCmsTables } from '../../src/core/cms-tables/index.js';
import { PortfolioSchedules } from '../../src/modules/portfolio/index.js';
import { PredictionsRepository } from '../../src/modules/predictions/index.js';
import { CmsImportService, readCmsFolder } from '../../src/modules/ratings/index.js';
import { cmsFolder, FOUR_STARS, THREE_STARS } from '../factories/cms-folder.js';
import { insertGaps, insertMembers, newPrediction } from '../factories/index.js';
import { startTestApp, type TestApp, testKey } from '../support/app.js';
import { query } from '../support/database.js';
import { asSomeone } from '../support/medium-app.js';
import { until } from '../support/until.js';

const CONTRACT = { contractId: 'H0002', starYear: 2026 };
const FROM_GAPS = { measurementYear: 2024, adherenceAsOf: '2024-08-01' };
/** Success rate of an outreach call in the catalogue. */
const CALL = 0.15;

describe('simulations straight from the gaps tables', () => {
  let test: TestApp;
  let gapIds: string[];
  const ids = { one: randomUUID(), two: randomUUID(), done: randomUUID(), held: randomUUID() };
  const post = (body: object, key = test.keys.analyst) =>
    test.call('POST', '/api/v1/simulations', { key, body: { ...CONTRACT, ...body } });
  const pointers = async (body: object): Promise<string[]> => {
    const answer = await post(body);
    expect([400, 422]).toContain(answer.status);
    return answer.body.errors.map(({ pointer, code }: Record<string, string>) => `${pointer} ${code}`);
  };

  beforeAll(async () => {
    test = await startTestApp();
    const { url } = test.location;
    // Forecasts find their actual results by the measures' names.
    const names = { C14: 'Controlling High Blood Pressure', D08: 'Medication Adherence for Diabetes Medications' };
    const contract = { ...THREE_STARS, scores: { C14: '82%', D08: '87%' }, stars: { C14: 4 } };
    const { tables } = readCmsTables(await readCmsFolder(cmsFolder([FOUR_STARS, contract], names)), 2026);
    await asSomeone(test.app, () => test.app.get(CmsImportService).import(tables, new Date()));
    const members = await insertMembers(url, 100, 'H0002');
    const gap = { contractId: 'H0002', measurementYear: 2024 };
    // Blood pressure: 70 closed, 30 open, 20 of them predicted to stay open with 0.25: 85 expected of 100, four stars.
    gapIds = await insertGaps(
      url,
      members.map((memberId, n) => ({ ...gap, memberId, measure: 'CBP', evidence: n < 70 ? 'closed' : 'open' })),
    );
    for (const memberId of members.slice(70, 90)) {
      const part = { contractId: 'H0002', measurementYear: 2024, measure: 'CBP', probability: 0.25 };
      await test.app.get(PredictionsRepository).insertOne(newPrediction(memberId, part));
    }
    // Diabetes adherence: 80 adherent; of 20 open ones 5 are due in four days, 5 later, 6 lost, 4 without days.
    const adherence = await insertGaps(
      url,
      members.map((memberId, n) => ({ ...gap, memberId, measure: 'PDC-DR', evidence: n < 80 ? 'closed' : 'open' })),
    );
    await query(
      url,
      `UPDATE gap_analysis SET adherence_days_covered = 100, adherence_days_allowed = 73,
         adherence_pass_until = (ARRAY['2024-09-05', '2024-11-30', NULL])[d.kind]::date
         FROM unnest($1::uuid[], $2::int[]) AS d(id, kind) WHERE gap_analysis.id = d.id`,
      [adherence.slice(80, 96), Array.from({ length: 16 }, (_, n) => (n < 5 ? 1 : n < 10 ? 2 : 3))],
    );
    const stored = [
      [ids.one, 'planned', false, [90, 91]],
      [ids.two, 'in_progress', false, [90]],
      [ids.done, 'cancelled', false, [70]],
      [ids.held, 'planned', true, [71]],
    ] as const;
    for (const [id, state, holdout, covered] of stored) {
      await query(
        url,
        `INSERT INTO interventions (id, member_id, contract_id, measurement_year, type_code, state, holdout, cost,
           ended_at, version, created_at, created_by)
         VALUES ($1, $2, 'H0002', 2024, 'call', $3, $4, 18, CASE WHEN $3 = 'cancelled' THEN now() END, 1, now(), 'test')`,
        [id, members[covered[0]], state, holdout],
      );
      await query(
        url,
        `INSERT INTO intervention_gaps (intervention_id, gap_id, contract_id) SELECT $1, unnest($2::uuid[]), 'H0002'`,
        [id, covered.map((n) => gapIds[n])],
      );
    }
  });
  afterAll(() => test.close());

  it('gives the distribution of the year end: closed gaps, 1 − p for predicted ones, the rest by the stated rule', async () => {
    const { status, body } = await post({ kind: 'monteCarlo', fromGaps: FROM_GAPS, draws: 500 });
    expect(status).toBe(201);
    expect(body.modelVersions).toEqual({ 'bcs-reference': '1.0.0' });
    const [cbp, diabetes] = body.result.measures;
    expect(cbp).toMatchObject({ measureId: 'C14', source: 'gaps', numerator: { denominator: 100, mean: 85 } });
    expect(diabetes).toMatchObject({ measureId: 'D08', numerator: { mean: 80 } });
    expect(body.result.gaps.measures).toEqual([
      { measureId: 'C14', measure: 'CBP', denominator: 100, numerator: 70, open: 30, predicted: 20, withoutPrediction: 10, lost: 0 }, // prettier-ignore
      { measureId: 'D08', measure: 'PDC-DR', denominator: 100, numerator: 80, open: 20, predicted: 0, withoutPrediction: 14, lost: 6 }, // prettier-ignore
    ]);
    expect(body.result.gaps.interventions).toBeNull();
    expect(body.result.gaps.assumptions).toContain('Gaps without a prediction stay open.');
    const like = await post({ kind: 'monteCarlo', fromGaps: { ...FROM_GAPS, withoutPrediction: 'likePredicted' }, draws: 100 }); // prettier-ignore
    expect(like.body.result.measures[0].numerator.mean).toBeCloseTo(92.5, 9);
    expect(JSON.stringify(body)).not.toContain(gapIds[70]);
  });

  it('covers gaps by a plan: expected numerators added, and the rating without and with it', async () => {
    const plan = [
      { type: 'call', count: 10, measures: ['CBP'] },
      { type: 'home_visit', count: 10, measures: ['CBP'] },
    ];
    const types = await query<{ code: string; rate: string }>(
      test.location.url,
      'SELECT code, success_rate AS rate FROM intervention_types',
    );
    const visit = types.find(({ code }) => code !== 'call' && code !== 'reminder');
    const second = Number(visit?.rate);
    const own = plan.map((line, n) => (n === 1 ? { ...line, type: visit?.code } : line));
    const treat = async (interventions: object) =>
      (await post({ kind: 'monteCarlo', fromGaps: FROM_GAPS, draws: 100, interventions })).body.result;
    const together = await treat({ plan: own, overlap: 'together' });
    const success = 1 - (1 - CALL) * (1 - second);
    // The ten least likely gaps stay open by themselves: both lines take them.
    expect(together.gaps.interventions.measures).toEqual([
      { measureId: 'C14', measure: 'CBP', coveredGaps: 10, overlappingGaps: 10, expectedClosures: expect.closeTo(10 * success, 9), expectedAdded: expect.closeTo(10 * success, 9) }, // prettier-ignore
    ]);
    expect(together.measures[0].numerator.mean).toBeCloseTo(85 + 10 * success, 9);
    const apart = await treat({ plan: own });
    expect(apart.measures[0].numerator.mean).toBeCloseTo(85 + 10 * CALL + 10 * 0.25 * second, 9);
    const { without, with: treated } = apart.gaps.interventions;
    expect(treated.expectedFinal).toBeGreaterThanOrEqual(without.expectedFinal);
    expect(apart.gaps.assumptions.join(' ')).toContain('1 - (1 - own chance)');
  });

  it('covers gaps by stored interventions: two on one gap close it with 1 − ∏(1 − s)', async () => {
    const both = 1 - (1 - CALL) ** 2;
    const interventions = { ids: [ids.one, ids.two] };
    const { body } = await post({ kind: 'whatIf', fromGaps: FROM_GAPS, interventions });
    expect(body.result.gaps.interventions).toMatchObject({
      measures: [{ measureId: 'C14', coveredGaps: 2, overlappingGaps: 1 }],
      expectedAdded: expect.closeTo(both + CALL, 9),
    });
    const all = await post({ kind: 'whatIf', fromGaps: FROM_GAPS, interventions: { allPlanned: true } });
    expect(all.body.result.gaps.interventions).toEqual(body.result.gaps.interventions);
  });

  it('tells a what-if with interventions line by line, against the expected rates of the gaps', async () => {
    const interventions = { plan: [{ type: 'call', count: 10, measures: ['CBP'] }] };
    const { body } = await post({ kind: 'whatIf', fromGaps: FROM_GAPS, interventions });
    // 85 expected and 1.5 added: whole members, 86 of 100, the fifth star.
    expect(body.result.measures).toMatchObject([{ measureId: 'C14', score: ['85', '86'], star: [4, 5] }]);
    expect(body.scenario).toMatchObject({ fromGaps: FROM_GAPS, interventions });
  });

  it('tells the distance and the adherence members who can still be adherent, by urgency', async () => {
    const { body } = await post({ kind: 'distance', fromGaps: { ...FROM_GAPS, adherenceAsOf: '2024-09-01' } });
    const [cbp, diabetes] = body.result.measures;
    expect(cbp).toMatchObject({ rateToday: 70, starToday: 2, adherence: null });
    expect(diabetes.adherence).toEqual({
      ...{ denominator: 100, secured: 80, recoverable: 10, lost: 6, tooShort: 0 },
      ...{ within7Days: 5, within14Days: 5, within30Days: 5, withoutDays: 4 },
    });
    const later = await post({ kind: 'distance', fromGaps: { ...FROM_GAPS, adherenceAsOf: '2024-10-01' } });
    expect(later.body.result.measures[1].adherence).toMatchObject({ recoverable: 5, lost: 11 });
  });

  it('gives the same as a job, and for an outlook that the request gives itself goes by that', async () => {
    const wanted = { kind: 'monteCarlo', fromGaps: FROM_GAPS, draws: 200, seed: 4 };
    const [now, later] = [await post(wanted), await post({ ...wanted, asJob: true })];
    expect(later.status).toBe(202);
    const read = async () => (await test.call('GET', `/api/v1/simulations/${later.body.id}`, { key: test.keys.viewer })).body; // prettier-ignore
    await until(async () => (await read()).status !== 'pending', 40_000);
    const [a, b] = [now.body.result, (await read()).result];
    expect({ ...b, gaps: { ...b.gaps, readAt: '' } }).toEqual({ ...a, gaps: { ...a.gaps, readAt: '' } });
    const outlooks = [{ code: 'CBP', chances: [0, 0, 0, 0, 1] }];
    const { body } = await post({ ...wanted, outlooks });
    expect(body.result.measures.map(({ source }: { source: string }) => source)).toEqual(['stated', 'gaps']);
  });

  it('refuses what cannot be, by pointer, in one answer where it can', async () => {
    const whatIf = (interventions: object, more: object = {}) => ({ kind: 'whatIf', fromGaps: FROM_GAPS, interventions, ...more }); // prettier-ignore
    const line = { type: 'call', count: 1, measures: ['CBP'] };
    expect(await pointers(whatIf({ ids: [randomUUID(), ids.done, ids.held] }))).toEqual([
      '/interventions/ids/0 unknownIntervention',
      '/interventions/ids/1 ended',
      '/interventions/ids/2 holdout',
    ]);
    const lines = [{ ...line, type: 'none' }, { ...line, count: 31 }, { ...line, measures: ['CBP', 'BCS'] }, { ...line, count: 15, measures: ['PDC-DR'] }]; // prettier-ignore
    expect(await pointers(whatIf({ plan: lines }))).toEqual([
      '/interventions/plan/0/type unknownType',
      '/interventions/plan/1/count tooMany',
      '/interventions/plan/2/measures/1 noGaps',
      '/interventions/plan/3/count tooMany',
    ]);
    const changes = [{ type: 'star', code: 'C14', star: 5 }];
    expect(await pointers(whatIf({ plan: [line] }, { changes }))).toEqual(['/changes/0/code contradiction']);
    expect(await pointers(whatIf({ ids: [ids.one], allPlanned: true }))).toEqual(['/interventions/allPlanned contradiction']); // prettier-ignore
    expect(await pointers(whatIf({}))).toEqual(['/interventions missing']);
    expect(await pointers({ kind: 'whatIf', interventions: { plan: [line] } })).toEqual(['/fromGaps missing']);
    expect(await pointers({ kind: 'monteCarlo', fromGaps: { measurementYear: 2023 } })).toEqual(['/fromGaps/measurementYear noGaps']); // prettier-ignore
    expect(await pointers({ kind: 'monteCarlo', fromGaps: { ...FROM_GAPS, measures: ['BCS'] } })).toEqual(['/fromGaps/measures/0 noGaps']); // prettier-ignore
    expect((await pointers({ kind: 'ruleSets', ruleSetYears: [2026], fromGaps: FROM_GAPS }))[0]).toContain('/fromGaps');
    const key = (await testKey(test.app, 'analyst', { contracts: ['H0001'] })).text;
    expect((await post({ kind: 'monteCarlo', fromGaps: FROM_GAPS }, key)).status).toBe(404);
  });

  it('keeps the forecast of every snapshot, asked for or scheduled, once, and scores it against what came', async () => {
    const body = { contractId: 'H0002', measurementYear: 2024 };
    const taken = await test.call('POST', '/api/v1/portfolio/snapshots', { key: test.keys.analyst, body });
    expect(taken.status).toBe(201);
    expect(await test.app.get(PortfolioSchedules).takeAll(new Date())).toBe(1);
    const forecasts = () =>
      query<{ source_id: string; four_or_more: number; expected_stars: number; star_year: number; model_versions: object; made_by: string; measures: { measureId: string; expectedRate: number; chances: number[] }[] }>(test.location.ownerUrl, `SELECT * FROM forecasts WHERE source = 'snapshot' ORDER BY made_at`); // prettier-ignore
    await until(async () => (await forecasts()).length === 2, 40_000);
    const [first, second] = await forecasts();
    expect([first?.source_id, second?.source_id]).toContain(taken.body.id);
    expect([first?.made_by, second?.made_by]).toContain('system');
    expect(first).toMatchObject({ star_year: 2026, rating: 'overall', four_or_more: 0 });
    expect(first?.model_versions).toEqual({ 'bcs-reference': '1.0.0' });
    expect(first?.measures.map(({ measureId, expectedRate }) => [measureId, expectedRate])).toEqual([
      ['C14', 85],
      ['D08', 80],
    ]);
    expect(first?.measures[0]?.chances.reduce((sum, chance) => sum + chance, 0)).toBeCloseTo(1, 12);
    expect(first?.expected_stars).toBeCloseTo(3, 6);
    const jobs = await query<{ status: string; input: object }>(test.location.ownerUrl, `SELECT status, input FROM jobs WHERE kind = 'snapshot-forecast'`); // prettier-ignore
    expect(jobs.map(({ status }) => status)).toEqual(['succeeded', 'succeeded']);
    const score = await test.call('GET', '/api/v1/forecasts/score?starYear=2026&which=all', { key: test.keys.viewer });
    expect(score.body).toMatchObject({ forecasts: 2, withoutActual: 0, contracts: 2, brier: 0 });
    // Each: 85 forecast and 82 came, 80 and 87; the likeliest star came of blood pressure (4), not of diabetes (3).
    expect(score.body).toMatchObject({ measures: 4, meanAbsoluteRateError: 5, starHitRate: 0.5 });
  });
});
