import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allMeasures, rateRequest } from '../factories/rate-contract.js';
import { startTestApp, type TestApp, testKey } from '../support/app.js';
import { query } from '../support/database.js';

describe('ratings over HTTP', () => {
  let test: TestApp;
  const post = (body: unknown, path = '/api/v1/ratings', key = test.keys.analyst) =>
    test.call('POST', path, { key, body });
  const get = (path: string, key = test.keys.viewer, headers = {}) => test.call('GET', path, { key, headers });
  const stored = async (): Promise<number> =>
    (await query<{ n: number }>(test.location.ownerUrl, 'SELECT count(*)::int AS n FROM star_ratings'))[0]?.n ?? -1;

  beforeAll(async () => {
    test = await startTestApp();
  });
  afterAll(() => test.close());

  it('rates a contract worked out by hand: mean 4, variance 0, reward 0.4, CAI 0.003256', async () => {
    const answer = await post(rateRequest());
    expect(answer.status).toBe(201);
    expect(answer.headers.get('location')).toBe(`/api/v1/ratings/${answer.body.id}`);
    expect(answer.body).toMatchObject({ contractId: 'H9999', starYear: 2026, source: 'given', provisional: false });
    expect(answer.body.ratings.overall).toMatchObject({ status: 'rated', stars: 4.5, final: '4.403256' });
    expect(answer.body.ratings.partC).toMatchObject({ stars: 4.5, final: '4.404022' });
    expect(answer.body.ratings.partD).toMatchObject({ kind: 'partDMapd', stars: 4.5, final: '4.397312' });
  });

  it('finds the rating again, lists it and pages through the history', async () => {
    const first = await post(rateRequest({ contractId: 'H1111' }));
    const second = await post(rateRequest({ contractId: 'H1111', measures: allMeasures(3) }));
    expect((await get(`/api/v1/ratings/${first.body.id}`)).body).toMatchObject({ id: first.body.id });
    const page = await get('/api/v1/ratings?contractId=H1111&limit=1');
    expect(page.body.items.map((item: { id: string }) => item.id)).toEqual([second.body.id]);
    const rest = await get(`/api/v1/ratings?contractId=H1111&limit=1&cursor=${page.body.next}`);
    expect(rest.body.items.map((item: { id: string }) => item.id)).toEqual([first.body.id]);
    expect(rest.body.next).toBeNull();
    const latest = await get('/api/v1/ratings?contractId=H1111&latest=true&kind=overall');
    expect(latest.body.items.map((item: { id: string }) => item.id)).toEqual([second.body.id]);
  });

  it('pages through the latest rating of each contract in their order', async () => {
    for (const contractId of ['H2001', 'H2002', 'H2001']) await post(rateRequest({ contractId }));
    const seen: string[] = [];
    for (let next: string | null = ''; next !== null;) {
      const { body } = await get(`/api/v1/ratings?latest=true&limit=1${next ? `&cursor=${next}` : ''}`);
      seen.push(...body.items.map((item: { contractId: string }) => item.contractId));
      next = body.next;
    }
    expect(seen).toEqual([...new Set(seen)].sort());
    expect(seen).toEqual(expect.arrayContaining(['H2001', 'H2002']));
  });

  it('keeps the trace as data and as text', async () => {
    const { body } = await post(rateRequest());
    const asJson = await get(`/api/v1/ratings/${body.id}/trace`);
    expect(asJson.status).toBe(200);
    expect(JSON.stringify(asJson.body)).toContain('4.403256');
    const asText = await get(`/api/v1/ratings/${body.id}/trace`, test.keys.viewer, { accept: 'text/plain' });
    expect(asText.headers.get('content-type')).toContain('text/plain');
    expect(asText.body).toContain('4.403256');
    expect((await get(`/api/v1/ratings/${body.id}/trace?format=text`)).body).toBe(asText.body);
  });

  it('computes a dry run with its trace and stores nothing', async () => {
    const before = await stored();
    const answer = await post(rateRequest(), '/api/v1/ratings?persist=false');
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ id: null, ratings: { overall: { stars: 4.5 } } });
    expect(answer.body.trace).toBeDefined();
    expect(await stored()).toBe(before);
  });

  it.each([['alone', {}] as const, ['with an idempotency key', { 'idempotency-key': 'rating-1' }] as const])(
    'is there together with the row of its act, or neither is: %s',
    async (_, headers) => {
      const sql = (text: string, values: unknown[] = []) => query(test.location.ownerUrl, text, values);
      const rows = (contractId: string) =>
        sql('SELECT outcome, entity_id, after FROM audit_log WHERE contract_id = $1 ORDER BY id', [contractId]);
      const rate = (contractId: string) =>
        test.call('POST', '/api/v1/ratings', { key: test.keys.analyst, body: rateRequest({ contractId }), headers });
      const [lost, kept] = Object.keys(headers).length === 0 ? ['H3001', 'H3002'] : ['H3003', 'H3004'];
      await sql('ALTER TABLE audit_unsealed RENAME TO audit_unsealed_away');
      const refused = await rate(lost);
      await sql('ALTER TABLE audit_unsealed_away RENAME TO audit_unsealed');
      expect(refused.status).toBe(500);
      expect(await sql('SELECT 1 FROM star_ratings WHERE contract_id = $1', [lost])).toEqual([]);
      expect(await rows(lost)).toEqual([]);
      const { body } = await rate(kept);
      expect(await sql('SELECT id FROM star_ratings WHERE contract_id = $1', [kept])).toEqual([{ id: body.id }]);
      const after = { starYear: 2026, stored: true, source: 'given', overall: '4.5' };
      expect(await rows(kept)).toMatchObject([{ outcome: 'succeeded', entity_id: body.id, after }]);
    },
  );

  it('has one row of its act as a dry run, which names no rating', async () => {
    await post(rateRequest({ contractId: 'H3005' }), '/api/v1/ratings?persist=false');
    const text = `SELECT outcome, entity_id, after->'stored' AS stored FROM audit_log WHERE contract_id = 'H3005'`;
    expect(await query(test.location.ownerUrl, text)).toEqual([
      { outcome: 'succeeded', entity_id: null, stored: false },
    ]);
  });

  it('reads stars from scores and says which', async () => {
    const measures = allMeasures(4).map((one) => (one.code === 'C14' ? { code: 'CBP', score: 82 } : one));
    const { body } = await post(rateRequest({ measures }));
    expect(body.derivedStars).toEqual([{ measureId: 'C14', star: 4, approximate: false }]);
    expect(body.ratings.overall.final).toBe('4.403256');
  });

  it('gives the official message below the minimum, and a partial composite only on request and labelled', async () => {
    const measures = allMeasures(5).slice(0, 10);
    const plain = await post(rateRequest({ measures }));
    expect(plain.body.ratings.overall).toMatchObject({ status: 'notRated', stars: null, final: null });
    expect(plain.body.ratings.overall.message).toBe('Not enough data available');
    expect(plain.body.partialComposite).toBeUndefined();
    const asked = await post(rateRequest({ measures, partialComposite: true }));
    expect(asked.body.partialComposite).toMatchObject({
      label: 'partial composite, not a Star Rating',
      value: '5.000000',
    });
  });

  it('calls a rating without its CAI category not final', async () => {
    const contract = { organizationType: 'Local CCP', snp: true, puertoRicoOnly: false };
    const { body } = await post(rateRequest({ contract }));
    expect(body.provisional).toBe(true);
    expect(body.ratings.overall).toMatchObject({ provisional: true, final: '4.400000' });
    expect(body.ratings.overall.provisionalReason).toContain('adjustment category');
  });

  it("shows another contract's rating to nobody out of scope: 404, never 403", async () => {
    const { text: scoped } = await testKey(test.app, 'analyst', { contracts: ['H7777'] });
    const foreign = await post(rateRequest({ contractId: 'H8888' }));
    const own = await post(rateRequest({ contractId: 'H7777' }), '/api/v1/ratings', scoped);
    expect(own.status).toBe(201);
    expect((await get(`/api/v1/ratings/${foreign.body.id}`, scoped)).status).toBe(404);
    expect((await get(`/api/v1/ratings/${foreign.body.id}/trace`, scoped)).status).toBe(404);
    expect((await post(rateRequest({ contractId: 'H8888' }), '/api/v1/ratings', scoped)).status).toBe(404);
    const listed = await get('/api/v1/ratings?limit=500', scoped);
    expect(listed.body.items.every((item: { contractId: string }) => item.contractId === 'H7777')).toBe(true);
  });

  it('lets viewers read and not rate', async () => {
    expect((await post(rateRequest(), '/api/v1/ratings', test.keys.viewer)).status).toBe(403);
  });

  describe('refuses with a clear problem and stores nothing', () => {
    const replaced = (measure: Record<string, unknown>): unknown[] => [measure, ...allMeasures(4).slice(1)];
    const cases: [string, Record<string, unknown>, number, string][] = [
      ['an unknown contract', { contract: undefined, measures: undefined }, 422, '/contractId'],
      ['a contract number of another form', { contractId: "H1'; DROP TABLE star_ratings" }, 400, '/contractId'],
      ['an unknown star year', { starYear: 2011 }, 422, '/starYear'],
      ['an unknown measure', { measures: replaced({ code: 'C99', star: 4 }) }, 400, '/measures/0/code'],
      ['a score above the range', { measures: replaced({ code: 'C01', score: 101 }) }, 400, '/measures/0/score'],
      ['a negative score', { measures: replaced({ code: 'C01', score: -1 }) }, 400, '/measures/0/score'],
      ['a score that is not a number', { measures: replaced({ code: 'C01', score: 'NaN' }) }, 400, '/measures/0/score'],
      ['a score with a unit', { measures: replaced({ code: 'C01', score: '76%' }) }, 400, '/measures/0/score'],
      ['a wrong unit', { measures: replaced({ code: 'C01', score: 76, unit: 'per1000' }) }, 400, '/measures/0/unit'],
      ['star 0', { measures: replaced({ code: 'C01', star: 0 }) }, 400, '/measures/0/star'],
      ['star 6', { measures: replaced({ code: 'C01', star: 6 }) }, 400, '/measures/0/star'],
      ['star 3.5', { measures: replaced({ code: 'C01', star: 3.5 }) }, 400, '/measures/0/star'],
      ['a measure twice', { measures: [...allMeasures(4), { code: 'BCS', star: 4 }] }, 400, '/measures/45'],
      [
        'a score and a star that contradict',
        { measures: replaced({ code: 'C01', score: 40, star: 5 }) },
        400,
        '/measures/0',
      ],
      ['no result at all', { measures: replaced({ code: 'C01' }) }, 400, '/measures/0'],
      [
        'an organization type without rules',
        { contract: { organizationType: 'Bakery', snp: false, puertoRicoOnly: false } },
        400,
        '/contract/organizationType',
      ],
      ['an unknown property', { sneaky: 1 }, 400, '/sneaky'],
    ];
    it.each(cases)('%s', async (_name, overrides, status, pointer) => {
      const before = await stored();
      const answer = await post(rateRequest(overrides));
      expect(answer.status).toBe(status);
      expect(answer.headers.get('content-type')).toContain('application/problem+json');
      expect(answer.body.errors[0].pointer.startsWith(pointer)).toBe(true);
      expect(JSON.stringify(answer.body)).not.toMatch(/DROP TABLE|Bakery|76%|sneaky":/);
      expect(await stored()).toBe(before);
    });

    it('a number too large to be represented', async () => {
      const body = JSON.stringify(rateRequest()).replace('"star":4', '"score":1e309');
      const answer = await post(body);
      expect(answer.status).toBe(400);
      expect(answer.headers.get('content-type')).toContain('application/problem+json');
    });

    it('an id that is not a UUID, an unknown id, a forged cursor', async () => {
      expect((await get('/api/v1/ratings/1%27%20OR%201=1')).status).toBe(400);
      expect((await get('/api/v1/ratings/0190b0c0-0000-7000-8000-000000000000')).status).toBe(404);
      const forged = await get('/api/v1/ratings?cursor=eyJhIjoxfQ.AAAA');
      expect(forged.body).toMatchObject({ status: 400, code: 'invalid-cursor' });
    });
  });
});

