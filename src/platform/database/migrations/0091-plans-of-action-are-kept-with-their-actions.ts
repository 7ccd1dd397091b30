import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Plans of the optimiser with their actions, one row a contact, until they are accepted and after. */
export class PlansOfActionAreKeptWithTheirActions1764000000091 implements MigrationInterface {
  readonly name = 'PlansOfActionAreKeptWithTheirActions1764000000091';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE optimizations (
        id uuid NOT NULL,
        contract_id text NOT NULL CONSTRAINT optimizations_contract_id CHECK (contract_id ~ '^[A-Z][0-9]{4}$'),
        measurement_year smallint NOT NULL
          CONSTRAINT optimizations_measurement_year CHECK (measurement_year BETWEEN 2008 AND 2100),
        star_year smallint NOT NULL CONSTRAINT optimizations_star_year CHECK (star_year BETWEEN 2008 AND 2102),
        name text,
        status text NOT NULL CONSTRAINT optimizations_status
          CHECK (status IN ('pending', 'succeeded', 'failed', 'cancelled')),
        "order" jsonb NOT NULL,
        plan json,
        actions integer NOT NULL CONSTRAINT optimizations_actions CHECK (actions >= 0),
        ruleset_version text NOT NULL,
        ruleset_digest text NOT NULL,
        inputs_digest text,
        job_id uuid NOT NULL,
        created_at timestamptz NOT NULL,
        created_by text NOT NULL,
        finished_at timestamptz,
        accepted_at timestamptz,
        accepted_by text,
        acceptance jsonb,
        CONSTRAINT optimizations_pk PRIMARY KEY (id, contract_id),
        CONSTRAINT optimizations_finished CHECK ((finished_at IS NULL) = (status = 'pending')),
        CONSTRAINT optimizations_plan CHECK ((plan IS NOT NULL) = (status = 'succeeded')),
        CONSTRAINT optimizations_accepted
          CHECK ((accepted_at IS NULL) = (acceptance IS NULL) AND (accepted_at IS NULL) = (accepted_by IS NULL))
      )`);
    await runner.query(
      'CREATE INDEX optimizations_of_contract ON optimizations (contract_id, measurement_year, created_at, id)',
    );
    await runner.query('CREATE INDEX optimizations_recent ON optimizations (created_at, id)');
    await runner.query(`
      CREATE TABLE optimization_actions (
        optimization_id uuid NOT NULL,
        contract_id text NOT NULL,
        n integer NOT NULL CONSTRAINT optimization_actions_n CHECK (n >= 1),
        member_id bigint NOT NULL,
        type_code text NOT NULL,
        cost numeric(12,2) NOT NULL CONSTRAINT optimization_actions_cost CHECK (cost >= 0),
        gap_ids uuid[] NOT NULL,
        expected_closures real NOT NULL CONSTRAINT optimization_actions_expected CHECK (expected_closures >= 0),
        intervention_id uuid,
        skipped text CONSTRAINT optimization_actions_skipped CHECK (skipped IN ('settled', 'covered', 'inactive')),
        CONSTRAINT optimization_actions_pk PRIMARY KEY (optimization_id, contract_id, n),
        CONSTRAINT optimization_actions_outcome CHECK (intervention_id IS NULL OR skipped IS NULL),
        CONSTRAINT optimization_actions_optimization FOREIGN KEY (optimization_id, contract_id)
          REFERENCES optimizations (id, contract_id) ON DELETE CASCADE,
        CONSTRAINT optimization_actions_member FOREIGN KEY (member_id) REFERENCES members (id) ON DELETE CASCADE
      )`);
    await runner.query('CREATE INDEX optimization_actions_by_member ON optimization_actions (member_id)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE optimization_actions, optimizations');
  }
}
