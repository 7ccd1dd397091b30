import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PredictionsRepository } from '../../src/modules/predictions/index.js';
import { insertGaps, insertMembers, newPrediction } from '../factories/index.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { query } from '../support/database.js';
import { until } from '../support/until.js';

/** What a foreign key would do, done by triggers for a statement at a time (ADR 13). */
describe('predictions and the members whom they are about', () => {
  let test: TestApp;
  beforeAll(async () => {
    test = await startTestApp();
  });
  afterAll(() => test.close());

  const members = (n: number): Promise<string[]> => insertMembers(test.location.url, n);
  const stored = async (memberIds: readonly string[]): Promise<string[]> =>
    (
      await query<{ id: string }>(
        test.location.url,
        'SELECT member_id::text AS id FROM predictions WHERE member_id = ANY($1::bigint[]) ORDER BY member_id',
        [memberIds],
      )
    ).map(({ id }) => id);
  const predict = (...memberIds: readonly string[]): Promise<unknown> =>
    test.app.get(PredictionsRepository).insertMany(memberIds.map((id) => newPrediction(id)));
  const erase = (id: string): Promise<unknown> => query(test.location.url, 'DELETE FROM members WHERE id = $1', [id]);
  const missing = { code: '23503', constraint: 'predictions_member' };

  /** A transaction that is open while others work. */
  async function open(
    text: string,
    values: unknown[],
  ): Promise<{ commit(): Promise<void>; rollback(): Promise<void> }> {
    const client = new pg.Client({ connectionString: test.location.url });
    await client.connect();
    await client.query('BEGIN');
    await client.query(text, values);
    const end = async (how: string): Promise<void> => {
      await client.query(how);
      await client.end();
    };
    return { commit: () => end('COMMIT'), rollback: () => end('ROLLBACK') };
  }
  const storing = (memberId: string): ReturnType<typeof open> =>
    open(
      `INSERT INTO predictions SELECT gen_random_uuid(), $1::bigint, 0.25, 0, 0, now(), 2026, 'H1234', 'BCS', 'low', 'm',
         '1', 'none', NULL, NULL, '{}'`,
      [memberId],
    );
  const someoneWaits = (): Promise<void> =>
    until(async () => {
      const sql = `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
      return (await query(test.location.url, sql)).length > 0;
    });

  it('a batch about a member who is not there is refused whole, with gaps or without', async () => {
    const [gone, withGap, without] = await members(3);
    await insertGaps(test.location.url, [{ memberId: withGap }]);
    await erase(gone);
    await expect(predict(withGap, gone)).rejects.toMatchObject(missing);
    await expect(predict(without, gone, without)).rejects.toMatchObject(missing);
    expect(await stored([gone, withGap, without])).toEqual([]);
    expect(
      await query(test.location.url, 'SELECT probability FROM gap_analysis WHERE member_id = $1', [withGap]),
    ).toEqual([{ probability: null }]);
    await predict(withGap, without, withGap, without);
    expect(await stored([withGap, without])).toEqual([withGap, withGap, without, without]);
  });

  it('go with the member, and with nobody else', async () => {
    const all = await members(4);
    await insertGaps(test.location.url, [{ memberId: all[0] }, { memberId: all[1] }]);
    await predict(...all, ...all);
    await query(test.location.url, 'DELETE FROM members WHERE id = ANY($1::bigint[])', [[all[0], all[2]]]);
    expect(await stored(all)).toEqual([all[1], all[1], all[3], all[3]]);
    await query(test.location.ownerUrl, 'TRUNCATE members CASCADE');
    expect(await query(test.location.url, 'SELECT 1 FROM predictions')).toEqual([]);
  });

  describe.each([
    ['a gap', true],
    ['no gap', false],
  ])('of a member with %s', (_, hasGap) => {
    const member = async (): Promise<string> => {
      const [id] = await members(1);
      if (hasGap) await insertGaps(test.location.url, [{ memberId: id }]);
      return id;
    };

    it('an erasure waits for a prediction under way, and takes it along', async () => {
      const id = await member();
      const prediction = await storing(id);
      const erasing = erase(id);
      await someoneWaits();
      await prediction.commit();
      await erasing;
      expect(await stored([id])).toEqual([]);
    });

    it('a prediction waits for an erasure under way, and is refused', async () => {
      const id = await member();
      const erasure = await open('DELETE FROM members WHERE id = $1', [id]);
      const prediction = expect(predict(id)).rejects.toMatchObject(missing);
      await Promise.all([prediction, someoneWaits().then(() => erasure.commit())]);
      expect(await stored([id])).toEqual([]);
    });

    it('a prediction is stored when the erasure that it waited for is taken back', async () => {
      const id = await member();
      const erasure = await open('DELETE FROM members WHERE id = $1', [id]);
      const prediction = predict(id);
      await someoneWaits();
      await erasure.rollback();
      await prediction;
      expect(await stored([id])).toEqual([id]);
    });

    it('a prediction that is older than what the gap knows holds the member too', async () => {
      const id = await member();
      await query(
        test.location.url,
        `INSERT INTO predictions SELECT 'ffffffff-ffff-7fff-bfff-ffffffffffff', $1::bigint, 0.25, 0, 0, now(), 2026, 'H1234',
           'BCS', 'low', 'm', '1', 'none', NULL, NULL, '{}' ON CONFLICT DO NOTHING`,
        [id],
      );
      const prediction = await storing(id);
      const erasing = erase(id);
      await someoneWaits();
      await prediction.commit();
      await erasing;
      expect(await stored([id])).toEqual([]);
    });
  });

  it('neither a member’s number nor whom a prediction is about can be changed', async () => {
    const [id] = await members(1);
    await predict(id);
    const url = test.location.ownerUrl;
    await expect(query(url, 'UPDATE predictions SET member_id = member_id + 1')).rejects.toThrow(
      'predictions.member_id is never changed',
    );
    await expect(query(url, 'UPDATE members SET id = DEFAULT')).rejects.toThrow('members.id is never changed');
  });

  it('a snapshot from before a prediction cannot erase its member', async () => {
    const [id] = await members(1);
    const client = new pg.Client({ connectionString: test.location.url });
    await client.connect();
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
    await client.query('SELECT 1 FROM members LIMIT 1');
    await predict(id);
    await expect(client.query('DELETE FROM members WHERE id = $1', [id])).rejects.toThrow('read committed');
    await client.end();
    expect(await stored([id])).toEqual([id]);
  });
});
