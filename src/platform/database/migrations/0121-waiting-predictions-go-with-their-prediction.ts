import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Who waits for a gap is forgotten with the prediction, in the same transaction: when it is deleted by age, and when its
 * member is erased, which deletes the prediction through its foreign key. Rows are locked in the order in which the
 * table lies, as the pass over all that wait changes them.
 */
export class WaitingPredictionsGoWithTheirPrediction1764000000121 implements MigrationInterface {
  readonly name = 'WaitingPredictionsGoWithTheirPrediction1764000000121';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION predictions_deleted_waiting() RETURNS trigger LANGUAGE plpgsql
        SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS $$
      BEGIN
        PERFORM 1 FROM removed r JOIN predictions_without_gap w
            ON w.member_id = r.member_id AND w.prediction_id = r.id AND w.contract_id = r.contract_id
          ORDER BY w.ctid FOR UPDATE OF w;
        IF FOUND THEN
          DELETE FROM predictions_without_gap w USING removed r
           WHERE w.member_id = r.member_id AND w.prediction_id = r.id AND w.contract_id = r.contract_id;
        END IF;
        RETURN NULL;
      END $$`);
    await runner.query(`
      CREATE TRIGGER predictions_deleted_waiting AFTER DELETE ON predictions REFERENCING OLD TABLE AS removed
        FOR EACH STATEMENT EXECUTE FUNCTION predictions_deleted_waiting()`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TRIGGER predictions_deleted_waiting ON predictions');
    await runner.query('DROP FUNCTION predictions_deleted_waiting()');
  }
}
