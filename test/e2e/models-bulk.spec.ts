import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { explainRows, loadModel, matrixOf } from '../../src/core/models/index.js';
import { startTestApp, testKey, type TestApp } from '../support/app.js';
import { query } from '../support/database.js';
import { importFile, sendFile } from '../support/import-file.js';

const MODELS = join(import.meta.dirname, '../../models');
const ndjson = { type: 'application/x-ndjson' };
const FEATURES = { age: 55, bmi: 33.4, prior_a1c_self: 9.8, insulin: 1, dm_years: 14, egfr: 71, gen_health: 4 };
const line = (memberId: string, part: object = {}): string =>
  JSON.stringify({ memberId, measurementYear: 2024, measure: 'GSD', features: FEATURES, ...part });

interface StoredRow {
  member_id: string;
  measure: string;
  probability: number;
  margin: number;
  base_value: number;
  model_id: string;
  tier: string;
  recommendation: string | null;
  missing_features: string[] | null;
  shap_values: Record<string, number>;
}

describe('bulk scoring', () => {
  let test: TestApp;
  const stored = (): Promise<StoredRow[]> =>
    query<StoredRow>(test.location.ownerUrl, 'SELECT * FROM predictions ORDER BY member_id, id');
  const clear = (): Promise<unknown> => query(test.location.ownerUrl, 'DELETE FROM predictions');

  beforeAll(async () => {
    test = await startTestApp();
    const members = Array.from({ length: 300 }, (_, i) => `B-${i},${i < 200 ? 'H1234' : 'H2222'}`);
    await importFile(test, 'kind=members', ['memberId,contractId', ...members].join('\n'));
  });
  afterAll(() => test.close());

  it('stores what single predictions would be, explained, and none of the features', async () => {
    const single = await test.call('POST', '/api/v1/predictions', {
      key: test.keys.analyst,
      body: { memberId: 'B-0', measure: 'GSD', measurementYear: 2024, features: FEATURES },
    });
    await clear();
    const file = [line('B-0'), line('B-1', { features: { ...FEATURES, age: 61.0625, egfr: null } })].join('\n');
    const { status, result, errors } = await importFile(test, 'kind=predictions', file, ndjson);
    expect({ status, errors }).toEqual({ status: 'succeeded', errors: [] });
    expect(result).toMatchObject({ rows: 2, accepted: 2, created: 2, updated: 0 });
    const [one, other] = await stored();
    expect(one.probability).toBe(single.body.probability);
    expect(one.shap_values).toEqual(single.body.shapValues);
    expect(one.recommendation).toBe(single.body.recommendation.code);
    expect(one.missing_features).toEqual(single.body.missingFeatures);
    const sum = Object.values(other.shap_values).reduce((total, x) => total + x, other.base_value);
    expect(sum).toBeCloseTo(other.margin, 6);
    expect(other.missing_features).toContain('egfr');
    const everything = await query<{ row: string }>(
      test.location.ownerUrl,
      `SELECT t::text AS row FROM predictions t UNION ALL SELECT t::text FROM jobs t UNION ALL SELECT t::text FROM audit_log t
       UNION ALL SELECT t::text FROM model_feature_counts t`,
    );
    expect(everything.filter(({ row }) => row.includes('61.0625'))).toEqual([]);
    const staged = await query(test.location.ownerUrl, `SELECT 1 FROM pg_tables WHERE schemaname = 'staging'`);
    expect(staged).toEqual([]);
  });

  it('takes CSV with columns for several measures, and scores a whole file in pieces', async () => {
    await clear();
    const rows = Array.from({ length: 250 }, (_, i) =>
      i % 2 === 0 ? `B-${i},GSD,${40 + (i % 30)},,${6 + (i % 5)},` : `B-${i},COL,${50 + (i % 20)},1,,${i % 3}`,
    );
    const text = ['memberId,measure,age,female,prior_a1c_self,log_office_visits', ...rows].join('\n');
    const { status, result } = await importFile(test, 'kind=predictions&year=2024', text, { gzip: true });
    expect({ status, created: result.created }).toEqual({ status: 'succeeded', created: 250 });
    const made = await stored();
    expect(new Set(made.map(({ model_id }) => model_id))).toEqual(new Set(['gsd-reference', 'col-reference']));
    const model = loadModel(readFileSync(join(MODELS, 'COL.json')));
    const values = model.features.map((name) => ({ age: 51, female: 1, log_office_visits: 1 })[name] ?? null);
    const own = explainRows(model, matrixOf([values], values.length));
    expect(made.some(({ measure, probability }) => measure === 'COL' && probability === own.probability[0])).toBe(true);
  });

  it('rejects bad rows each with field and code, and merges the others', async () => {
    await clear();
    const { text: key } = await testKey(test.app, 'analyst', { contracts: ['H1234'] });
    const bad: [string, string | null, string][] = [
      [line('B-1', { features: { ...FEATURES, shoe_size: 43 } }), 'features', 'unknown-feature'],
      [line('B-1', { features: { ...FEATURES, age: '55' } }), 'features/age', 'feature-type'],
      [line('B-1', { features: { ...FEATURES, age: 'NaN' } }), 'features/age', 'feature-type'],
      [line('B-1', { features: { ...FEATURES, age: 550 } }), 'features/age', 'feature-range'],
      [line('B-1', { features: { age: null } }), 'features', 'no-features'],
      [line('B-1', { features: {} }), 'features', 'no-features'],
      [line('B-1', { features: [1] }), 'features', 'wrong-type'],
      [line('B-1', { measure: 'OMW' }), 'measure', 'unknown-model'],
      [line('B-1', { measure: 'XYZ' }), 'measure', 'measure-of-year'],
      [line('B-1', { memberHash: 'a'.repeat(64) }), 'memberId', 'one-member'],
      [line('B-404'), 'memberId', 'no-such-member'],
      [line('B-250'), 'memberId', 'no-such-member'],
      [line('B-2'), 'measure', 'duplicate-key'],
      ['{"memberId":', null, 'malformed-json'],
      [line('B-1', { modelId: 'other' }), null, 'unknown-field'],
    ];
    const text = [line('B-2'), ...bad.map(([row]) => row)].join('\n');
    const { status, result, errors } = await importFile(test, 'kind=predictions', text, { ...ndjson, key });
    expect({ status, rejected: result.rejected, created: result.created }).toEqual({
      ...{ status: 'partially_succeeded', rejected: bad.length, created: 1 },
    });
    expect(errors).toEqual(bad.map(([, field, code], i) => ({ line: i + 2, field, code })));
    expect(JSON.stringify(errors)).not.toMatch(/shoe_size|550/);
  });

  it('refuses a header that names a feature no model has, and a dry run stores nothing', async () => {
    await clear();
    const unknown = await sendFile(test, 'kind=predictions&year=2024', 'memberId,measure,shoe_size\nB-1,GSD,43');
    expect(unknown.status).toBe(400);
    expect(unknown.body.errors).toMatchObject([{ code: 'unknown-column' }]);
    const { status, result } = await importFile(test, 'kind=predictions&dryRun=true', line('B-1'), ndjson);
    expect({ status, accepted: result.accepted }).toEqual({ status: 'succeeded', accepted: 1 });
    expect(await stored()).toEqual([]);
  });

  it('is followed up: realised figures by month, missing rates and drift', async () => {
    const read = (path = ''): Promise<{ body: Record<string, unknown> }> =>
      test.call('GET', `/api/v1/models/gsd-reference/monitoring${path}`, { key: test.keys.viewer });
    await clear();
    await read(); // counts that still wait are added
    await query(test.location.ownerUrl, 'DELETE FROM model_feature_counts');
    const rows = Array.from({ length: 200 }, (_, i) =>
      line(`B-${i}`, { features: { age: 40 + (i % 30), prior_a1c_self: 5 + (i % 9), insulin: i % 2 } }),
    );
    await importFile(test, 'kind=predictions', rows.join('\n'), ndjson);
    for (const memberId of ['B-0', 'B-1']) {
      const body = { memberId, measure: 'GSD', measurementYear: 2024, features: { age: 41 } };
      expect((await test.call('POST', '/api/v1/predictions', { key: test.keys.analyst, body })).status).toBe(201);
    }
    // Those with the higher half of the probabilities stayed open; B-2 was closed when it was predicted.
    await query(
      test.location.ownerUrl,
      `INSERT INTO gap_analysis (id, member_id, version, measurement_year, priority, evidence_as_of, created_at, updated_at,
         contract_id, measure, evidence, work, evidence_source)
       SELECT gen_random_uuid(), p.member_id, 1, 2024, 0, '2024-12-31', p.at, p.at, p.contract_id, 'GSD',
         CASE WHEN p.probability > 0.2 THEN 'open' ELSE 'closed' END, 'identified', 'claim'
       FROM (SELECT DISTINCT ON (member_id) member_id, contract_id, probability, now() + interval '1 day' AS at
             FROM predictions ORDER BY member_id, id DESC) p`,
    );
    const [early] = await query<{ id: string }>(
      test.location.ownerUrl,
      `UPDATE gap_analysis SET created_at = now() - interval '1 day' WHERE id = (SELECT g.id FROM gap_analysis g
         WHERE g.evidence = 'closed' LIMIT 1) RETURNING id`,
    );
    expect(early).toBeDefined();
    const { body } = await read();
    const made = await query<{ event: boolean; probability: number }>(
      test.location.ownerUrl,
      `SELECT probability, probability > 0.2 AS event FROM (SELECT DISTINCT ON (member_id) member_id, probability
         FROM predictions ORDER BY member_id, id DESC) p`,
    );
    const events = made.filter(({ event }) => event).length;
    const [month] = body.outcomes as Record<string, unknown>[];
    expect(body.outcomes).toHaveLength(1);
    expect(month).toMatchObject({ rows: 199, events, auc: { auc: 1 } });
    expect(month.predicted).toBeGreaterThan(0);
    expect(month.state).toBe('alert');
    expect(month.reasons).toContain('calibrationGap');
    const [drift] = body.drift as { rows: number; features: { feature: string }[] }[];
    expect(drift.rows).toBe(202);
    const feature = (name: string) => drift.features.find((one) => one.feature === name);
    expect(feature('age')).toMatchObject({ rows: 202, missingRate: 0 });
    expect(feature('bmi')).toMatchObject({ rows: 202, missingRate: 1, psi: null, state: 'alert' });
    expect(body).toMatchObject({ id: 'gsd-reference', state: 'alert', thresholds: { psi: { warn: 0.1 } } });
    const { body: metrics } = await test.call('GET', '/metrics');
    expect(metrics).toMatch(/model_drift_state\{model="gsd-reference",version="\d+"\} 2/);
    const { text: key } = await testKey(test.app, 'viewer', { contracts: ['H2222'] });
    const elsewhere = await test.call('GET', '/api/v1/models/gsd-reference/monitoring', { key });
    expect(elsewhere.body.outcomes).toEqual([]);
    expect((await read('?from=2020-01&to=2020-12')).body).toMatchObject({ state: 'unknown', outcomes: [], drift: [] });
    expect((await read('?from=2020-13')).body).toMatchObject({ status: 400 });
  });

  it('is judged by thresholds that a plan replaces by its own', async () => {
    const set = (body: unknown, key = test.keys.admin) =>
      test.call('PUT', '/api/v1/monitoring-thresholds', { key, body });
    const { body: before } = await test.call('GET', '/api/v1/monitoring-thresholds', { key: test.keys.viewer });
    expect(before).toEqual({
      ...{ psi: { warn: 0.1, alert: 0.25 }, missingRateChange: { warn: 0.1, alert: 0.25 } },
      ...{ calibrationGap: { warn: 0.05, alert: 0.1 }, aucLoss: { warn: 0.03, alert: 0.07 } },
      ...{ brierRatio: { warn: 1, alert: 1.1 }, leastRows: 100, leastOutcomes: 20, version: 1 },
    });
    const { version: _, ...thresholds } = before;
    const refused: [object, string, string][] = [
      [{ psi: { warn: 0.3, alert: 0.25 } }, '/psi/alert', 'alert-below-warn'],
      [{ calibrationGap: { warn: 0, alert: 0.7391 } }, '/calibrationGap/warn', 'min'],
      [{ aucLoss: { warn: 0.1, alert: 7391 } }, '/aucLoss/alert', 'max'],
      [{ aucLoss: { warn: '7391', alert: 1 } }, '/aucLoss/warn', 'isNumber'],
      [{ missingRateChange: 7391 }, '/missingRateChange', 'isObject'],
      [{ brierRatio: null }, '/brierRatio', 'isObject'],
      [{ leastRows: 0.7391 }, '/leastRows', 'isInt'],
      [{ leastOutcomes: 0 }, '/leastOutcomes', 'min'],
      [{ psi: { warn: 0.1, alert: 0.2, stop: 7391 } }, '/psi/stop', 'unknown-property'],
    ];
    for (const [part, pointer, code] of refused) {
      const { status, body } = await set({ ...thresholds, ...part });
      expect([status, body.errors.map(({ message: _text, ...one }: { message: string }) => one)]).toEqual([
        400,
        expect.arrayContaining([{ pointer, code }]),
      ]);
      expect(JSON.stringify(body)).not.toContain('7391');
    }
    const none: { pointer: string }[] = (await set({})).body.errors;
    expect(new Set(none.map(({ pointer }) => pointer))).toEqual(
      new Set(Object.keys(thresholds).map((name) => `/${name}`)),
    );
    expect((await set(thresholds, test.keys.analyst)).status).toBe(403);
    const wide = { warn: 1, alert: 1 };
    const own = { ...thresholds, psi: { warn: 90, alert: 90 }, missingRateChange: wide, leastRows: 202 };
    const lenient = { ...own, calibrationGap: wide, aucLoss: wide, brierRatio: { warn: 90, alert: 90 } };
    expect((await set(lenient)).body).toEqual({ ...lenient, version: 2 });
    const monitored = async () =>
      (await test.call('GET', '/api/v1/models/gsd-reference/monitoring', { key: test.keys.viewer })).body;
    expect((await monitored()).outcomes).toMatchObject([{ state: 'ok', reasons: [] }]);
    await set({ ...lenient, leastRows: 203 });
    const { drift, thresholds: told } = await monitored();
    expect(drift).toMatchObject([{ rows: 202, state: 'unknown' }]);
    expect(told).toEqual({ ...lenient, leastRows: 203 });
    const [row] = await query(
      test.location.ownerUrl,
      `SELECT before, after, outcome FROM audit_log WHERE event = 'monitoring-thresholds.set' AND outcome = 'succeeded' LIMIT 1`,
    );
    expect(row).toEqual({ before, after: { ...lenient, version: 2 }, outcome: 'succeeded' });
  });

  it('gives tiers, and recommendations with them, by the thresholds of the moment', async () => {
    await clear();
    await importFile(test, 'kind=predictions', line('B-0'), ndjson);
    const thresholds = (body: object) => test.call('PUT', '/api/v1/tier-thresholds', { key: test.keys.admin, body });
    const [{ probability }] = await stored();
    await thresholds({ high: 1, medium: (probability + 1) / 2 });
    const scored = async () => {
      await importFile(test, 'kind=predictions', line('B-1'), ndjson);
      return (await stored()).at(-1);
    };
    await expect.poll(scored, { timeout: 5000, interval: 300 }).toMatchObject({ tier: 'low', recommendation: null });
    await thresholds({ high: probability, medium: 0 });
    await expect
      .poll(scored, { timeout: 5000, interval: 300 })
      .toMatchObject({ tier: 'high', recommendation: expect.any(String) });
  });
});
