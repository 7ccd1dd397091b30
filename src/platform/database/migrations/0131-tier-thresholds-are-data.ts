import type { MigrationInterface, QueryRunner } from 'typeorm';

/** From which probability on a gap is of the high and of the medium tier: one row, which a plan replaces by its own. */
export class TierThresholdsAreData1764000000131 implements MigrationInterface {
  readonly name = 'TierThresholdsAreData1764000000131';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE tier_thresholds (
        id smallint NOT NULL CONSTRAINT tier_thresholds_pk PRIMARY KEY
          CONSTRAINT tier_thresholds_one CHECK (id = 1),
        high double precision NOT NULL,
        medium double precision NOT NULL,
        version integer NOT NULL CONSTRAINT tier_thresholds_version CHECK (version >= 1),
        CONSTRAINT tier_thresholds_order CHECK (0 <= medium AND medium < high AND high <= 1)
      )`);
    await runner.query('INSERT INTO tier_thresholds VALUES (1, 0.7, 0.4, 1)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE tier_thresholds');
  }
}
