import type { MigrationInterface, QueryRunner } from 'typeorm';

const KEY = 'contract_id, measurement_year, measure, evidence, tier';
const SUMS = 'gaps, predicted, expected_nano';

/** What one gap adds to the running counts; closures are expected of unsettled gaps only, in units of 10^-9. */
const counted = (table: string, sign: string): string => `
    SELECT ${KEY}, ${sign}1 AS gaps, ${sign}foreseen::int AS predicted,
           CASE WHEN foreseen THEN ${sign}round((1 - probability) * 1e9)::bigint ELSE 0 END AS expected_nano
      FROM (SELECT *, probability IS NOT NULL AND evidence IN ('open', 'prospective') AS foreseen FROM ${table}) AS g`;

const summed = (changes: string): string => `
    INSERT INTO gap_counts (${KEY}, ${SUMS})
    SELECT ${KEY}, sum(gaps), sum(predicted), sum(expected_nano) FROM (${changes}) AS changes
     GROUP BY ${KEY} HAVING sum(gaps) <> 0 OR sum(predicted) <> 0 OR sum(expected_nano) <> 0`;

const countWith = (event: string, changes: string): string => `
  CREATE OR REPLACE FUNCTION gap_counts_${event}() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    ${summed(changes)};
    RETURN NULL;
  END $$`;

/** Counting as it was before, for the way back. */
const countGaps = (event: string, changes: string): string => `
  CREATE OR REPLACE FUNCTION gap_counts_${event}() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    INSERT INTO gap_counts (${KEY}, gaps)
    SELECT ${KEY}, sum(n) FROM (${changes}) AS changes GROUP BY ${KEY} HAVING sum(n) <> 0;
    RETURN NULL;
  END $$`;

/**
 * A trigger function whose plans find rows by key one after the other. A plan is kept as long as a connection: made
 * while tables are small, it would otherwise read them whole when they have grown.
 */
const byKey = (name: string, body: string): string => `
  CREATE FUNCTION ${name}() RETURNS trigger LANGUAGE plpgsql
    SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS $$
  BEGIN
    ${body}
    RETURN NULL;
  END $$`;

const SAME = (a: string, b: string): string =>
  ['member_id', 'measurement_year', 'measure', 'contract_id']
    .map((name) => `${a}.${name} = ${b}.${name}`)
    .join(' AND ');

/** The latest prediction that is there for a gap. */
const latestOf = (gap: string): string => `
      SELECT p.id AS prediction_id, p.probability, p.tier FROM predictions p
       WHERE ${SAME('p', gap)} ORDER BY p.id DESC LIMIT 1 FOR KEY SHARE OF p`;

/**
 * New predictions move the gaps that they are about, one after the other in the order of the natural key, in which gaps
 * are locked everywhere: the sorted rows lead the nested loop. One with an older id than the gap has moves nothing. What
 * finds no gap waits: its gap may be on its way in another transaction.
 */
const INSERTED = `
    WITH newest AS MATERIALIZED (
      SELECT DISTINCT ON (member_id, measurement_year, measure, contract_id) member_id, measurement_year, measure,
             contract_id, id, probability, tier
        FROM added ORDER BY member_id, measurement_year, measure, contract_id, id DESC),
    moved AS (
      UPDATE gap_analysis g SET probability = n.probability, prediction_id = n.id, tier = n.tier FROM newest n
       WHERE ${SAME('g', 'n')} AND (g.prediction_id IS NULL OR g.prediction_id < n.id) RETURNING n.id)
    INSERT INTO predictions_without_gap (member_id, prediction_id, contract_id)
    SELECT member_id, id, contract_id FROM newest n
     WHERE id NOT IN (SELECT id FROM moved) AND NOT EXISTS (SELECT 1 FROM gap_analysis g WHERE ${SAME('g', 'n')});`;

/** Gaps lose a deleted prediction to the latest one that is left, in a snapshot taken after they are locked. */
const DELETED = `
    PERFORM 1 FROM removed r JOIN gap_analysis g ON ${SAME('g', 'r')} AND g.prediction_id = r.id
      ORDER BY g.member_id, g.measurement_year, g.measure, g.contract_id FOR NO KEY UPDATE OF g;
    UPDATE gap_analysis g SET probability = n.probability, prediction_id = n.prediction_id,
           tier = CASE WHEN g.tier = r.tier THEN n.tier ELSE g.tier END
      FROM removed r LEFT JOIN LATERAL (${latestOf('r')}) n ON true
     WHERE ${SAME('g', 'r')} AND g.prediction_id = r.id;`;

