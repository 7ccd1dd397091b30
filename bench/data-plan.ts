import pg from 'pg';

/** The contract that everything is measured in: CMS's tables have one of this number, just below 4 stars. */
export const CONTRACT = 'H8176';
export const YEAR = 2026;
export const MEMBERS = Number(process.env.BENCH_MEMBERS ?? 1_000_000);
export const GAPS_EACH = 5;

/** Measures of the gaps of a member. */
const MEASURES = `ARRAY['BCS', 'COL', 'CBP', 'GSD', 'PDC-STA']`;

/** A UUIDv7 of a day, in the order of a number. */
const idOf = (number: string): string =>
  `('019c0000-' || lpad(to_hex((${number} >> 16) & 65535), 4, '0') || '-7' || lpad(to_hex((${number} >> 4) & 4095), 3, '0')
    || '-8000-' || lpad(to_hex(${number}), 12, '0'))::uuid`;

const SECONDARY = [
  'DROP INDEX gap_analysis_worklist',
  'DROP INDEX gap_analysis_by_priority',
  'DROP INDEX gap_analysis_by_owner',
  'DROP INDEX gap_analysis_by_due_date',
  'ALTER TABLE intervention_gaps DROP CONSTRAINT intervention_gaps_gap',
  'ALTER TABLE gap_history DROP CONSTRAINT gap_history_gap',
  'ALTER TABLE gap_analysis DROP CONSTRAINT gap_analysis_pk, DROP CONSTRAINT gap_analysis_natural_key',
];

/** Priorities of every contract were computed a moment ago and took an hour, so that nobody orders them for ten. */
const PRIORITIES_REST = `
  INSERT INTO gap_priority_states (contract_id, measurement_year, job_id, inputs_digest, gaps_changed, started_at, finished_at)
  SELECT contract_id, ${YEAR}, gen_random_uuid(), '', 0, now() - interval '1 hour', now()
    FROM (SELECT contract_id FROM members UNION SELECT '${CONTRACT}') AS c
  ON CONFLICT (contract_id, measurement_year) DO UPDATE SET inputs_digest = excluded.inputs_digest,
     started_at = excluded.started_at, finished_at = excluded.finished_at`;

