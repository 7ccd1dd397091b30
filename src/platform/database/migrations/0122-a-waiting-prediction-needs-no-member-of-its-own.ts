import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What waits for a gap goes with its prediction (0121), and that with the member: a second foreign key would only look
 * each member up once more. Members are locked first, as everywhere; apart from 0121, which locks predictions.
 */
export class AWaitingPredictionNeedsNoMemberOfItsOwn1764000000122 implements MigrationInterface {
  readonly name = 'AWaitingPredictionNeedsNoMemberOfItsOwn1764000000122';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('LOCK TABLE members IN ACCESS EXCLUSIVE MODE');
    await runner.query('ALTER TABLE predictions_without_gap DROP CONSTRAINT predictions_without_gap_member');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('LOCK TABLE members IN SHARE ROW EXCLUSIVE MODE');
    await runner.query(`
      ALTER TABLE predictions_without_gap ADD CONSTRAINT predictions_without_gap_member
        FOREIGN KEY (member_id) REFERENCES members (id) ON DELETE CASCADE`);
  }
}
