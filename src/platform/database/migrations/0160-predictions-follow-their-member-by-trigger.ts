import type { MigrationInterface, QueryRunner } from 'typeorm';
import { INSERTED as INSERTED_BEFORE, SAME } from './0070-gaps-carry-their-latest-prediction.js';

/** A trigger function whose plans find rows by key one after the other (see 0070). */
const byKey = (name: string, declared: string, body: string): string => `
  CREATE OR REPLACE FUNCTION ${name}() RETURNS trigger LANGUAGE plpgsql
    SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS $$
  ${declared}
  BEGIN
    ${body}
    RETURN NULL;
  END $$`;

/**
 * As 0070, and in place of the foreign key: a gap that this transaction has moved holds its member, for whoever erases
 * the member must delete the gap and waits for it. Members without such a gap are locked as a foreign key locks them.
 */
const INSERTED = `
    WITH newest AS MATERIALIZED (
      SELECT DISTINCT ON (member_id, measurement_year, measure, contract_id) member_id, measurement_year, measure,
             contract_id, id, probability, tier
        FROM added ORDER BY member_id, measurement_year, measure, contract_id, id DESC),
    moved AS (
      UPDATE gap_analysis g SET probability = n.probability, prediction_id = n.id, tier = n.tier FROM newest n
       WHERE ${SAME('g', 'n')} AND (g.prediction_id IS NULL OR g.prediction_id < n.id) RETURNING n.id, n.member_id),
    unmoved AS MATERIALIZED (SELECT * FROM newest WHERE id NOT IN (SELECT id FROM moved)),
    waiting AS (
      INSERT INTO predictions_without_gap (member_id, prediction_id, contract_id)
      SELECT member_id, id, contract_id FROM unmoved n
       WHERE NOT EXISTS (SELECT 1 FROM gap_analysis g WHERE ${SAME('g', 'n')}))
    SELECT array_agg(DISTINCT member_id) INTO unheld FROM unmoved
     WHERE member_id NOT IN (SELECT member_id FROM moved);
    IF unheld IS NULL THEN RETURN NULL; END IF;
    PERFORM 1 FROM members m WHERE m.id = ANY(unheld) ORDER BY m.id FOR KEY SHARE OF m;
    GET DIAGNOSTICS held = ROW_COUNT;
    IF held < cardinality(unheld) THEN
      RAISE foreign_key_violation USING MESSAGE = 'a prediction is about a member who is not there',
            TABLE = 'predictions', COLUMN = 'member_id', CONSTRAINT = 'predictions_member';
    END IF;`;

/**
 * After the foreign keys have deleted the gaps, and so have waited for every prediction that is held by one. Only a
 * snapshot taken then sees these predictions.
 */
const DELETED = `
    IF current_setting('transaction_isolation') <> 'read committed' THEN
      RAISE invalid_transaction_state USING MESSAGE = 'members are deleted in read committed transactions only';
    END IF;
    DELETE FROM predictions p USING removed r WHERE p.member_id = r.id;`;

/**
 * Predictions are about members who are there, and go with them, without a foreign key: it looked up and locked the
 * member of every row, an eighth of the time of a batch, where the trigger that moves gaps holds the member (ADR 13).
 */
export class PredictionsFollowTheirMemberByTrigger1764000000160 implements MigrationInterface {
  readonly name = 'PredictionsFollowTheirMemberByTrigger1764000000160';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('LOCK TABLE members, predictions IN ACCESS EXCLUSIVE MODE');
    await runner.query(byKey('predictions_inserted', 'DECLARE unheld bigint[]; held bigint;', INSERTED));
    await runner.query(byKey('members_deleted', '', DELETED));
    await runner.query(`
      CREATE FUNCTION members_truncated() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        TRUNCATE predictions;
        RETURN NULL;
      END $$`);
    await runner.query(`
      CREATE FUNCTION predictions_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE restrict_violation USING MESSAGE = format('%s.%s is never changed', TG_TABLE_NAME, TG_ARGV[0]);
      END $$`);
    await runner.query(`
      CREATE TRIGGER members_deleted AFTER DELETE ON members REFERENCING OLD TABLE AS removed
        FOR EACH STATEMENT EXECUTE FUNCTION members_deleted()`);
    await runner.query(`
      CREATE TRIGGER members_truncated AFTER TRUNCATE ON members
        FOR EACH STATEMENT EXECUTE FUNCTION members_truncated()`);
    await runner.query(`
      CREATE TRIGGER members_keep_id BEFORE UPDATE OF id ON members
        FOR EACH STATEMENT EXECUTE FUNCTION predictions_refuse_change('id')`);
    await runner.query(`
      CREATE TRIGGER predictions_keep_member BEFORE UPDATE OF member_id ON predictions
        FOR EACH STATEMENT EXECUTE FUNCTION predictions_refuse_change('member_id')`);
    await runner.query('ALTER TABLE predictions DROP CONSTRAINT predictions_member');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('LOCK TABLE members, predictions IN ACCESS EXCLUSIVE MODE');
    await runner.query(`
      ALTER TABLE predictions ADD CONSTRAINT predictions_member FOREIGN KEY (member_id) REFERENCES members (id)
        ON DELETE CASCADE`);
    await runner.query('DROP TRIGGER predictions_keep_member ON predictions');
    for (const name of ['members_keep_id', 'members_truncated', 'members_deleted'])
      await runner.query(`DROP TRIGGER ${name} ON members`);
    await runner.query('DROP FUNCTION predictions_refuse_change(), members_truncated(), members_deleted()');
    await runner.query(byKey('predictions_inserted', '', INSERTED_BEFORE));
  }
}
