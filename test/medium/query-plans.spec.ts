import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GapListsRepository, memberGapsStatement, worklistStatement } from '../../src/modules/gaps/index.js';
import { MembersRepository } from '../../src/modules/members/index.js';
import { SNAPSHOT_STATEMENT } from '../../src/modules/portfolio/snapshot-statement.js';
import {
  firstIdOf,
  historyStatement,
  latestStatement,
  PredictionsRepository,
} from '../../src/modules/predictions/index.js';
import { newPrediction } from '../factories/index.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { query } from '../support/database.js';
import { planOf, type PlanNode } from '../support/query-plan.js';
import { sent } from '../support/sent-statements.js';

const MEMBERS = 20_000;
const BIG = ['members', 'gap_analysis', 'gap_history', 'predictions', 'interventions', 'intervention_gaps'];

/** Two contracts, five gaps a member, enough for the planner to have a choice. */
async function fill(url: string): Promise<void> {
  await query(
    url,
    `INSERT INTO members (member_hash, hash_generation, contract_id, active, version, created_at, updated_at)
     SELECT sha256(convert_to(n::text, 'UTF8')), 1, CASE WHEN n % 2 = 0 THEN 'H1000' ELSE 'H2000' END, true, 1, now(), now()
       FROM generate_series(1, $1::int) n`,
    [MEMBERS],
  );
  await query(
    url,
    `INSERT INTO gap_analysis (id, member_id, version, measurement_year, priority, evidence_as_of, created_at, updated_at,
       contract_id, measure, evidence, work, evidence_source, tier, owner, due_on)
     SELECT gen_random_uuid(), m.id, 1, 2026, (m.id * 7919 + n * 104729) % 10000 / 100.0, '2026-03-01', now(), now(),
            m.contract_id, (ARRAY['BCS', 'COL', 'CBP', 'GSD', 'PDC-STA'])[n],
            CASE WHEN (m.id + n) % 4 = 0 THEN 'open' ELSE 'closed' END, CASE WHEN m.id % 50 = 0 THEN 'contacted' ELSE 'identified' END,
            'claim', (ARRAY['low', 'medium', 'high', NULL])[1 + m.id % 4],
            CASE WHEN m.id % 500 = 0 THEN 'team-a' END, CASE WHEN m.id % 400 = 0 THEN date '2026-06-01' END
       FROM members m CROSS JOIN generate_series(1, 5) n`,
  );
  await query(
    url,
    `INSERT INTO interventions (id, member_id, contract_id, measurement_year, type_code, state, holdout, cost, version,
       created_at, created_by)
     SELECT gen_random_uuid(), m.id, m.contract_id, 2026, 'call', 'planned', false, 18, 1, now(), 'test' FROM members m`,
  );
  await query(
    url,
    `INSERT INTO intervention_gaps (intervention_id, gap_id, contract_id)
     SELECT i.id, g.id, i.contract_id FROM interventions i JOIN gap_analysis g ON g.member_id = i.member_id`,
  );
  await query(
    url,
    `INSERT INTO predictions (id, member_id, probability, margin, base_value, created_at, measurement_year, contract_id,
       measure, tier, model_id, model_version, calibration, shap_values)
     SELECT gen_random_uuid(), m.id, 0.5, 0, 0, now(), 2026, m.contract_id, (ARRAY['BCS', 'COL', 'CBP'])[n], 'medium', 'm',
            '1', 'none', '{"a": 0.1}' FROM members m CROSS JOIN generate_series(1, 3) n`,
  );
}

/** Indexes that a plan uses, and big tables that it reads whole. */
function readsOf(plan: readonly PlanNode[]): { indexes: string[]; scanned: string[] } {
  const scans = plan.filter((node) => node['Node Type'] === 'Seq Scan').map((node) => node['Relation Name'] ?? '');
  return {
    indexes: [...new Set(plan.flatMap((node) => node['Index Name'] ?? []))].sort(),
    scanned: scans.filter((table) => BIG.includes(table)),
  };
}

