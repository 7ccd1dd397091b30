import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { explainRows, loadModel, matrixOf } from '../../src/core/models/index.js';
import { startTestApp, testKey, type TestApp } from '../support/app.js';
import type { Answer } from '../support/client.js';
import { query } from '../support/database.js';

const MODELS = join(import.meta.dirname, '../../models');
const FIXTURES = join(import.meta.dirname, '../../src/core/models/fixtures');
const FEATURES = { age: 55, bmi: 33.4, prior_a1c_self: 9.8, insulin: 1, dm_years: 14, egfr: 71, gen_health: 4 };
const ITEM = { memberId: 'M-1', measure: 'GSD', measurementYear: 2026, features: FEATURES };

describe('predictions from features', () => {
  let test: TestApp;
  beforeAll(async () => {
    test = await startTestApp();
    for (const memberId of ['M-1', 'M-2']) {
      await test.call('POST', '/api/v1/members', { key: test.keys.analyst, body: { memberId, contractId: 'H1234' } });
    }
  });
  afterAll(() => test.close());

  const post = (path: string, body: unknown, key = test.keys.analyst): Promise<Answer> =>
    test.call('POST', `/api/v1${path}`, { key, body });

  it('are those of the shipped model, add up, and are stored', async () => {
    const { status, body } = await post('/predictions', ITEM);
    expect(status).toBe(201);
    const model = loadModel(readFileSync(join(MODELS, 'GSD.json')));
    const values = model.features.map((name) => (FEATURES as Record<string, number>)[name] ?? null);
    const own = explainRows(model, matrixOf([values], values.length));
    expect(body.probability).toBe(own.probability[0]);
    const contributions = Object.values(body.shapValues as Record<string, number>);
    expect(contributions).toHaveLength(model.features.length);
    expect(contributions.reduce((sum, x) => sum + x, body.baseValue)).toBeCloseTo(body.margin, 6);
    expect(1 / (1 + Math.exp(-body.margin))).toBeCloseTo(body.probability, 12);
    expect(body).toMatchObject({ modelId: 'gsd-reference', modelVersion: '1', explains: 'calibrated log odds' });
    expect(body.missingFeatures).toHaveLength(model.features.length - 7);
    expect(body.missingFeatures).not.toContain('age');
    expect(body.topFeatures[0]).toMatchObject({ feature: 'prior_a1c_self', direction: 'raises' });
    const tier = body.probability >= 0.7 ? 'high' : body.probability >= 0.4 ? 'medium' : 'low';
    expect(body.tier).toBe(tier);
    const read = await test.call('GET', `/api/v1/predictions/${body.id}`, { key: test.keys.viewer });
    expect(read.body).toMatchObject({ probability: body.probability, shapValues: body.shapValues });
  });

  it('store no value of a feature', async () => {
    await post('/predictions', { ...ITEM, features: { ...FEATURES, waist: 123.456 } });
    const rows = await query<{ row: string }>(test.location.url, 'SELECT p::text AS row FROM predictions p');
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.filter(({ row }) => row.includes('123.456'))).toEqual([]);
    const trail = await query<{ row: string }>(test.location.url, 'SELECT a::text AS row FROM audit_log a');
    expect(trail.filter(({ row }) => row.includes('123.456'))).toEqual([]);
  });

  it.each([
    [{ features: { ...FEATURES, shoe_size: 43 } }, 400, '/features/shoe_size', 'unknown-feature'],
    [{ features: { ...FEATURES, 'M-7391': 1 } }, 400, '/features/(unknown)', 'unknown-feature'],
    [{ features: { ...FEATURES, age: '55' } }, 400, '/features/age', 'feature-type'],
    [{ features: { ...FEATURES, age: 550 } }, 400, '/features/age', 'feature-range'],
    [{ features: {} }, 400, '/features', 'no-features'],
    [{ features: [1] }, 400, '/features', undefined],
    [{ measure: 'COA-PA', measurementYear: 2026 }, 400, '/measure', 'measure-not-applicable'],
    [{ measure: 'OMW' }, 400, '/measure', 'unknown-model'],
    [{ modelId: 'gsd-other' }, 400, '/modelId', 'unknown-model'],
    [{ memberHash: 'a'.repeat(64) }, 400, '/memberId', 'one-member'],
  ])('%j is refused with %d: %s %s', async (change, status, pointer, code) => {
    const answer = await post('/predictions', { ...ITEM, ...change });
    expect(answer.status).toBe(status);
    expect(answer.body.errors[0]).toMatchObject(code ? { pointer, code } : { pointer });
    const { requestId: _random, ...said } = answer.body as Record<string, unknown>;
    expect(JSON.stringify(said)).not.toContain('550');
  });

  it('an unknown member, or one of another contract, is not there; viewers may not', async () => {
    expect((await post('/predictions', { ...ITEM, memberId: 'M-404' })).status).toBe(404);
    const { text: key } = await testKey(test.app, 'analyst', { contracts: ['H2222'] });
    expect((await post('/predictions', ITEM, key)).status).toBe(404);
    expect((await post('/predictions', ITEM, test.keys.viewer)).status).toBe(403);
  });

  it('of a batch are made where they can be, each with its own errors', async () => {
    const items = [
      ITEM,
      { ...ITEM, memberId: 'M-2', measure: 'COL', features: { age: 61, female: 1, log_office_visits: 0 } },
      { ...ITEM, features: { age: -1 } },
      { ...ITEM, memberId: 'M-404' },
      'nonsense',
      { ...ITEM, surprise: 1 },
      { ...ITEM, memberId: 'M-2', measure: 'KED', features: { prior_year_gap: 1 } },
      { ...ITEM, 'M-7391': 1 },
    ];
    const { status, body } = await post('/predictions/batch', { items });
    expect(status).toBe(200);
    expect(body).toMatchObject({ made: 3, refused: 5 });
    expect(body.items.map(({ index }: { index: number }) => index)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    const codes = body.items.map((item: { errors: { code: string }[] }) => item.errors[0]?.code ?? 'made');
    expect(codes.slice(0, 5)).toEqual(['made', 'made', 'feature-range', 'unknown-member', 'type']);
    expect(body.items[5].errors[0].pointer).toBe('/surprise');
    expect(body.items[6].prediction).toMatchObject({ measure: 'KED', modelId: 'ked-reference', missingFeatures: [] });
    expect(body.items[7].errors).toMatchObject([{ pointer: '/(unknown)', code: 'unknown-property' }]);
    expect(JSON.stringify(body)).not.toContain('7391');
    expect(body.items[0].prediction.memberHash).not.toBe(body.items[1].prediction.memberHash);
    const trail = await test.call('GET', '/api/v1/audit?event=prediction.made&limit=1', { key: test.keys.admin });
    expect(trail.body.items[0]).toMatchObject({
      contractId: 'H1234',
      after: { stored: 3, refused: 5, measures: ['COL', 'GSD', 'KED'] },
    });
  });

  it('get their tiers by thresholds that a plan replaces by its own; those that are stored keep theirs', async () => {
    const set = (body: unknown, key = test.keys.admin): Promise<Answer> =>
      test.call('PUT', '/api/v1/tier-thresholds', { key, body });
    const { body: before } = await test.call('GET', '/api/v1/tier-thresholds', { key: test.keys.viewer });
    expect(before).toEqual({ high: 0.7, medium: 0.4, version: 1 });
    const refused: [object, string, string][] = [
      [{ high: 0.4, medium: 0.4 }, '/high', 'high-not-above-medium'],
      [{ high: 0.2, medium: 0.7391 }, '/high', 'high-not-above-medium'],
      [{ high: 1.7391, medium: 0.4 }, '/high', 'max'],
      [{ high: 0.7, medium: -0.7391 }, '/medium', 'min'],
      [{ high: '0.7391', medium: 0.4 }, '/high', 'isNumber'],
      [{ high: 0.7, medium: null }, '/medium', 'isNumber'],
      [{ high: 0.7 }, '/medium', 'isNumber'],
      [{ high: 0.7, medium: 0.4, low: 0.7391 }, '/low', 'unknown-property'],
    ];
    for (const [body, pointer, code] of refused) {
      const answer = await set(body);
      expect([answer.status, answer.body.errors]).toEqual([
        400,
        expect.arrayContaining([expect.objectContaining({ pointer, code })]),
      ]);
      expect(JSON.stringify(answer.body)).not.toContain('7391');
    }
    expect((await set({ high: 0.7, medium: 0.4 }, test.keys.analyst)).status).toBe(403);

    const first = (await post('/predictions', ITEM)).body;
    const { probability } = first;
    const tierOf = async (): Promise<unknown[]> => {
      const single = await post('/predictions', ITEM);
      const batch = await post('/predictions/batch', { items: [ITEM] });
      const keyed = await test.call('POST', '/api/v1/predictions', {
        ...{ key: test.keys.analyst, body: ITEM, headers: { 'idempotency-key': `tier-${single.body.id}` } },
      });
      return [single.body, batch.body.items[0].prediction, keyed.body].map(({ tier, recommendation }) =>
        tier === 'low' ? [tier, recommendation] : tier,
      );
    };
    const low = { high: 1, medium: (probability + 1) / 2 };
    expect((await set(low)).body).toEqual({ ...low, version: 2 });
    await expect.poll(tierOf, { timeout: 5000, interval: 200 }).toEqual(Array(3).fill(['low', null]));
    expect((await set({ high: probability, medium: 0 })).body).toMatchObject({ version: 3 });
    await expect.poll(tierOf, { timeout: 5000, interval: 200 }).toEqual(Array(3).fill('high'));
    const tiers = await query<{ tier: string }>(
      test.location.ownerUrl,
      `SELECT DISTINCT tier FROM predictions WHERE probability = ${probability} ORDER BY tier`,
    );
    expect(tiers.map(({ tier }) => tier)).toEqual(['high', 'low', 'medium']); // the first by the defaults
    const read = await test.call('GET', `/api/v1/predictions/${first.id}`, { key: test.keys.viewer });
    expect(read.body.tier).toBe(first.tier);
    const [row] = await query(
      test.location.ownerUrl,
      `SELECT before, after FROM audit_log WHERE event = 'tier-thresholds.set' AND outcome = 'succeeded'
        ORDER BY occurred_at LIMIT 1`,
    );
    expect(row).toEqual({ before, after: { ...low, version: 2 } });
  });

  it('of no items, or too many, are refused', async () => {
    expect((await post('/predictions/batch', { items: [] })).status).toBe(400);
    const many = Array.from({ length: 1001 }, () => ({}));
    expect((await post('/predictions/batch', { items: many })).status).toBe(400);
  });

  it('come from a promoted model as soon as it is promoted', async () => {
    const bytes = readFileSync(join(FIXTURES, 'xgb_small6.json'));
    const call = { key: test.keys.admin, body: bytes, headers: { 'content-type': 'application/octet-stream' } };
    const uploaded = await test.call('POST', '/api/v1/models?name=eed-mine&measure=EED', call);
    expect((await post('/models/eed-mine/promote', { version: 1 }, test.keys.admin)).status).toBe(200);
    const model = loadModel(bytes);
    const features = Object.fromEntries(model.features.map((name) => [name, 1]));
    const predict = (): Promise<Answer> => post('/predictions', { ...ITEM, measure: 'EED', features });
    await expect.poll(async () => (await predict()).body.modelId, { timeout: 5000 }).toBe('eed-mine');
    const { body } = await predict();
    const own = explainRows(model, matrixOf([model.features.map(() => 1)], model.features.length));
    expect(body.probability).toBe(own.probability[0]);
    expect(uploaded.body.features[0]).toMatchObject({ min: null, max: null });
  });
});
