import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the priorities of a contract's gaps were computed from last, so that they are computed again when it changes. */
export class PrioritiesKnowWhatTheyWereComputedFrom1764000000090 implements MigrationInterface {
  readonly name = 'PrioritiesKnowWhatTheyWereComputedFrom1764000000090';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE gap_priority_states (
        contract_id text NOT NULL CONSTRAINT gap_priority_states_contract_id CHECK (contract_id ~ '^[A-Z][0-9]{4}$'),
        measurement_year smallint NOT NULL
          CONSTRAINT gap_priority_states_measurement_year CHECK (measurement_year BETWEEN 2008 AND 2100),
        job_id uuid NOT NULL,
        inputs_digest text,
        "values" json,
        gaps_changed bigint NOT NULL CONSTRAINT gap_priority_states_gaps_changed CHECK (gaps_changed >= 0),
        started_at timestamptz NOT NULL,
        finished_at timestamptz,
        CONSTRAINT gap_priority_states_pk PRIMARY KEY (contract_id, measurement_year),
        CONSTRAINT gap_priority_states_finished CHECK ((finished_at IS NULL) = (inputs_digest IS NULL))
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE gap_priority_states');
  }
}
