import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WaitingPredictions } from '../../src/modules/gaps/index.js';
import { insertGaps, insertMembers, insertPredictions } from '../factories/index.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { query } from '../support/database.js';
import { until } from '../support/until.js';

describe('predictions that wait for a gap', () => {
  let test: TestApp;
  beforeAll(async () => {
    test = await startTestApp();
  });
  afterAll(() => test.close());
  const member = async (): Promise<string> => (await insertMembers(test.location.url, 1))[0] ?? '';
  const gapOf = async (memberId: string): Promise<unknown> =>
    (await query(test.location.url, 'SELECT probability, tier FROM gap_analysis WHERE member_id = $1', [memberId]))[0];

  it('a gap and its prediction that arise side by side find each other as soon as both are there', async () => {
    const [kept, later, undone] = [await member(), await member(), await member()];
    const waiting = test.app.get(WaitingPredictions);
    const predicting = new pg.Client({ connectionString: test.location.url });
    await predicting.connect();
    await predicting.query('BEGIN');
    const insert = `INSERT INTO predictions SELECT gen_random_uuid(), member_id, 0.25, 0, 0, now(), 2026, 'H1234', 'BCS',
      'low', 'm', '1', 'none', NULL, NULL, '{}' FROM unnest($1::bigint[]) AS member_id`;
    await predicting.query(insert, [[kept, later, undone]]);
    await insertGaps(test.location.url, [{ memberId: kept }]); // sees no prediction, and is not seen by it
    await waiting.place();
    const adding = new pg.Client({ connectionString: test.location.url });
    await adding.connect();
    await adding.query('BEGIN');
    await adding.query(
      `INSERT INTO gap_analysis (id, member_id, version, measurement_year, priority, evidence_as_of, created_at,
         updated_at, contract_id, measure, evidence, work, evidence_source)
       VALUES (gen_random_uuid(), $1, 1, 2026, 0, '2026-03-01', now(), now(), 'H1234', 'BCS', 'open', 'identified', 'claim')`,
      [later],
    );
    await predicting.query('COMMIT');
    await predicting.end();
    await waiting.place();
    await waiting.place(); // the gap of the other member is still on its way
    expect(await gapOf(kept)).toMatchObject({ probability: 0.25, tier: 'low' });
    await adding.query('COMMIT');
    await adding.end();
    await waiting.place();
    expect(await gapOf(later)).toMatchObject({ probability: 0.25, tier: 'low' });
    const left = 'SELECT 1 FROM predictions_without_gap WHERE member_id = ANY($1::bigint[])';
    await until(async () => {
      await waiting.place();
      return (await query(test.location.url, left, [[kept, later, undone]])).length === 0;
    }, 50_000); // at once, unless another test's transaction is under way on the same server
  }, 60_000);

  it('go with the prediction, and with a member who is erased while it is being stored', async () => {
    const [deleted, erased] = [await member(), await member()];
    const waiting = (): Promise<{ id: string }[]> =>
      query(
        test.location.url,
        'SELECT prediction_id AS id FROM predictions_without_gap WHERE member_id = ANY($1::bigint[]) ORDER BY 1',
        [[deleted, erased]],
      );
    const id = (n: number): string => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
    await insertPredictions(test.location.url, [{ memberId: deleted, id: id(30) }]);
    await insertPredictions(test.location.url, [{ memberId: deleted, id: id(31) }]);
    const storing = new pg.Client({ connectionString: test.location.url });
    await storing.connect();
    await storing.query('BEGIN');
    await storing.query(
      `INSERT INTO predictions SELECT $1, $2, 0.25, 0, 0, now(), 2026, 'H1234', 'BCS', 'low', 'm', '1', 'none', NULL,
         NULL, '{}'`,
      [id(32), erased],
    );
    const erasing = query(test.location.url, 'DELETE FROM members WHERE id = $1', [erased]);
    await until(async () => {
      const sql = `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
      return (await query(test.location.url, sql)).length > 0;
    });
    await storing.query('COMMIT');
    await storing.end();
    await erasing;
    expect(await waiting()).toEqual([{ id: id(30) }, { id: id(31) }]);
    await query(test.location.url, 'DELETE FROM predictions WHERE id = $1', [id(30)]);
    expect(await waiting()).toEqual([{ id: id(31) }]);
  });
});
