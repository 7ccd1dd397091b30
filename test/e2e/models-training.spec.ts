import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp } from '../support/app.js';
import { query } from '../support/database.js';

describe('training by a job', () => {
  let test: TestApp;
  beforeAll(async () => {
    test = await startTestApp();
  });
  afterAll(() => test.close());

  const history = (rows: number): string => {
    const lines = Array.from({ length: rows }, (_, i) => {
      const [x, z] = [((i * 37) % 101) / 10, (i * 53) % 7];
      const gap = (i * 7919) % 97 < 97 / (1 + Math.exp(3.1 - 0.6 * x)) ? 1 : 0;
      return `${2021 + (i % 4)},${gap},${x},${z === 0 ? '' : z},${i % 2 ? 'women' : 'men'},${4711.0625 + i}`;
    });
    return ['year,gap,burden,visits,sex,code', ...lines].join('\n');
  };
  const spec = {
    ...{ measure: 'GSD', label: 'gap', period: 'year', subgroups: ['sex'], seed: 3, folds: 3 },
    ...{ features: [{ name: 'burden', min: 0, max: 20 }, 'visits'], boosting: { maxRounds: 40 } },
  };
  const order = (name: string, text: string, given: object = spec, key = test.keys.admin) =>
    test.call('POST', `/api/v1/models/train?name=${name}&spec=${encodeURIComponent(JSON.stringify(given))}`, {
      ...{ key, body: text, headers: { 'content-type': 'text/csv' } },
    });
  const end = async (id: string) => {
    const read = () => test.call('GET', `/api/v1/jobs/${id}`, { key: test.keys.viewer });
    await expect.poll(async () => (await read()).body.finishedAt, { timeout: 30_000 }).not.toBeNull();
    return (await read()).body;
  };
  const staged = () => query(test.location.ownerUrl, `SELECT 1 FROM pg_tables WHERE schemaname = 'staging'`);

  it('gives a candidate with figures and the reason of the choice, the same for the same data', async () => {
    const text = history(800);
    const { status, body, headers } = await order('gsd-plan', text);
    expect(status).toBe(202);
    expect(headers.get('location')).toBe(`/api/v1/jobs/${body.id}`);
    const { result, progress, ...job } = await end(body.id as string);
    expect({ status: job.status, ...progress }).toMatchObject({ status: 'succeeded', percent: 100 });
    expect(result).toMatchObject({ modelId: 'gsd-plan', version: 1, evaluatedOn: 'out-of-time rows' });
    expect(result.reason).toMatch(/log loss/);
    expect(result.candidates.map(({ kind }: { kind: string }) => kind)).toEqual(['logistic', 'boosting']);
    expect(result.evaluation.auc.auc).toBeGreaterThan(0.7);
    const model = await test.call('GET', '/api/v1/models/gsd-plan', { key: test.keys.viewer });
    expect(model.body).toMatchObject({ status: 'candidate', digest: result.digest, trainingWindow: { to: 2023 } });
    const card = await test.call('GET', '/api/v1/models/gsd-plan/card', { key: test.keys.viewer });
    expect(Object.keys(card.body.card.subgroups)).toEqual(['sex']);
    const again = await end((await order('gsd-plan', text)).body.id as string);
    expect(again.result).toMatchObject({ version: 1, digest: result.digest });
    expect(await staged()).toEqual([]);
    const trail = await test.call('GET', '/api/v1/audit?event=model.trained', { key: test.keys.admin });
    expect(trail.body.items[0]).toMatchObject({ entityId: 'gsd-plan', after: { version: 1, digest: result.digest } });
    const rows = await query<{ row: string }>(
      test.location.ownerUrl,
      'SELECT t::text AS row FROM jobs t UNION ALL SELECT t::text FROM audit_log t UNION ALL SELECT t::text FROM model_versions t',
    );
    expect(rows.filter(({ row }) => row.includes('4711.0625'))).toEqual([]);
  });

  it('is refused with a reason that shows no value, and leaves no data', async () => {
    const { body } = await order('gsd-bad', `${history(30)}\n2024,1,many,1,men,2`);
    const { status, errorCode, result } = await end(body.id as string);
    expect({ status, errorCode }).toEqual({ status: 'failed', errorCode: 'training-refused' });
    expect(result.refused).toBe('Column burden has no number in line 32.');
    expect(await staged()).toEqual([]);
    expect((await test.call('GET', '/api/v1/models/gsd-bad', { key: test.keys.viewer })).status).toBe(404);
  });

  it('refuses a specification, a name and a caller at the door', async () => {
    const wrong = await order('gsd-plan', 'a', { ...spec, features: ['race_eth'], seed: -1 });
    expect(wrong.body.errors[0]).toMatchObject({ pointer: '?spec/seed', code: 'training-spec' });
    expect((await order('gsd-plan', 'a', { ...spec, features: ['race_eth'] })).status).toBe(400);
    expect((await order('gsd-plan', 'a', { ...spec, measure: 'COL' })).status).toBe(409);
    expect((await order('gsd-reference', 'a')).status).toBe(409);
    expect((await order('gsd-plan', 'a', spec, test.keys.analyst)).status).toBe(403);
  });

  it('stops when cancelled, and then leaves nothing', async () => {
    const { body } = await order('gsd-slow', history(20_000), {
      ...spec,
      boosting: { maxRounds: 2000, patience: 2000 },
    });
    const state = () => test.call('GET', `/api/v1/jobs/${body.id}`, { key: test.keys.viewer });
    await expect.poll(async () => (await state()).body.status, { timeout: 15_000 }).toBe('running');
    const [{ sealed }] = await query<{ sealed: Buffer }>(
      test.location.url,
      `SELECT sealed FROM staging.training_${String(body.id).replaceAll('-', '')} LIMIT 1`,
    );
    expect(sealed.includes('burden')).toBe(false); // encrypted
    expect((await test.call('POST', `/api/v1/jobs/${body.id}/cancel`, { key: test.keys.admin })).status).toBe(202);
    expect(await end(body.id as string)).toMatchObject({ status: 'cancelled', result: null });
    expect(await staged()).toEqual([]);
  });
});
