import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MembersRepository } from '../../src/modules/members/index.js';
import { firstIdOf, PredictionsRepository } from '../../src/modules/predictions/index.js';
import { insertMembers, newPrediction } from '../factories/index.js';
import { startTestApp, testKey, type TestApp } from '../support/app.js';
import type { Answer } from '../support/client.js';
import { query } from '../support/database.js';

describe('predictions over REST', () => {
  let test: TestApp;
  let memberId: string;
  let memberHash: string;
  beforeAll(async () => {
    test = await startTestApp();
    [memberId = ''] = await insertMembers(test.location.url, 1);
    memberHash = (await test.app.get(MembersRepository).byId(memberId))?.memberHash.toString('hex') ?? '';
  });
  afterAll(() => test.close());
  const get = (path: string, key = test.keys.viewer): Promise<Answer> => test.call('GET', `/api/v1${path}`, { key });

  it('are read one by one, as history and as the latest of each measure', async () => {
    const repository = test.app.get(PredictionsRepository);
    const made = [];
    for (const measure of ['BCS', 'COL', 'BCS'])
      made.push(await repository.insertOne(newPrediction(memberId, { measure })));
    const one = await get(`/predictions/${made[0]?.id}`);
    expect(one.body).toMatchObject({
      memberHash,
      probability: 0.72,
      missingFeatures: ['visits'],
      modelVersion: '1.0.0',
    });
    expect(one.body).not.toHaveProperty('memberId');
    const first = await get(`/members/${memberHash}/predictions?limit=2`);
    const second = await get(`/members/${memberHash}/predictions?limit=2&cursor=${first.body.next}`);
    const ids = [...first.body.items, ...second.body.items].map(({ id }: { id: string }) => id);
    expect(ids).toEqual(made.map(({ id }) => id).reverse());
    const latest = await get(`/members/${memberHash}/predictions/latest`);
    expect(latest.body.items.map(({ id }: { id: string }) => id).sort()).toEqual([made[1]?.id, made[2]?.id].sort());
    expect((await get(`/members/${memberHash}/predictions/latest?measure=COL`)).body.items).toHaveLength(1);
    expect((await get(`/members/${memberHash}/predictions?measure=drop`)).status).toBe(400);
  });

  it('are deleted by age, which is audited', async () => {
    await query(
      test.location.url,
      `INSERT INTO predictions (id, member_id, probability, margin, base_value, created_at, measurement_year, contract_id,
         measure, tier, model_id, model_version, calibration, shap_values)
       VALUES ($1, $2, 0.5, 0, 0, '2024-05-01', 2024, 'H1234', 'BCS', 'low', 'm', '1', 'none', '{}')`,
      [firstIdOf(new Date('2024-05-01')), memberId],
    );
    const path = '/api/v1/predictions?contractId=H1234&before=2025-01-01T00:00:00Z';
    expect((await test.call('DELETE', path, { key: test.keys.viewer })).status).toBe(403);
    const { body } = await test.call('DELETE', path, { key: test.keys.analyst });
    expect(body).toEqual({ deleted: 1, more: false });
    const trail = await test.call('GET', '/api/v1/audit?event=prediction.deleted', { key: test.keys.admin });
    expect(trail.body.items.map(({ outcome }: { outcome: string }) => outcome)).toEqual(['succeeded', 'denied']);
    expect(trail.body.items[0]).toMatchObject({
      contractId: 'H1234',
      after: { rows: 1, before: '2025-01-01T00:00:00.000Z' },
    });
  });

  it('of another contract are not there', async () => {
    const { id } = await test.app.get(PredictionsRepository).insertOne(newPrediction(memberId));
    const { text: key } = await testKey(test.app, 'analyst', { contracts: ['H2222'] });
    const paths = [
      `/predictions/${id}`,
      `/members/${memberHash}/predictions`,
      `/members/${memberHash}/predictions/latest`,
    ];
    const answers = await Promise.all(paths.map((path) => get(path, key)));
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404]);
  });
});
