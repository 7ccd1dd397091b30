import { TransactionHost } from '@nestjs-cls/transactional';
import type { TransactionalAdapterTypeOrm } from '@nestjs-cls/transactional-adapter-typeorm';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { GapsRepository } from '../../src/modules/gaps/index.js';
import { ImportTargets } from '../../src/modules/imports/import-targets.js';
import { ActionsRepository, OptimizationEntity } from '../../src/modules/optimization/index.js';
import { PrioritiesRepository, SnapshotsRepository } from '../../src/modules/portfolio/index.js';
import { PredictionsRepository } from '../../src/modules/predictions/index.js';
import { insertGaps, newPrediction } from '../factories/index.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { query } from '../support/database.js';
import { importFile } from '../support/import-file.js';
import { until } from '../support/until.js';

const MEMBERS = 12;
const MEASURES = ['BCS', 'COL'];
const PLAN = '00000000-0000-7000-8000-0000000000aa';
const JOB = '00000000-0000-7000-8000-0000000000bb';

/** Everybody locks gaps in the order of their natural key, whatever order their own work has. */
describe('writers of the same gaps', () => {
  let test: TestApp;
  let host: TransactionHost<TransactionalAdapterTypeOrm>;
  let year = 2020;
  /** In the order of the natural key. */
  let gaps: { id: string; memberId: string; measure: string }[] = [];
  const sql = <T extends Record<string, unknown>>(text: string, values: unknown[] = []): Promise<T[]> =>
    query<T>(test.location.url, text, values);

  beforeAll(async () => {
    test = await startTestApp();
    host = test.app.get(TransactionHost);
    const rows = Array.from({ length: MEMBERS }, (_, n) => `L-${n},H0001,2026-01-${10 + n}`);
    await importFile(test, 'kind=members', `memberId,contractId,lastActivityOn\n${rows.join('\n')}\n`);
  });
  afterAll(() => test.close());

  // In the table and by id they lie the other way round.
  beforeEach(async () => {
    year += 1;
    const members = await sql<{ id: string }>('SELECT id::text FROM members ORDER BY id DESC');
    const made = members.flatMap(({ id: memberId }) =>
      [...MEASURES].reverse().map((measure) => ({ memberId, measure, contractId: 'H0001', measurementYear: year })),
    );
    await insertGaps(test.location.url, made);
    await sql(
      `UPDATE gap_analysis g SET id = ('00000000-0000-7000-8000-' || lpad(o.n::text, 12, '0'))::uuid FROM (
         SELECT id, $1 * 100 + row_number() OVER (ORDER BY member_id DESC, measure DESC) AS n FROM gap_analysis
          WHERE measurement_year = $1) AS o WHERE o.id = g.id`,
      [year],
    );
    gaps = await sql(
      `SELECT id, member_id::text AS "memberId", measure FROM gap_analysis WHERE measurement_year = $1
        ORDER BY member_id, measure`,
      [year],
    );
  });

  const predict = (): Promise<unknown> =>
    test.app
      .get(PredictionsRepository)
      .insertMany(
        gaps.map(({ memberId, measure }, n) =>
          newPrediction(memberId, { contractId: 'H0001', measure, measurementYear: year, probability: n / 30 }),
        ),
      );

  async function prioritise(): Promise<void> {
    const repository = test.app.get(PrioritiesRepository);
    const key = { contractId: 'H0001', measurementYear: year };
    const levels = MEASURES.map((measure) => ({ measure, level: 0.8, unpredicted: 0.5 }));
    const due = await repository.stage(host.tx, JOB, key, levels);
    expect(due).toBe(gaps.length);
    const rewrite = (): Promise<number> => repository.rewrite(host.tx, JOB, 'H0001', [1, due], levels);
    await host.withTransaction(rewrite);
    await repository.discard(host.tx, JOB);
  }

  async function accept(): Promise<void> {
    const plan = Object.assign(new OptimizationEntity(), { id: PLAN, contractId: 'H0001', measurementYear: year });
    await sql(
      `INSERT INTO optimizations (id, contract_id, measurement_year, star_year, status, "order", actions, ruleset_version,
         ruleset_digest, job_id, created_at, created_by) VALUES ($1, 'H0001', $2, 2022, 'pending', '{}', 1, '1', '1', $1, now(), 'test')`,
      [PLAN, year],
    );
    await sql(
      `INSERT INTO optimization_actions (optimization_id, contract_id, n, member_id, type_code, cost, gap_ids, expected_closures)
       SELECT $1, 'H0001', row_number() OVER (), member_id, 'call', 1, ARRAY[id], 0.5 FROM gap_analysis WHERE measurement_year = $2`,
      [PLAN, year],
    );
    const work = (): Promise<unknown> => test.app.get(ActionsRepository).plan(plan, 'test', new Date());
    expect(await host.withTransaction(work)).toMatchObject({ created: gaps.length });
  }

  async function outreach(): Promise<void> {
    const repository = test.app.get(GapsRepository);
    await host.withTransaction(async () => {
      const locked = await repository.lockMany(gaps.map(({ id }) => id).reverse(), 'H0001');
      const after = { work: 'contacted' } as const;
      await repository.change(locked.map((before) => ({ before, after, cause: 'work' as const, by: 'test' })));
    });
  }

  /** Of more rows than one statement merges, the last gap first. */
  async function importEvidence(): Promise<void> {
    const target = test.app.get(ImportTargets, { strict: false }).of('gaps') as { batch?: number };
    target.batch = 5;
    const head = 'memberId,contractId,measurementYear,measure,evidence,source,asOf,reason,tier';
    const members = await sql<{ n: number }>(
      `SELECT extract(day FROM last_activity_on)::int - 10 AS n FROM members ORDER BY id DESC`,
    );
    const rows = members.flatMap(({ n }) =>
      [...MEASURES].reverse().map((measure) => `L-${n},H0001,${year},${measure},open,claim,2026-04-01,,low`),
    );
    const { result } = await importFile(test, 'kind=gaps', `${[head, ...rows].join('\n')}\n`);
    expect(result).toMatchObject({ accepted: gaps.length, updated: gaps.length });
    expect(await sql('SELECT 1 FROM jobs WHERE tries > 1')).toEqual([]); // a job in a ring is tried again
  }

  it.each([
    ['predictions and a second batch of them', predict],
    ['predictions and priorities', prioritise],
    ['predictions and the acceptance of a plan', accept],
    ['predictions and outreach', outreach],
    ['predictions and an import in several steps', importEvidence],
  ])('%s never block each other in a ring, and counts stay exact', async (_, other) => {
    // A gap in the middle is held until both wait: in different orders each would have what the other needs next.
    const holder = new pg.Client({ connectionString: test.location.url });
    await holder.connect();
    await holder.query('BEGIN');
    await holder.query('SELECT 1 FROM gap_analysis WHERE id = $1 FOR NO KEY UPDATE', [gaps[gaps.length / 2]?.id]);
    const waiting = async (): Promise<number> =>
      (
        await sql(
          `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND query NOT LIKE '%advisory%'`,
        )
      ).length;
    const both = [predict()];
    await until(async () => (await waiting()) === 1);
    both.push(other());
    await until(async () => (await waiting()) === 2);
    await holder.query('COMMIT');
    await holder.end();
    await Promise.all(both);
    const repository = test.app.get(SnapshotsRepository);
    const [counted, recounted] = [await repository.count('H0001', year), await repository.recount('H0001', year)];
    const text = (list: readonly object[]): string[] => list.map((one) => JSON.stringify(one)).sort();
    expect(text(counted.groups)).toEqual(text(recounted.groups));
    expect(counted.outlooks).toEqual(recounted.outlooks);
    expect(counted.outlooks.reduce((sum, { predicted }) => sum + predicted, 0)).toBe(gaps.length);
  });
});
