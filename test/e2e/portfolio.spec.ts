import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCmsTables } from '../../src/core/cms-tables/index.js';
import type { Answer } from '../support/client.js';
import { gapPriority } from '../../src/core/optimization/marginal/index.js';
import { PortfolioSchedules, PrioritiesService } from '../../src/modules/portfolio/index.js';
import { CmsImportService, readCmsFolder } from '../../src/modules/ratings/index.js';
import { cmsFolder } from '../factories/cms-folder.js';
import { insertGaps, insertMembers, newPrediction } from '../factories/index.js';
import { PredictionsRepository } from '../../src/modules/predictions/index.js';
import { startTestApp, type TestApp, testKey } from '../support/app.js';
import { query } from '../support/database.js';
import { asSomeone } from '../support/medium-app.js';
import { until } from '../support/until.js';

const SNAPSHOTS = '/api/v1/portfolio/snapshots';

describe('portfolio', () => {
  let test: TestApp;
  let members: string[];
  beforeAll(async () => {
    test = await startTestApp();
    const { tables } = readCmsTables(await readCmsFolder(cmsFolder()), 2026);
    await asSomeone(test.app, () => test.app.get(CmsImportService).import(tables, new Date()));
    members = await insertMembers(test.location.url, 100, 'H0002');
    await query(test.location.url, `UPDATE members SET active = false WHERE id = $1`, [members[0]]);
    // BCS: 60 closed, 40 open: 60 % is two stars of 58/71/76/84.
    await insertGaps(
      test.location.url,
      members.map((memberId, n) => ({
        ...{ memberId, contractId: 'H0002', measurementYear: 2024, measure: 'BCS' },
        ...{ evidence: n < 60 ? 'closed' : 'open', tier: n < 60 ? null : 'high' },
      })),
    );
    const predictions = members
      .slice(60, 80)
      .flatMap((memberId) => [0.9, 0.25].map((probability) => ({ memberId, probability })));
    for (const { memberId, probability } of predictions) {
      const part = { contractId: 'H0002', measurementYear: 2024, probability };
      await test.app.get(PredictionsRepository).insertOne(newPrediction(memberId, part));
    }
  });
  afterAll(() => test.close());

  const take = (body: object, key = test.keys.analyst): Promise<Answer> =>
    test.call('POST', SNAPSHOTS, { key, body: { contractId: 'H0002', measurementYear: 2024, ...body } });
  const get = (path: string, key = test.keys.viewer): Promise<Answer> => test.call('GET', path, { key });

  it('counts, rates and keeps: measures from gaps, the rest from CMS, year end by the latest predictions', async () => {
    const { status, body, headers } = await take({});
    expect(status).toBe(201);
    expect(headers.get('location')).toBe(`${SNAPSHOTS}/${body.id}`);
    expect(body).toMatchObject({
      ...{ starYear: 2026, membersActive: 99, membersTotal: 100, fromGaps: ['C01'], unrated: null, cause: 'request' },
      ruleSet: { version: expect.any(String) },
    });
    expect(body.measures).toEqual([
      expect.objectContaining({
        ...{ measure: 'BCS', starId: 'C01', predicted: 20 },
        counts: { open: 40, closed: 60, prospective: 0, excluded: 0, notApplicable: 0 },
        current: { numerator: '60', denominator: 100, rate: 60, score: '60', star: 2 },
        // 20 gaps close with probability 0.75 each: 60 + 15 of 100.
        yearEnd: { numerator: '75.000000000', denominator: 100, rate: 75, score: '75', star: 3 },
      }),
    ]);
    expect(body.measures[0].tiers.high.open).toBe(40);
    expect(Number(body.current.overall.final)).toBeLessThan(Number(body.yearEnd.overall.final));
    expect((await get(`${SNAPSHOTS}/${body.id}`)).body).toEqual(body);
  });

  it('equal inputs have equal digests, a changed gap another one', async () => {
    const digest = async (): Promise<string> => (await take({})).body.inputsDigest as string;
    const before = await digest();
    expect(await digest()).toBe(before);
    await query(test.location.url, `UPDATE gap_analysis SET evidence = 'closed' WHERE member_id = $1`, [members[99]]);
    expect(await digest()).not.toBe(before);
  });

  it('says why there are no ratings', async () => {
    await insertGaps(test.location.url, [{ memberId: members[0] ?? '', contractId: 'H7777', measurementYear: 2026 }]);
    const { body } = await take({ contractId: 'H7777', measurementYear: 2026 });
    expect(body).toMatchObject({ starYear: 2026, unrated: 'no-contract-results', current: null, yearEnd: null });
    const early = await take({ contractId: 'H7777', measurementYear: 2015 });
    expect(early.body).toMatchObject({ starYear: 2017, unrated: 'no-rule-set', ruleSet: null, measures: [] });
  });

  it('lists newest first, page by page, and finds the latest', async () => {
    const first = await get(`${SNAPSHOTS}?contractId=H0002&limit=2`);
    const second = await get(`${SNAPSHOTS}?contractId=H0002&limit=2&cursor=${first.body.next}`);
    const times = [...first.body.items, ...second.body.items].map(({ takenAt }: { takenAt: string }) => takenAt);
    expect(times.length).toBeGreaterThan(2);
    expect(times).toEqual([...times].sort().reverse());
    expect((await get(`${SNAPSHOTS}/latest?contractId=H0002&measurementYear=2024`)).body).toEqual(first.body.items[0]);
    expect((await get(`${SNAPSHOTS}?cursor=${String(first.body.next).replace('.', 'x.')}`)).status).toBe(400);
  });

  it('tells what changed between two days, by the last snapshot up to each', async () => {
    await query(
      test.location.ownerUrl,
      `UPDATE portfolio_snapshots SET taken_at = '2026-03-31T23:59:59.999Z' WHERE id = (
         SELECT id FROM portfolio_snapshots WHERE contract_id = 'H0002' ORDER BY taken_at LIMIT 1)`,
    );
    const trend = (q: string): Promise<Answer> =>
      get(`/api/v1/portfolio/trends?contractId=H0002&measurementYear=2024&${q}`);
    const { status, body } = await trend('from=2026-03-31&to=2100-01-01');
    expect(status).toBe(200);
    expect(body.fromTakenAt).toBe('2026-03-31T23:59:59.999Z');
    expect(body.measures[0]).toMatchObject({
      measure: 'BCS',
      rate: { from: 60, to: 61, change: 1 },
      open: { change: -1 },
    });
    expect(body.ratings.overall.current.change).not.toBeNull();
    expect((await trend('from=2026-03-30&to=2100-01-01')).body).toMatchObject({
      ...{ status: 422, errors: [{ pointer: '?from', code: 'noSnapshot' }] },
    });
    expect((await trend('from=2026-04-02&to=2026-04-01')).status).toBe(400);
    expect((await trend('from=2026-02-30&to=2026-04-01')).status).toBe(400);
    const same = await trend('from=2026-04-01&to=2026-04-02');
    expect(same.body.fromSnapshot).toBe(same.body.toSnapshot);
    expect(same.body.measures[0].rate.change).toBe(0);
  });

  it('refuses what is not valid, not permitted or out of scope', async () => {
    expect((await take({ contractId: 'x' })).status).toBe(400);
    expect((await take({ measurementYear: 1999 })).status).toBe(400);
    expect((await take({ starYear: 2015 })).body).toMatchObject({ errors: [{ pointer: '/starYear' }] });
    expect((await take({}, test.keys.viewer)).status).toBe(403);
    const key = (await testKey(test.app, 'analyst', { contracts: ['H0001'] })).text;
    const { body } = await get(`${SNAPSHOTS}/latest?contractId=H0002`);
    expect((await take({}, key)).status).toBe(404);
    expect((await get(`${SNAPSHOTS}/${body.id}`, key)).status).toBe(404);
    expect((await get(`${SNAPSHOTS}/latest?contractId=H0002`, key)).status).toBe(404);
    expect((await get(SNAPSHOTS, key)).body.items).toEqual([]);
    expect((await get(`${SNAPSHOTS}/latest?contractId=H0001`, key)).status).toBe(404);
  });

  it('takes a snapshot a day of every contract with gaps, one instance at a time', async () => {
    const schedules = test.app.get(PortfolioSchedules);
    const now = new Date();
    const taken = await Promise.all([schedules.takeAll(now), schedules.takeAll(now), schedules.takeAll(now)]);
    expect(taken.reduce((sum, count) => sum + count, 0)).toBe(2);
    expect(await schedules.takeAll(now)).toBe(0);
    await schedules.daily();
    await schedules.compact();
    const rows = await query(test.location.url, `SELECT 1 FROM portfolio_snapshots WHERE cause = 'schedule'`);
    expect(rows).toHaveLength(2);
    const audited = await query(
      test.location.ownerUrl,
      `SELECT 1 FROM audit_log WHERE event = 'portfolio.snapshot-taken' AND actor = 'system'`,
    );
    expect(audited).toHaveLength(2);
  });

  describe('priorities', () => {
    const PRIORITIES = '/api/v1/portfolio/priorities';
    const VALUES = '/api/v1/portfolio/marginal-values';
    const key = { contractId: 'H0002', measurementYear: 2024 };
    const worklist = async (): Promise<{ id: string; priority: number }[]> =>
      (await get(`/api/v1/gaps?contractId=H0002&measurementYear=2024&limit=100`)).body.items as never;
    const finished = async (id: string): Promise<Answer['body']> => {
      const path = `/api/v1/jobs/${id}`;
      await until(async () => (await get(path)).body.finishedAt !== null);
      return (await get(path)).body;
    };

    it('values tell what one closure is worth, with every assumption', async () => {
      const { status, body } = await get(`${VALUES}?contractId=H0002&measurementYear=2024&benchmarkPmpm=1000`);
      expect(status).toBe(200);
      expect(body).toMatchObject({ starYear: 2026, prioritiesAt: null, outlook: { rating: 'overall' } });
      expect(body.revenue).toMatchObject({ benchmarkPmpm: '1000', memberMonths: 99 * 12, paymentYear: 2027 });
      expect(body.revenue.assumed).toEqual(['bidPmpm', 'doubleBonusShare', 'memberMonths']);
      const [bcs] = body.measures;
      // 61 closed and 20 that close with 0.75, of 100: 71 is three stars, 76 would be needed for more.
      expect(bcs).toMatchObject({ measure: 'BCS', starId: 'C01', openGaps: 39, unpredicted: 19, star: 2 });
      expect(bcs.chances.reduce((sum: number, one: number) => sum + one, 0)).toBeCloseTo(1, 9);
      expect(bcs.nextStar.star).toBeGreaterThan(2);
      expect(bcs.perClosure.expectedFinal).toBeGreaterThan(0);
      expect((await get(`${VALUES}?contractId=H0002&measurementYear=2024&bidPmpm=-1`)).status).toBe(400);
      const scoped = (await testKey(test.app, 'analyst', { contracts: ['H0001'] })).text;
      expect((await get(`${VALUES}?contractId=H0002&measurementYear=2024`, scoped)).status).toBe(404);
      const refused = await test.call('POST', PRIORITIES, { key: scoped, body: key });
      expect(refused.status).toBe(404);
    });

    it('a job gives every open gap its priority: level times the probability to stay open', async () => {
      const { status, body, headers } = await test.call('POST', PRIORITIES, { key: test.keys.analyst, body: key });
      expect(status).toBe(202);
      expect(headers.get('location')).toBe(`/api/v1/jobs/${body.id}`);
      expect(await finished(body.id as string)).toMatchObject({
        status: 'succeeded',
        result: { gaps: 39, changed: 39 },
      });
      const { level } = (await get(`${VALUES}?contractId=H0002&measurementYear=2024`)).body.measures[0];
      const rows = await query<{ priority: number; probability: number | null; evidence: string }>(
        test.location.url,
        `SELECT priority, probability, evidence FROM gap_analysis WHERE contract_id = 'H0002' AND measurement_year = 2024`,
      );
      for (const { priority, probability, evidence } of rows) {
        // Gaps without a prediction are taken for average ones: all predicted ones stay open with 0.25.
        const expected = evidence === 'open' ? gapPriority(level as number, probability ?? 0.25) : 0;
        expect(priority).toBeCloseTo(expected, 5);
      }
      const order = (await worklist()).map(({ priority }) => priority);
      expect(order).toEqual([...order].sort((a, b) => b - a));
    });

    it('changed inputs order one job, others none; a rest lies between two', async () => {
      const priorities = test.app.get(PrioritiesService);
      const later = new Date(Date.now() + 3_600_000);
      const jobs = async (): Promise<number> =>
        (await get('/api/v1/jobs?kind=gap-priorities&contractId=H0002&limit=100')).body.items.length as number;
      await priorities.orderChanged(later); // other contracts of this file have never been looked at
      const before = await jobs();
      expect(await priorities.orderChanged(later)).toBe(0);
      const part = { contractId: 'H0002', measurementYear: 2024, probability: 0.9 };
      await test.app.get(PredictionsRepository).insertOne(newPrediction(members[60] ?? '', part));
      expect(await priorities.orderChanged(new Date())).toBe(0);
      const ordered = await Promise.all([1, 2, 3].map(() => priorities.orderChanged(later)));
      expect(Math.max(...ordered)).toBe(1);
      expect(await jobs()).toBe(before + 1);
      const [last] = (await get('/api/v1/jobs?kind=gap-priorities&contractId=H0002&limit=1')).body.items;
      expect((await finished(last.id as string)).result.changed).toBeGreaterThanOrEqual(1);
      expect((await worklist())[0]?.priority).toBeGreaterThan((await worklist()).at(-1)?.priority ?? 100);
      const audited = await query(
        test.location.ownerUrl,
        `SELECT 1 FROM audit_log WHERE event = 'portfolio.priorities-recomputed' AND contract_id = 'H0002'`,
      );
      expect(audited.length).toBe(before + 1);
      expect(await query(test.location.url, `SELECT 1 FROM pg_tables WHERE tablename LIKE 'due_%'`)).toEqual([]);
    });
  });
});
