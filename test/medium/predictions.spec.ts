import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GapListsRepository } from '../../src/modules/gaps/index.js';
import { firstIdOf, type NewPrediction, PredictionsRepository } from '../../src/modules/predictions/index.js';
import { type GapRow, insertGaps, insertMembers, insertPredictions, newPrediction } from '../factories/index.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { query } from '../support/database.js';
import { historyOf, latestOf } from '../support/predictions-of.js';

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
    const none = newPrediction(memberId, { missingFeatures: null, recommendation: null, shapValues: {} });
    const some = newPrediction(memberId, { missingFeatures: ['a', 'b'], measure: 'COL' });
    const odd = ['a"b', 'back\\slash', '{x,y}', 'NULL', '', "it's", 'é\\"'];
    const shapValues = Object.fromEntries(odd.map((name, i) => [name, i / 7]));
    const names = newPrediction(memberId, { missingFeatures: odd, shapValues });
    const empty = newPrediction(memberId, { missingFeatures: [] });
    for (const stored of await predictions.insertMany([none, some, empty, names, structuredClone(names), none])) {
      expect(await predictions.byId(stored.id)).toEqual(stored);
    }
    expect(await predictions.insertMany([])).toEqual([]);
  });

  it('in a batch of more than 1,000 are refused, and with one bad row none is stored', async () => {
    const memberId = await member();
    await expect(predictions.insertMany(Array(1001).fill(newPrediction(memberId)))).rejects.toThrow(RangeError);
    const bad = [newPrediction(memberId), newPrediction(memberId, { probability: 1.5 })];
    await expect(predictions.insertMany(bad)).rejects.toThrow(/predictions_probability/);
    expect(await historyOf(test, memberId, { limit: 10 })).toEqual([]);
  });

  it('scored again add history; the latest of each measure is the newest', async () => {
    const memberId = await member();
    const made = [];
    for (const part of [{ measure: 'BCS' }, { measure: 'COL' }, { measure: 'BCS', probability: 0.1 }]) {
      made.push(await predictions.insertOne(newPrediction(memberId, part)));
    }
    const ids = made.map(({ id }) => id);
    const all = await historyOf(test, memberId, { limit: 10 });
    expect(all.map(({ id }) => id)).toEqual([...ids].reverse());
    expect(all[0]).toMatchObject(made[2] ?? {});
    expect((await historyOf(test, memberId, { limit: 1 })).map(({ id }) => id)).toEqual([ids[2], ids[1]]);
    expect((await historyOf(test, memberId, { limit: 9, beforeId: ids[1] })).map(({ id }) => id)).toEqual([ids[0]]);
    expect((await historyOf(test, memberId, { limit: 10, measure: 'COL' })).map(({ id }) => id)).toEqual([ids[1]]);
    const latest = (await latestOf(test, memberId)).map(({ measure, id }) => [measure, id]);
    expect(latest).toEqual([['COL', ids[1]], ['BCS', ids[2]]]); // prettier-ignore
    expect((await latestOf(test, memberId, 'BCS')).map(({ probability }) => probability)).toEqual([0.1]);
    expect(await historyOf(test, memberId, { limit: 10, contracts: new Set(['H9999']) })).toEqual([]);
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
    expect(await historyOf(test, memberId, { limit: 10 })).toEqual([]);
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
    expect((await historyOf(test, mine, { limit: 9 })).map(({ id }) => id)).toEqual([kept.id]);
    expect(await historyOf(test, other, { limit: 9 })).toHaveLength(1);
  });

  it('made at a time have ids from that time on', async () => {
    const before = firstIdOf(new Date());
    const { id } = await predictions.insertOne(newPrediction(await member()));
    expect(id >= before).toBe(true);
    expect(id < (await predictions.insertOne(newPrediction(await member()))).id).toBe(true);
  });

  describe('and the gaps that they are about', () => {
    const id = (n: number): string => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
    const gapOf = async (memberId: string): Promise<unknown> =>
      (
        await query(
          test.location.url,
          'SELECT probability, prediction_id AS id, tier, version FROM gap_analysis WHERE member_id = $1',
          [memberId],
        )
      )[0];
    const predict = (memberId: string, n: number, probability: number, tier: string): Promise<void> =>
      insertPredictions(test.location.url, [{ memberId, id: id(n), probability, tier }]);
    const forget = (memberId: string, n: number): Promise<unknown> =>
      query(test.location.url, 'DELETE FROM predictions WHERE member_id = $1 AND id = $2', [memberId, id(n)]);

    it('a gap has the latest, whatever order they come in, and its version stays', async () => {
      const memberId = await member();
      await insertGaps(test.location.url, [{ memberId }]);
      expect(await gapOf(memberId)).toEqual({ probability: null, id: null, tier: null, version: 1 });
      await predict(memberId, 5, 0.5, 'medium');
      await predict(memberId, 3, 0.3, 'low');
      expect(await gapOf(memberId)).toEqual({ probability: 0.5, id: id(5), tier: 'medium', version: 1 });
      await predict(memberId, 7, 0.7, 'high');
      expect(await gapOf(memberId)).toEqual({ probability: 0.7, id: id(7), tier: 'high', version: 1 });
      await insertPredictions(test.location.url, [
        { memberId, measure: 'COL', id: id(90) },
        { memberId, measurementYear: 2025, id: id(91) },
        { memberId, contractId: 'H9999', id: id(92) },
      ]);
      expect(await gapOf(memberId)).toMatchObject({ id: id(7) });
      await forget(memberId, 3);
      expect(await gapOf(memberId)).toMatchObject({ id: id(7) });
      await forget(memberId, 7);
      expect(await gapOf(memberId)).toEqual({ probability: 0.5, id: id(5), tier: 'medium', version: 1 });
      await forget(memberId, 5);
      expect(await gapOf(memberId)).toEqual({ probability: null, id: null, tier: null, version: 1 });
    });

    it('a tier that somebody gave stays when an old prediction is deleted', async () => {
      const memberId = await member();
      await insertGaps(test.location.url, [{ memberId }]);
      await predict(memberId, 1, 0.5, 'medium');
      await query(test.location.url, `UPDATE gap_analysis SET tier = 'high' WHERE member_id = $1`, [memberId]);
      await forget(memberId, 1);
      expect(await gapOf(memberId)).toMatchObject({ probability: null, tier: 'high' });
    });

    it('a gap that comes later takes the latest prediction there is, and the tier unless it brings one', async () => {
      const [first, second] = [await member(), await member()];
      for (const [n, memberId] of [first, second].entries()) {
        await predict(memberId, 20 + n, 0.2, 'low');
        await predict(memberId, 10 + n, 0.1, 'low');
      }
      await insertGaps(test.location.url, [{ memberId: first }, { memberId: second, tier: 'high' }]);
      expect(await gapOf(first)).toEqual({ probability: 0.2, id: id(20), tier: 'low', version: 1 });
      expect(await gapOf(second)).toEqual({ probability: 0.2, id: id(21), tier: 'high', version: 1 });
    });

    it('batches over the same members never block each other in a ring, and the latest wins', async () => {
      const members = await insertMembers(test.location.url, 60);
      const measures = ['BCS', 'COL'];
      await insertGaps(
        test.location.url,
        members.flatMap((memberId) => measures.map((measure) => ({ memberId, measure }))),
      );
      const batch = (order: number): NewPrediction[] => {
        const made = members.flatMap((memberId) => measures.map((measure) => newPrediction(memberId, { measure })));
        return order % 2 ? made.reverse() : made;
      };
      await Promise.all(Array.from({ length: 12 }, (_, n) => predictions.insertMany(batch(n))));
      const [row] = await query<{ wrong: number; all: number }>(
        test.location.url,
        `SELECT count(*)::int AS "all", count(*) FILTER (WHERE g.prediction_id <> p.id)::int AS wrong FROM gap_analysis g
           JOIN LATERAL (SELECT id FROM predictions p WHERE p.member_id = g.member_id AND p.measure = g.measure
                          ORDER BY id DESC LIMIT 1) p ON true WHERE g.member_id = ANY($1::bigint[])`,
        [members],
      );
      expect(row).toEqual({ all: 120, wrong: 0 });
    });

    it('are grouped for forecasts: unsettled gaps by measure and probability, and those without one', async () => {
      const members = await insertMembers(test.location.url, 5, 'H3300');
      const gap = (n: number, evidence: string, measure = 'BCS'): GapRow => ({
        ...{ memberId: members[n] ?? '', contractId: 'H3300', evidence, measure },
      });
      const gaps = [gap(0, 'open'), gap(1, 'prospective'), gap(2, 'open'), gap(3, 'closed'), gap(4, 'open')];
      await insertGaps(test.location.url, [...gaps, gap(0, 'excluded', 'COL'), gap(1, 'open', 'COL')]);
      const probabilities = [0.25, 0.25001, 0.9, 0.1];
      await insertPredictions(
        test.location.url,
        probabilities.map((probability, n) => ({ memberId: members[n] ?? '', contractId: 'H3300', probability })),
      );
      expect(await test.app.get(GapListsRepository).unsettled('H3300', 2026)).toEqual([
        {
          ...{ measure: 'BCS', unpredicted: 1 },
          predicted: [
            { probability: 0.25, gaps: 2 },
            { probability: 0.9, gaps: 1 },
          ],
        },
        { measure: 'COL', unpredicted: 1, predicted: [] },
      ]);
    });
  });
});