const GAP_ADDED = `
    WITH latest AS (SELECT a.id, a.contract_id AS contract, n.* FROM added a CROSS JOIN LATERAL (${latestOf('a')}) n)
    UPDATE gap_analysis g SET probability = l.probability, prediction_id = l.prediction_id, tier = coalesce(g.tier, l.tier)
      FROM latest l WHERE g.id = l.id AND g.contract_id = l.contract
       AND (g.prediction_id IS NULL OR g.prediction_id < l.prediction_id);`;

/**
 * Each gap knows the latest prediction about it, whoever writes predictions or gaps, so that worklist, simulations and
 * snapshots need not look for it. The running counts of gaps add up what predictions expect. Predictions that were
 * there before are looked up afterwards, in small steps (0111): here everybody would have to wait for it.
 */
export class GapsCarryTheirLatestPrediction1764000000070 implements MigrationInterface {
  readonly name = 'GapsCarryTheirLatestPrediction1764000000070';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('LOCK TABLE predictions, gap_analysis IN SHARE ROW EXCLUSIVE MODE');
    await runner.query(`
      ALTER TABLE gap_analysis
        ADD COLUMN probability double precision,
        ADD COLUMN prediction_id uuid,
        ADD CONSTRAINT gap_analysis_probability CHECK (probability BETWEEN 0 AND 1) NOT VALID,
        ADD CONSTRAINT gap_analysis_prediction CHECK ((probability IS NULL) = (prediction_id IS NULL)) NOT VALID`);
    await runner.query(`
      ALTER TABLE gap_counts ADD COLUMN predicted bigint NOT NULL DEFAULT 0,
                             ADD COLUMN expected_nano bigint NOT NULL DEFAULT 0`);
    await runner.query(countWith('insert', counted('added', '')));
    await runner.query(countWith('delete', counted('removed', '-')));
    await runner.query(countWith('update', `${counted('added', '')} UNION ALL ${counted('removed', '-')}`));
    await runner.query(`
      CREATE TABLE predictions_without_gap (
        member_id bigint NOT NULL,
        prediction_id uuid NOT NULL,
        contract_id text NOT NULL,
        until xid8,
        CONSTRAINT predictions_without_gap_pk PRIMARY KEY (member_id, prediction_id, contract_id),
        CONSTRAINT predictions_without_gap_member FOREIGN KEY (member_id) REFERENCES members (id) ON DELETE CASCADE
      )`);
    await runner.query(byKey('predictions_inserted', INSERTED));
    await runner.query(byKey('predictions_deleted', DELETED));
    await runner.query(byKey('gap_predictions', GAP_ADDED));
    await runner.query(`
      CREATE FUNCTION predictions_truncated() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        UPDATE gap_analysis SET probability = NULL, prediction_id = NULL WHERE prediction_id IS NOT NULL;
        DELETE FROM predictions_without_gap;
        RETURN NULL;
      END $$`);
    await runner.query(`
      CREATE TRIGGER predictions_inserted AFTER INSERT ON predictions REFERENCING NEW TABLE AS added
        FOR EACH STATEMENT EXECUTE FUNCTION predictions_inserted()`);
    await runner.query(`
      CREATE TRIGGER predictions_deleted AFTER DELETE ON predictions REFERENCING OLD TABLE AS removed
        FOR EACH STATEMENT EXECUTE FUNCTION predictions_deleted()`);
    await runner.query(`
      CREATE TRIGGER predictions_truncated AFTER TRUNCATE ON predictions
        FOR EACH STATEMENT EXECUTE FUNCTION predictions_truncated()`);
    await runner.query(`
      CREATE TRIGGER gap_predictions AFTER INSERT ON gap_analysis REFERENCING NEW TABLE AS added
        FOR EACH STATEMENT EXECUTE FUNCTION gap_predictions()`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TRIGGER gap_predictions ON gap_analysis');
    await runner.query('DROP TRIGGER predictions_truncated ON predictions');
    await runner.query('DROP TRIGGER predictions_deleted ON predictions');
    await runner.query('DROP TRIGGER predictions_inserted ON predictions');
    await runner.query(
      'DROP FUNCTION gap_predictions(), predictions_truncated(), predictions_deleted(), predictions_inserted()',
    );
    await runner.query('DROP TABLE predictions_without_gap');
    const added = `SELECT ${KEY}, 1 AS n FROM added`;
    const removed = `SELECT ${KEY}, -1 AS n FROM removed`;
    await runner.query(countGaps('insert', added));
    await runner.query(countGaps('delete', removed));
    await runner.query(countGaps('update', `${added} UNION ALL ${removed}`));
    await runner.query('ALTER TABLE gap_counts DROP COLUMN predicted, DROP COLUMN expected_nano');
    await runner.query('ALTER TABLE gap_analysis DROP COLUMN probability, DROP COLUMN prediction_id');
  }
}