/** Waits until no job is at work on the tables. */
async function waitForJobs(client: pg.Client): Promise<void> {
  for (;;) {
    const { rowCount } = await client.query('SELECT 1 FROM jobs WHERE finished_at IS NULL LIMIT 1');
    if (rowCount === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/**
 * Adds members and gaps straight into the tables, without triggers and foreign keys, and makes indexes and counts
 * afterwards. Two of five gaps are unsettled, and every unsettled one has a prediction, every fifth member's two. The high
 * tier has the lowest priorities, as where little is expected of whom it is hard to move; somebody has begun with one gap
 * in a thousand.
 */
export async function loadPlan(
  superuserUrl: string,
  log: (line: string) => void,
  withPredictions = true,
): Promise<void> {
  const client = new pg.Client({ connectionString: superuserUrl });
  await client.connect();
  const step = async (what: string, ...statements: string[]): Promise<void> => {
    const from = performance.now();
    for (const statement of statements) await client.query(statement);
    log(`  ${what.padEnd(34)} ${((performance.now() - from) / 1000).toFixed(1)} s`);
  };
  try {
    const { rows: indexes } = await client.query<{ name: string; text: string }>(
      `SELECT indexname AS name, indexdef AS text FROM pg_indexes WHERE tablename = 'gap_analysis'`,
    );
    const textOf = (name: string): string => indexes.find((one) => one.name === name)?.text ?? '';
    await client.query(PRIORITIES_REST);
    await waitForJobs(client);
    await client.query(
      `SET session_replication_role = replica; SET maintenance_work_mem = '512MB'; SET work_mem = '256MB'`,
    );
    await step(
      `${MEMBERS} members`,
      'DROP INDEX members_by_contract',
      `INSERT INTO members (member_hash, hash_generation, contract_id, active, version, created_at, updated_at)
       SELECT sha256(int8send(n)), 1, '${CONTRACT}', n % 20 <> 0, 1, now(), now() FROM generate_series(1, ${MEMBERS}) n`,
      'CREATE INDEX members_by_contract ON members (contract_id, id)',
    );
    await step(
      `${MEMBERS * GAPS_EACH} gaps`,
      ...SECONDARY,
      `INSERT INTO gap_analysis (id, member_id, version, measurement_year, priority, evidence_as_of, created_at, updated_at,
         contract_id, measure, evidence, work, evidence_source, tier, probability, prediction_id, owner, due_on)
       SELECT ${idOf('g.number')}, g.member_id, 1, ${YEAR}, (2 - g.number % 3) * 33.3 + (g.number * 7919 % 3333) / 100.0,
              '2026-03-01', now(), now(), '${CONTRACT}', (${MEASURES})[g.n],
              CASE WHEN g.unsettled THEN 'open' ELSE 'closed' END,
              CASE WHEN g.number % 1000 = 7 THEN 'contacted' ELSE 'identified' END, 'claim',
              CASE WHEN g.unsettled THEN (ARRAY['low', 'medium', 'high'])[1 + g.number % 3] END,
              CASE WHEN g.unsettled THEN (g.number % 9973) / 9973.0 END,
              CASE WHEN g.unsettled THEN ${idOf('g.number + 100000000')} END,
              CASE WHEN g.number % 1000 = 0 THEN 'team-' || g.number % 7 END,
              CASE WHEN g.number % 1000 = 0 THEN date '2026-06-01' + (g.number % 90)::int END
         FROM (SELECT m.id AS member_id, n, (m.id * ${GAPS_EACH} + n) AS number, (m.id + n) % 5 < 2 AS unsettled
                 FROM members m CROSS JOIN generate_series(1, ${GAPS_EACH}) n
                WHERE m.contract_id = '${CONTRACT}') AS g`,
    );
    await step(
      'their indexes and counts',
      'ALTER TABLE gap_analysis ADD CONSTRAINT gap_analysis_pk PRIMARY KEY (id, contract_id)',
      'ALTER TABLE gap_analysis ADD CONSTRAINT gap_analysis_natural_key UNIQUE (member_id, measurement_year, measure, contract_id)',
      ...['worklist', 'by_priority', 'by_owner', 'by_due_date'].map((name) => textOf(`gap_analysis_${name}`)),
      `ALTER TABLE gap_history ADD CONSTRAINT gap_history_gap FOREIGN KEY (gap_id, contract_id)
         REFERENCES gap_analysis (id, contract_id) ON DELETE CASCADE`,
      `ALTER TABLE intervention_gaps ADD CONSTRAINT intervention_gaps_gap FOREIGN KEY (gap_id, contract_id)
         REFERENCES gap_analysis (id, contract_id) ON DELETE CASCADE`,
      'DELETE FROM gap_counts',
      `INSERT INTO gap_counts (contract_id, measurement_year, measure, evidence, tier, gaps, predicted, expected_nano)
       SELECT contract_id, measurement_year, measure, evidence, tier, count(*),
              count(probability) FILTER (WHERE evidence = 'open'),
              coalesce(sum(round((1 - probability) * 1e9)::bigint) FILTER (WHERE evidence = 'open'), 0)
         FROM gap_analysis GROUP BY contract_id, measurement_year, measure, evidence, tier`,
    );
    const predictions = (number: string, where: string): string => `
      INSERT INTO predictions (id, member_id, probability, margin, base_value, created_at, measurement_year, contract_id,
        measure, tier, model_id, model_version, calibration, recommendation, missing_features, shap_values)
      SELECT ${idOf(number)}, member_id, coalesce(probability, 0.5), 0.9, -0.2, now(), ${YEAR}, '${CONTRACT}', measure,
             coalesce(tier, 'low'), 'reference-' || measure, '1.0.0', 'platt', NULL, '{visits}',
             jsonb_build_object('age', 0.11, 'bmi', -0.023, 'prior', 0.5, 'visits', 0.0031, 'months', 0.41)
        FROM (SELECT *, member_id * ${GAPS_EACH} + array_position(${MEASURES}, measure) AS number FROM gap_analysis
               WHERE evidence = 'open' ${where}) AS g`;
    if (withPredictions)
      await step(
        'predictions',
        'DROP INDEX predictions_history',
        predictions('number + 50000000', 'AND member_id % 5 = 0'),
        predictions('number + 100000000', ''),
        'CREATE INDEX predictions_history ON predictions (member_id, measure, id)',
      );
    await step('vacuum and analyse', 'VACUUM (ANALYZE) members, gap_analysis, predictions, gap_counts', 'CHECKPOINT');
  } finally {
    await client.end();
  }
}
