import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * How many values of each feature fell into each bin of a model's training profile, by month of scoring. Counts add
 * up, whichever process adds them; no value of a feature is kept.
 */
export class FeaturesAreCountedByModelAndMonth1764000000080 implements MigrationInterface {
  readonly name = 'FeaturesAreCountedByModelAndMonth1764000000080';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE model_feature_counts (
        model_id text NOT NULL,
        model_version integer NOT NULL,
        month date NOT NULL CONSTRAINT model_feature_counts_month CHECK (extract(day FROM month) = 1),
        feature text NOT NULL,
        known bigint[] NOT NULL,
        missing bigint NOT NULL CONSTRAINT model_feature_counts_missing CHECK (missing >= 0),
        CONSTRAINT model_feature_counts_pk PRIMARY KEY (model_id, model_version, month, feature)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE model_feature_counts');
  }
}
