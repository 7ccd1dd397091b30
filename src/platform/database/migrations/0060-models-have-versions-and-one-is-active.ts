import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Models by name, their versions with the artifact's bytes, and at most one active version a measure. */
export class ModelsHaveVersionsAndOneIsActive1764000000060 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE models (
        id text NOT NULL CONSTRAINT models_pk PRIMARY KEY
          CONSTRAINT models_id CHECK (id ~ '^[a-z0-9][a-z0-9-]{1,62}$'),
        measure text NOT NULL CONSTRAINT models_measure CHECK (measure ~ '^[A-Z]{2,5}(-[A-Z]{2,5})?$'),
        created_at timestamptz NOT NULL,
        created_by text NOT NULL
      )`);
    await runner.query(`
      CREATE TABLE model_versions (
        model_id text NOT NULL,
        version integer NOT NULL CONSTRAINT model_versions_version CHECK (version > 0),
        measure text NOT NULL,
        status text NOT NULL CONSTRAINT model_versions_status CHECK (status IN ('candidate', 'active', 'retired')),
        digest text NOT NULL CONSTRAINT model_versions_digest CHECK (digest ~ '^[0-9a-f]{64}$'),
        source_digest text NOT NULL,
        format text NOT NULL,
        library text NOT NULL,
        calibration text NOT NULL,
        features jsonb NOT NULL,
        notes jsonb NOT NULL,
        card jsonb,
        size integer NOT NULL,
        artifact bytea NOT NULL,
        created_at timestamptz NOT NULL,
        created_by text NOT NULL,
        promoted_at timestamptz,
        retired_at timestamptz,
        CONSTRAINT model_versions_pk PRIMARY KEY (model_id, version),
        CONSTRAINT model_versions_model FOREIGN KEY (model_id) REFERENCES models (id) ON DELETE CASCADE
      )`);
    await runner.query(`CREATE UNIQUE INDEX model_versions_one_active ON model_versions (measure)
      WHERE status = 'active'`);
    await runner.query(`CREATE UNIQUE INDEX model_versions_same_artifact ON model_versions (model_id, digest)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE model_versions, models');
  }
}