describe('plans of the hot queries', () => {
  let test: TestApp;
  let memberId: string;
  let memberHash: string;
  beforeAll(async () => {
    test = await startTestApp({ CACHE_SECONDS: '0' });
    await fill(test.location.ownerUrl);
    await query(test.location.ownerUrl, 'ANALYZE');
    const [row] = await query<{ id: string; hash: string }>(
      test.location.url,
      `SELECT id, encode(member_hash, 'hex') AS hash FROM members WHERE contract_id = 'H1000' ORDER BY id OFFSET 5000 LIMIT 1`,
    );
    [memberId, memberHash] = [row?.id ?? '', row?.hash ?? ''];
  }, 120_000);
  afterAll(() => test.close());

  const plan = async (sql: string, values: readonly unknown[] = []): Promise<ReturnType<typeof readsOf>> =>
    readsOf(await planOf(test.location.url, sql, values));

  const ALL = { contractId: 'H1000', measurementYear: 2026 };
  const UNDONE = { ...ALL, evidence: ['open', 'prospective'] as const };

  it.each([
    ['worklist', worklistStatement(UNDONE, undefined, 100), 'gap_analysis_by_priority'],
    [
      'worklist, further page',
      worklistStatement(UNDONE, { priority: 50, id: firstIdOf(new Date()) }, 100),
      'gap_analysis_by_priority',
    ],
    [
      'worklist of a measure and tier',
      worklistStatement({ ...UNDONE, measures: ['BCS'], tier: 'low' }, undefined, 100),
      'gap_analysis_worklist',
    ],
    [
      'worklist of closed gaps',
      worklistStatement({ ...ALL, evidence: ['closed'] }, undefined, 100),
      'gap_analysis_by_priority',
    ],
    [
      'worklist of what has been begun',
      worklistStatement({ ...UNDONE, work: ['contacted', 'scheduled'] }, undefined, 100),
      'gap_analysis_under_way',
    ],
    [
      'worklist of what has not been begun',
      worklistStatement({ ...UNDONE, work: ['identified'] }, undefined, 100),
      'gap_analysis_by_priority',
    ],
    [
      'worklist of two measures, further page',
      worklistStatement({ ...UNDONE, measures: ['BCS', 'COL'] }, { priority: 50, id: firstIdOf(new Date()) }, 100),
      'gap_analysis_worklist',
    ],
    [
      'worklist of a tier, of what has not been begun',
      worklistStatement({ ...UNDONE, tier: 'high', work: ['identified'] }, undefined, 100),
      'gap_analysis_worklist',
    ],
    [
      'worklist of an owner',
      worklistStatement({ ...UNDONE, owner: 'team-a' }, undefined, 100),
      'gap_analysis_by_owner',
    ],
    [
      'worklist by due day',
      worklistStatement({ ...UNDONE, dueBy: '2026-07-01' }, undefined, 100),
      'gap_analysis_by_due_date',
    ],
  ])('%s: from its index, members by key, no big table read whole', async (_what, { text, values }, index) => {
    const { indexes, scanned } = await plan(text, values);
    expect(new Set(indexes)).toEqual(new Set([index, 'members_pk']));
    expect(scanned).toEqual([]);
  });

  it('the worklist of one contract names it everywhere, so that it stays on one shard', () => {
    const { text } = worklistStatement(UNDONE, undefined, 100);
    expect(text).toContain('g.contract_id = $');
    expect(text).not.toContain('page.contract_id');
  });

  const hash = (): Buffer => Buffer.from(memberHash, 'hex');

  it.each<[string, () => Promise<unknown>, string]>([
    ['a member by hash', () => test.app.get(MembersRepository).byHashes([hash()]), 'members_member_hash_key'],
    [
      'members of a contract',
      () => test.app.get(MembersRepository).list('H1000', { limit: 50, afterId: memberId }),
      'members_by_contract',
    ],
    [
      'history of predictions',
      () => test.app.get(MembersRepository).withRows([hash()], historyStatement({ limit: 50 })),
      'predictions_history',
    ],
    [
      'latest predictions',
      () => test.app.get(MembersRepository).withRows([hash()], latestStatement(undefined)),
      'predictions_history',
    ],
    [
      'gaps of a member',
      () => test.app.get(MembersRepository).withRows([hash()], memberGapsStatement(2026)),
      'gap_analysis_natural_key',
    ],
    [
      'deletion by age',
      () => test.app.get(PredictionsRepository).deleteBefore('H1000', new Date(1), 100),
      'predictions_pk',
    ],
    [
      'unsettled gaps for forecasts',
      () => test.app.get(GapListsRepository).unsettled('H3999', 2026),
      'gap_analysis_by_priority',
    ],
  ])('%s: one statement, by index', async (_what, work, index) => {
    // Background work of the application sends statements of its own, about other tables.
    const statements = (await sent(work)).filter(({ text }) =>
      BIG.some((table) => new RegExp(`\\b${table}\\b`).test(text)),
    );
    expect(statements).toHaveLength(1);
    const { indexes, scanned } = await plan(statements[0]?.text ?? '', statements[0]?.values);
    // A list by the number of the member may also walk the primary key.
    expect(indexes.some((used) => used === index || used === 'members_pk')).toBe(true);
    expect(scanned).toEqual([]);
  });

  it.each([
    ['worklist of 10', '/gaps?contractId=H1000&measurementYear=2026&limit=10', 1],
    ['worklist of 200', '/gaps?contractId=H1000&measurementYear=2026&limit=200', 1],
    ['members', '/members?contractId=H1000&limit=200', 1],
    ['rates, from the running counts', '/gaps/rates?contractId=H1000&measurementYear=2026', 0],
    ['interventions with their gaps', '/interventions?contractId=H1000&measurementYear=2026&limit=200', 2],
  ])('%s: as many statements whatever the number of rows', async (_what, path, expected) => {
    const call = (): Promise<unknown> => test.call('GET', `/api/v1${path}`, { key: test.keys.viewer });
    await call();
    const statements = await sent(call);
    const own = statements.filter(({ text }) => BIG.some((table) => new RegExp(`\\b${table}\\b`).test(text)));
    expect(own).toHaveLength(expected);
  });

  it('a snapshot reads running counts and the list of members, no gap and no prediction', async () => {
    const { indexes, scanned } = await plan(SNAPSHOT_STATEMENT, ['H1000', 2026]);
    expect(scanned.filter((table) => table !== 'members')).toEqual([]);
    expect(indexes.filter((index) => !/^(gap_counts|members)_/.test(index))).toEqual([]);
    expect(SNAPSHOT_STATEMENT).not.toMatch(/gap_analysis|predictions/);
  });

  it('a prediction finds its gap by key, however full the tables are', async () => {
    const client = new pg.Client({ connectionString: test.location.url });
    await client.connect();
    try {
      await client.query('BEGIN');
      await client.query(
        `INSERT INTO predictions SELECT ('ffffffff-ffff-7fff-8fff-' || lpad(to_hex(id), 12, '0'))::uuid, id, 0.25, 0, 0, now(), 2026, contract_id, 'BCS', 'low', 'm',
           '1', 'none', NULL, NULL, '{}' FROM members WHERE id % 100 = 0`,
      );
      const { rows } = await client.query<{ table: string; scans: string; moved: string }>(
        `SELECT relname AS table, seq_scan AS scans, n_tup_upd AS moved FROM pg_stat_xact_all_tables
          WHERE relname IN ('gap_analysis', 'predictions') ORDER BY relname`,
      );
      expect(rows.map(({ table, scans }) => `${table} ${scans}`)).toEqual(['gap_analysis 0', 'predictions 0']);
      expect(Number(rows[0]?.moved)).toBe(MEMBERS / 100);
      await client.query('ROLLBACK');
    } finally {
      await client.end();
    }
  });

  it('gaps, predictions and interventions of a member: in one statement where there is one table', async () => {
    await test.app.get(PredictionsRepository).insertOne(newPrediction(memberId, { contractId: 'H1000' }));
    for (const what of ['gaps', 'predictions', 'predictions/latest', 'interventions']) {
      const path = `/api/v1/members/${memberHash}/${what}`;
      const statements = await sent(() => test.call('GET', path, { key: test.keys.viewer }));
      const own = statements.filter(({ text }) => BIG.some((table) => new RegExp(`\\b${table}\\b`).test(text)));
      expect(own).toHaveLength(what === 'interventions' ? 3 : 1);
      for (const { text, values } of own) expect((await plan(text, values)).scanned).toEqual([]);
    }
  });
});
