import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rateRequest } from '../factories/rate-contract.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { query } from '../support/database.js';

const CBP = { code: 'CBP', denominator: 10_000, numerator: 7400, open: [{ count: 1000, probability: 0.6 }] };

describe('bad input of simulations is refused by JSON pointer, and nothing is stored', () => {
  let test: TestApp;
  const order = (overrides: object = {}) => ({ ...rateRequest(), kind: 'whatIf', ...overrides });
  const post = (body: unknown) => test.call('POST', '/api/v1/simulations', { key: test.keys.analyst, body });
  const stored = async (): Promise<number> =>
    (await query<{ n: number }>(test.location.ownerUrl, 'SELECT count(*)::int AS n FROM simulations'))[0]?.n ?? -1;

  beforeAll(async () => {
    test = await startTestApp();
  });
  afterAll(() => test.close());

  const star = { type: 'star', code: 'C01', star: 5 };
  const mc = (outlook: object, more: object = {}) => ({
    kind: 'monteCarlo',
    outlooks: [{ ...CBP, ...outlook }],
    ...more,
  });
  const revenue = { benchmarkPmpm: '-5', bidPmpm: '9', memberMonths: 1, doubleBonusShare: 0 };
  it.each([
    ['unknown measure', { changes: [{ ...star, code: 'C99' }] }, '/changes/0/code'],
    ['contradictory changes', { changes: [star, { type: 'score', code: 'C01', score: 70 }] }, '/changes/1/code'],
    ['impossible score', { changes: [{ type: 'score', code: 'C14', score: 120 }] }, '/changes/0/score'],
    ['impossible star', { changes: [{ ...star, star: 6 }] }, '/changes/0/star'],
    ['missing field', { changes: [{ type: 'star', code: 'C01' }] }, '/changes/0/star'],
    ['field of another type', { changes: [{ ...star, rate: 0.5 }] }, '/changes/0/rate'],
    [
      'rate above 1',
      { changes: [{ type: 'closureRate', code: 'C14', numerator: 1, denominator: 2, openGaps: 1, rate: 1.5 }] },
      '/changes/0/rate',
    ],
    [
      'gaps that cannot be',
      { changes: [{ type: 'closureRate', code: 'C14', numerator: 2, denominator: 2, openGaps: 1, rate: 1 }] },
      '/changes/0/openGaps',
    ],
    [
      'cut points out of order',
      { changes: [{ type: 'cutPoints', code: 'C14', cutPoints: [9, 8, 7, 6] }] },
      '/changes/0/cutPoints',
    ],
    ['no change at all', { changes: [] }, '/changes'],
    ['unknown rules', { underStarYear: 2031 }, '/underStarYear'],
    ['fields of another kind', { changes: [star], draws: 500 }, '/draws'],
    ['a million draws', mc({}, { draws: 1_000_000 }), '/draws'],
    ['negative seed', mc({}, { seed: -1 }), '/seed'],
    ['negative money', mc({}, { revenue }), '/revenue/benchmarkPmpm'],
    ['probability above 1', mc({ open: [{ count: 1, probability: 1.1 }] }), '/outlooks/0/open/0/probability'],
    ['more gaps than members', mc({ numerator: 9500 }), '/outlooks/0/open'],
    ['members and chances', mc({ chances: [0, 0, 0, 0, 1] }), '/outlooks/0/denominator'],
    [
      'chances that do not sum to 1',
      { kind: 'monteCarlo', outlooks: [{ code: 'C01', chances: [1, 1, 0, 0, 0] }] },
      '/outlooks/0/chances',
    ],
    ['a measure given twice', { kind: 'monteCarlo', outlooks: [CBP, CBP] }, '/outlooks/1/code'],
    ['members of a survey measure', mc({ code: 'C22' }), '/outlooks/0/code'],
    ['nothing uncertain', { kind: 'monteCarlo' }, '/outlooks'],
    ['distance where lower is better', { kind: 'distance', outlooks: [{ ...CBP, code: 'C18' }] }, '/outlooks/0/code'],
    ['changes from year to year without tables', { kind: 'monteCarlo', otherMeasures: 'yearToYear' }, '/otherMeasures'],
    ['model versions that are none', { changes: [star], modelVersions: { 'a b': 1 } }, '/modelVersions'],
  ])('%s', async (_what, body, pointer) => {
    const before = await stored();
    const answer = await post(order(body));
    expect([400, 422]).toContain(answer.status);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(answer.body.errors.map((one: { pointer: string }) => one.pointer)).toContain(pointer);
    expect(await stored()).toBe(before);
  });
});