describe('rule sets and measures over HTTP', () => {
  let test: TestApp;
  beforeAll(async () => {
    test = await startTestApp();
  });
  afterAll(() => test.close());
  const get = (path: string) => test.call('GET', path, { key: test.keys.viewer });

  it('lists the rule sets and reads one in the format of its file', async () => {
    const list = await get('/api/v1/rulesets');
    expect(list.body.items[0]).toMatchObject({ starYear: 2026, status: 'final', measureCount: 45 });
    const one = await get('/api/v1/rulesets/2026');
    expect(one.body).toMatchObject({ starYear: 2026, version: list.body.items[0].version });
    expect((await get('/api/v1/rulesets/2011')).status).toBe(404);
    expect((await get('/api/v1/rulesets/x')).body.errors[0].pointer).toBe('{starYear}');
  });

  it('finds a measure by CMS id and by HEDIS or PQA code', async () => {
    expect((await get('/api/v1/measures?starYear=2026')).body.items).toHaveLength(45);
    const byCode = await get('/api/v1/measures/CBP?starYear=2026');
    expect(byCode.body).toMatchObject({ id: 'C14', weight: 3, cutPoints: { mapd: [67, 75, 80, 86] } });
    expect((await get('/api/v1/measures/C14')).body).toEqual(byCode.body);
    expect((await get('/api/v1/measures/PDC-STA')).body.id).toBe('D10');
    expect((await get('/api/v1/measures/XYZ')).status).toBe(404);
  });
});
