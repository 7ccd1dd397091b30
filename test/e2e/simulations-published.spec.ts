import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCmsTables } from '../../src/core/cms-tables/index.js';
import { CmsImportService, readCmsFolder } from '../../src/modules/ratings/index.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { query } from '../support/database.js';
import { CMS_TABLES, HAS_CMS_TABLES } from '../support/published-cut-points.js';
import { until } from '../support/until.js';

it('announces what is left out', () => {
  if (!HAS_CMS_TABLES) process.stdout.write(`left out: simulations of published contracts, ${CMS_TABLES} is absent\n`);
  expect(typeof HAS_CMS_TABLES).toBe('boolean');
});

describe.runIf(HAS_CMS_TABLES)('simulations from the published tables', () => {
  let test: TestApp;
  const FORECAST = '/api/v1/rulesets/2026/cut-points/forecast';
  const get = (path: string) => test.call('GET', path, { key: test.keys.viewer });
  const simulate = (body: object) =>
    test.call('POST', '/api/v1/simulations', {
      key: test.keys.analyst,
      body: { contractId: 'H0028', starYear: 2026, kind: 'monteCarlo', ...body },
    });
  const outlooks = [{ code: 'CBP', denominator: 10_000, numerator: 7500, open: [{ count: 1500, probability: 0.4 }] }];

  beforeAll(async () => {
    test = await startTestApp();
    const { tables } = readCmsTables(await readCmsFolder(`${CMS_TABLES}/2026`), 2026);
    await test.app.get(CmsImportService).import(tables, new Date());
  });
  afterAll(() => test.close());

  it('needs only contract and year: H0028 has 3.5 stars, a fifth star in diabetes adherence shows in its mean', async () => {
    const { status, body } = await simulate({ kind: 'whatIf', changes: [{ type: 'star', code: 'D08', star: 5 }] });
    expect(status).toBe(201);
    const overall = body.result.ratings.find((one: { rating: string }) => one.rating === 'overall');
    expect(overall.baseline).toBe('3.5');
    expect(overall.finalChange).toBeGreaterThan(0);
  });

  it('cannot change measures from year to year, nor draw cut points, before there is what they rest on', async () => {
    const years = await simulate({ otherMeasures: 'yearToYear' });
    expect(years.body.errors).toMatchObject([{ pointer: '/otherMeasures', code: 'tablesMissing' }]);
    const drawn = await simulate({ outlooks, cutPoints: 'forecast' });
    expect(drawn.body.errors).toMatchObject([{ pointer: '/cutPoints', code: 'forecastMissing' }]);
  });

  it('forecasts the cut points of 2027 as a job, once, while other requests are served', async () => {
    const asked = await Promise.all([get(FORECAST), get(FORECAST), get('/api/v1/rulesets/2027/cut-points/forecast')]);
    expect(asked.map(({ status }) => status)).toEqual([202, 202, 202]);
    expect(new Set(asked.map(({ body }) => body.jobId)).size).toBe(1);
    expect(asked[0]?.headers.get('retry-after')).toBe('2');
    let slowest = 0;
    await until(async () => {
      const begun = performance.now();
      const { body } = await get(FORECAST);
      slowest = Math.max(slowest, performance.now() - begun);
      return body.status === 'ready';
    }, 55_000);
    expect(slowest).toBeLessThan(2000);
    const { status, body } = await get(FORECAST);
    expect(status).toBe(200);
    expect(body).toMatchObject({ starYear: 2027, basedOn: [2026], seed: 1, draws: 200 });
    expect(body.measures).toHaveLength(54);
    expect((await query(test.location.ownerUrl, 'SELECT 1 FROM cut_point_forecasts')).length).toBe(1);
  });

  it('gives ordered quantiles, holds older measures to 5 points, and says that the error cannot be measured yet', async () => {
    const { body } = await get(FORECAST);
    for (const { thresholds, guardrail, unit } of body.measures)
      for (const { p10, p50, p90, current } of thresholds) {
        expect(p10).toBeLessThanOrEqual(p50);
        expect(p50).toBeLessThanOrEqual(p90);
        if (guardrail === 'points' && unit !== 'rate') expect(Math.abs(p50 - current)).toBeLessThanOrEqual(5);
      }
    const of = (id: string) => body.measures.find((one: { measureId: string }) => one.measureId === id);
    expect([of('C18').guardrail, of('C13').guardrail]).toEqual(['points', 'none']);
    expect(of('C14').trendSource).toBe('otherMeasures');
    expect(of('C14').pastErrors).toMatchObject([{ method: 'noChange', thresholds: 144, starYears: [2026] }]);
    expect(body.limits.join(' ')).toMatch(/past error of this forecast needs scores of two successive years/);
  });

  it('then simulates against drawn cut points, for the year that they are for', async () => {
    const [fixed, drawn] = [await simulate({ outlooks }), await simulate({ outlooks, cutPoints: 'forecast' })];
    expect(drawn.body.scenario).toMatchObject({ cutPoints: 'forecast', ratingYear: 2027 });
    expect(drawn.body.result.measures[0].chances).not.toEqual(fixed.body.result.measures[0].chances);
  });

  it('scores the ledger against the published stars', async () => {
    const kept = { outlooks, draws: 500, keepAsForecast: true };
    await simulate(kept);
    await simulate({ ...kept, contractId: 'H1036' });
    await simulate({ ...kept, seed: 2 });
    const { status, body } = await get('/api/v1/forecasts/score?starYear=2026');
    expect(status).toBe(200);
    expect(body).toMatchObject({ starYear: 2026, forecasts: 2, withoutActual: 0, contracts: 2, measures: 2 });
    expect(body.brier).toBeGreaterThanOrEqual(0);
    expect(body.meanAbsoluteRateError).toBeGreaterThan(0);
    expect((await get('/api/v1/forecasts/score?starYear=2026&which=all')).body.forecasts).toBe(3);
    const page = await get('/api/v1/forecasts?starYear=2026&limit=2');
    expect(page.body.items).toHaveLength(2);
    expect((await get(`/api/v1/forecasts?starYear=2026&limit=2&cursor=${page.body.next}`)).body.items).toHaveLength(1);
  });

  it('takes the change of all contracts from the year before, once both years are imported', async () => {
    const { tables } = readCmsTables(await readCmsFolder(`${CMS_TABLES}/2026`), 2026);
    await test.app.get(CmsImportService).import({ ...tables, starYear: 2025 }, new Date());
    const { status, body } = await simulate({ otherMeasures: 'yearToYear', draws: 500 });
    expect(status).toBe(201);
    expect(body.result.measures.length).toBeGreaterThan(30);
    expect(body.result.measures[0].source).toBe('yearToYear');
    // The same stars in both years: nothing can change.
    expect(body.result.ratings.overall.chances).toEqual([{ stars: 3.5, probability: 1 }]);
  });
});
