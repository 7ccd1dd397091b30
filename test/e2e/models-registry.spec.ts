import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp } from '../support/app.js';
import type { Answer } from '../support/client.js';

const FIXTURES = join(import.meta.dirname, '../../src/core/models/fixtures');
const MODELS = join(import.meta.dirname, '../../models');
const OCTETS = { 'content-type': 'application/octet-stream' };

interface XgboostTree {
  left_children: number[];
  split_conditions: unknown[];
}

/** The small XGBoost model with its first tree changed. */
function hostile(change: (tree: XgboostTree) => void): string {
  const document = JSON.parse(readFileSync(join(FIXTURES, 'xgb_small6.json'), 'utf8'));
  const [tree] = document.learner.gradient_booster.model.trees as XgboostTree[];
  change(tree);
  return JSON.stringify(document).replaceAll('"not a number"', 'NaN');
}

describe('the registry of models', () => {
  let test: TestApp;
  beforeAll(async () => {
    test = await startTestApp();
  });
  afterAll(() => test.close());

  const get = (path: string, key = test.keys.viewer): Promise<Answer> =>
    test.call('GET', `/api/v1/models${path}`, { key });
  const post = (path: string, body: unknown = {}, key = test.keys.admin): Promise<Answer> =>
    test.call('POST', `/api/v1/models${path}`, { key, body });
  const upload = (name: string, measure: string, body: Uint8Array | string, key = test.keys.admin): Promise<Answer> =>
    test.call('POST', `/api/v1/models?name=${name}&measure=${measure}`, { key, body, headers: OCTETS });
  const fixture = (name: string): Buffer => readFileSync(join(FIXTURES, name));

  it('has the shipped models, active, with cards in plain words', async () => {
    const { body } = await get('?measure=GSD');
    expect(body.items).toMatchObject([{ id: 'gsd-reference', version: 1, status: 'active', origin: 'reference' }]);
    expect(body.items[0].features).toContainEqual({ name: 'age', unit: 'years', min: 18, max: 120 });
    expect(body.items[0].trainingWindow.rows).toBeGreaterThan(3000);
    const card = await get('/cbp-reference/card');
    expect(card.body.text).toContain('### By race and ethnicity');
    expect(card.body.card.subgroups['race and ethnicity']).toHaveLength(5);
    expect((await get('')).body.items).toHaveLength(10);
  });

  it('refuses a card whose features are not those of its model', async () => {
    const document = JSON.parse(readFileSync(join(MODELS, 'GSD.json'), 'utf8'));
    document.card.features = [...document.card.features.slice(1), { name: 'stranger' }];
    const { status, body } = await upload('gsd-disagrees', 'GSD', JSON.stringify(document));
    expect(status).toBe(422);
    expect(JSON.stringify(body)).toMatch(/The card's list of features is not the model's: stranger, age/);
    expect((await get('/gsd-disagrees')).status).toBe(404);
  });

  it('takes in files, promotes one, and rolls back, step by step', async () => {
    const first = await upload('gsd-mine', 'GSD', fixture('xgb_small6.json'));
    expect(first.status).toBe(201);
    expect(first.body).toMatchObject({ id: 'gsd-mine', version: 1, status: 'candidate', format: 'xgboost-json' });
    expect(first.headers.get('location')).toBe('/api/v1/models/gsd-mine?version=1');
    const again = await upload('gsd-mine', 'GSD', fixture('xgb_small6.json'));
    expect([again.status, again.body.version]).toEqual([200, 1]);
    const second = await upload('gsd-mine', 'GSD', fixture('lgb_syn.txt'));
    expect(second.body).toMatchObject({ version: 2, format: 'lightgbm-text' });

    expect((await post('/gsd-mine/promote', { version: 1 })).body.status).toBe('active');
    expect((await get('/gsd-reference')).body.status).toBe('retired');
    expect((await post('/gsd-mine/promote', { version: 2 })).body.status).toBe('active');
    const { body: versions } = await get('/gsd-mine/versions');
    expect(versions.items.map(({ status }: { status: string }) => status)).toEqual(['active', 'retired']);
    expect((await post('/gsd-mine/promote', { version: 2 })).status).toBe(409);

    const back = await post('/gsd-mine/rollback');
    expect(back.body).toMatchObject({ retired: { version: 2, status: 'retired' }, active: { version: 1 } });
    const further = await post('/gsd-mine/rollback');
    expect(further.body).toMatchObject({ retired: { version: 1 }, active: { id: 'gsd-reference', status: 'active' } });
    expect((await post('/gsd-mine/rollback')).status).toBe(409);

    const trail = await test.call('GET', '/api/v1/audit?entityType=model&limit=50', { key: test.keys.admin });
    const succeeded = trail.body.items.filter(({ outcome }: { outcome: string }) => outcome === 'succeeded');
    expect(succeeded.map(({ event }: { event: string }) => event).reverse()).toEqual([
      ...['model.uploaded', 'model.uploaded', 'model.uploaded', 'model.promoted', 'model.promoted'],
      ...['model.rolled-back', 'model.rolled-back'],
    ]);
    expect(succeeded[0]).toMatchObject({
      entityId: 'gsd-mine',
      after: { measure: 'GSD', from: 1, to: 'gsd-reference@1' },
    });
  });

  it('two promotions at once leave one active', async () => {
    await upload('bcs-a', 'BCS', fixture('xgb_small6.ubj'));
    await upload('bcs-b', 'BCS', fixture('lgb_syn.txt'));
    const answers = await Promise.all([post('/bcs-a/promote', { version: 1 }), post('/bcs-b/promote', { version: 1 })]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    const { body } = await get('?measure=BCS');
    const active = body.items.filter(({ status }: { status: string }) => status === 'active');
    expect(active).toHaveLength(1);
  });

  it('compares two versions', async () => {
    await upload('col-mine', 'COL', readFileSync(join(MODELS, 'COL.json')));
    const { body } = await get('/col-mine/compare?with=col-reference');
    expect(body).toMatchObject({
      sameEvaluation: true,
      difference: { auc: 0, brier: 0, logLoss: 0 },
      onlyInFirst: [],
      onlyInSecond: [],
    });
    await upload('col-other', 'COL', fixture('xgb_small6.json'));
    const other = (await get('/col-other/compare?with=col-reference')).body;
    expect(other.difference).toBeNull();
    expect(other.onlyInFirst.length).toBeGreaterThan(0);
    expect((await get('/col-other/card')).body.text).toContain('says nothing of its training');
  });

  it.each([
    ['a pickle', Uint8Array.of(0x80, 4, 0x95), 'model-unsupported', 'pickle'],
    ['an empty tree file', 'tree\n', 'model-malformed', ''],
    ['deep nesting', '{"a":'.repeat(100_000), 'model-limit', 'nesting'],
    [
      'NaN leaves',
      hostile((tree) => (tree.split_conditions[tree.left_children.indexOf(-1)] = 'not a number')),
      'model-malformed',
      '',
    ],
    ['a cycle', hostile((tree) => (tree.left_children[0] = 0)), 'model-malformed', ''],
    ['1e9 nodes', '{"format":"hspo-model","version":1,"kind":"trees","count":1000000000}', 'model-malformed', ''],
    [
      'race as a feature',
      '{"features":["age","race_eth"],"coef":[1,2],"intercept":0}',
      'model-protected-feature',
      'race_eth',
    ],
  ])('refuses %s quickly, and says so', async (_what, content, code, text) => {
    const begun = performance.now();
    const { status, body } = await upload('bad', 'GSD', content);
    expect(status).toBe(422);
    expect(body.errors[0].code).toBe(code);
    expect(body.detail).toContain(text);
    expect(performance.now() - begun).toBeLessThan(5000);
    expect((await get('/bad')).status).toBe(404);
  });

  it('refuses what is too large, of another type, or not permitted', async () => {
    const large = await upload('big', 'GSD', new Uint8Array(17 * 1024 * 1024)).catch(() => ({ status: 413 }));
    expect(large.status).toBe(413);
    const json = await test.call('POST', '/api/v1/models?name=x1&measure=GSD', { key: test.keys.admin, body: {} });
    expect(json.status).toBe(415);
    const elsewhere = { key: test.keys.admin, body: 'x', headers: OCTETS };
    expect((await test.call('POST', '/api/v1/models/gsd-mine/promote', elsewhere)).status).toBe(415);
    expect((await upload('mine', 'GSD', fixture('lgb_syn.txt'), test.keys.analyst)).status).toBe(403);
    expect((await upload('my-reference', 'GSD', fixture('lgb_syn.txt'))).status).toBe(409);
    expect((await upload('Mine', 'GSD', fixture('lgb_syn.txt'))).status).toBe(400);
    expect((await upload('gsd-mine', 'CBP', fixture('lgb_syn.txt'))).status).toBe(409);
    expect((await post('/gsd-reference/promote', { version: 1 })).status).toBe(409);
    expect((await get('/nobody')).status).toBe(404);
    expect((await get('/gsd-mine?version=99')).status).toBe(404);
  });
});
