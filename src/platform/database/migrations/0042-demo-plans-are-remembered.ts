import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Synthetic plans that were loaded: what is needed to make their member ids again, and so to clear them. */
export class DemoPlansAreRemembered1764000000042 implements MigrationInterface {
  readonly name = 'DemoPlansAreRemembered1764000000042';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE demo_plans (
        contract_id text NOT NULL CONSTRAINT demo_plans_pk PRIMARY KEY
          CONSTRAINT demo_plans_contract_id CHECK (contract_id ~ '^[A-Z][0-9]{4}$'),
        seed bigint NOT NULL,
        members integer NOT NULL CONSTRAINT demo_plans_members CHECK (members > 0),
        measurement_year smallint NOT NULL
          CONSTRAINT demo_plans_measurement_year CHECK (measurement_year BETWEEN 2008 AND 2100),
        loaded_at timestamptz NOT NULL,
        loaded_by text NOT NULL
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE demo_plans');
  }
}
