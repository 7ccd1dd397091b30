import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { firstIdOf, type NewPrediction, PredictionsRepository } from '../../src/modules/predictions/index.js';
import { insertMembers, newPrediction } from '../factories/index.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { query } from '../support/database.js';

describe('predictions in the database', () => {
  let test: TestApp;
  let predictions: PredictionsRepository;
  beforeAll(async () => {
    test = await startTestApp();
    predictions = test.app.get(PredictionsRepository);
  });
  afterAll(() => test.close());
  const member = async (): Promise<string> => (await insertMembers(test.location.url, 1))[0] ?? '';

  it('come back as they were stored, to the last digit', async () => {
    const prediction = newPrediction(await member());
    const stored = await predictions.insertOne(prediction);
    expect(await predictions.byId(stored.id)).toEqual(stored);
    expect(stored).toMatchObject(prediction);
  });

  it('one by one and in a batch are the same rows', async () => {
    const memberId = await member();
    const none: NewPrediction = newPrediction(memberId, {
      missingFeatures: null,
      recommendation: null,
      shapValues: {},
    });
    const some = newPrediction(memberId, { missingFeatures: ['a', 'b'], measure: 'COL' });
    for (const stored of await predictions.insertMany([none, some, newPrediction(memberId, { missingFeatures: [] })])) {
      expect(await predictions.byId(stored.id)).toEqual(stored);
    }
    expect(await predictions.insertMany([])).toEqual([]);
  });

  it('in a batch of more than 1,000 are refused, and with one bad row none is stored', async () => {
    const memberId = await member();
    await expect(predictions.insertMany(Array(1001).fill(newPrediction(memberId)))).rejects.toThrow(RangeError);
    const bad = [newPrediction(memberId), newPrediction(memberId, { probability: 1.5 })];
    await expect(predictions.insertMany(bad)).rejects.toThrow(/predictions_probability/);
    expect(await predictions.history(memberId, { limit: 10 })).toEqual([]);
  });

  it('scored again add history; the latest of each measure is the newest', async () => {
    const memberId = await member();
    const made = [];
    for (const part of [{ measure: 'BCS' }, { measure: 'COL' }, { measure: 'BCS', probability: 0.1 }]) {
      made.push(await predictions.insertOne(newPrediction(memberId, part)));
    }
    const ids = made.map(({ id }) => id);
    const history = await predictions.history(memberId, { limit: 10 });
    expect(history.map(({ id }) => id)).toEqual([...ids].reverse());
    expect((await predictions.history(memberId, { limit: 10, measure: 'COL' })).map(({ id }) => id)).toEqual([ids[1]]);
    const latest = await predictions.latest(memberId);
    expect(new Map(latest.map(({ measure, id }) => [measure, id]))).toEqual(
      new Map([
        ['BCS', ids[2]],
        ['COL', ids[1]],
      ]),
    );
    expect((await predictions.latest(memberId, 'BCS')).map(({ probability }) => probability)).toEqual([0.1]);
    expect(await predictions.history(memberId, { limit: 10, contracts: new Set(['H9999']) })).toEqual([]);
  });

  it('join the transaction under way', async () => {
    const { TransactionHost } = await import('@nestjs-cls/transactional');
    const memberId = await member();
    const undone = test.app.get(TransactionHost).withTransaction(async () => {
      await predictions.insertOne(newPrediction(memberId));
      await predictions.insertMany([newPrediction(memberId)]);
      throw new Error('undo');
    });
    await expect(undone).rejects.toThrow('undo');
    expect(await predictions.history(memberId, { limit: 10 })).toEqual([]);
  });

  it('are deleted by age, of one contract, in batches', async () => {
    const [mine, other] = [await member(), await member()];
    const old = (memberId: string, n: number, contract: string): Promise<unknown> =>
      query(
        test.location.url,
        `INSERT INTO predictions (id, member_id, probability, margin, base_value, created_at, measurement_year, contract_id,
           measure, tier, model_id, model_version, calibration, shap_values)
         VALUES ($1, $2, 0.5, 0, 0, '2024-05-01', 2024, $3, 'BCS', 'low', 'm', '1', 'none', '{}')`,
        [firstIdOf(new Date(Date.UTC(2024, 4, 1, 0, 0, n))), memberId, contract],
      );
    for (let n = 0; n < 5; n++) await old(mine, n, 'H3000');
    await old(other, 9, 'H3001');
    const kept = await predictions.insertOne(newPrediction(mine, { contractId: 'H3000' }));
    const before = new Date('2025-01-01');
    expect(await predictions.deleteBefore('H3000', before, 3)).toBe(3);
    expect(await predictions.deleteBefore('H3000', before, 3)).toBe(2);
    expect(await predictions.deleteBefore('H3000', before, 3)).toBe(0);
    expect((await predictions.history(mine, { limit: 9 })).map(({ id }) => id)).toEqual([kept.id]);
    expect(await predictions.history(other, { limit: 9 })).toHaveLength(1);
  });

  it('made at a time have ids from that time on', async () => {
    const before = firstIdOf(new Date());
    const { id } = await predictions.insertOne(newPrediction(await member()));
    expect(id >= before).toBe(true);
    expect(id < firstIdOf(new Date(Date.now() + 1000))).toBe(true);
  });
});
