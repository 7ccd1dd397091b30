import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Where a contract stood at a time: counts, rates and both ratings, with the rules and inputs that they follow from. */
export class PortfolioSnapshotsAreKept1764000000041 implements MigrationInterface {
  readonly name = 'PortfolioSnapshotsAreKept1764000000041';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE portfolio_snapshots (
        id uuid NOT NULL,
        contract_id text NOT NULL CONSTRAINT portfolio_snapshots_contract_id CHECK (contract_id ~ '^[A-Z][0-9]{4}$'),
        measurement_year smallint NOT NULL
          CONSTRAINT portfolio_snapshots_measurement_year CHECK (measurement_year BETWEEN 2008 AND 2100),
        star_year smallint NOT NULL CONSTRAINT portfolio_snapshots_star_year CHECK (star_year BETWEEN 2008 AND 2102),
        taken_at timestamptz NOT NULL,
        cause text NOT NULL CONSTRAINT portfolio_snapshots_cause CHECK (cause IN ('request', 'schedule')),
        members_active integer NOT NULL CONSTRAINT portfolio_snapshots_members_active CHECK (members_active >= 0),
        members_total integer NOT NULL
          CONSTRAINT portfolio_snapshots_members_total CHECK (members_total >= members_active),
        measures json NOT NULL,
        unrated text CONSTRAINT portfolio_snapshots_unrated CHECK (unrated IN ('no-rule-set', 'no-contract-results')),
        from_gaps text[] NOT NULL,
        current json,
        year_end json,
        current_overall numeric(2,1)
          CONSTRAINT portfolio_snapshots_current CHECK (current_overall BETWEEN 1 AND 5),
        year_end_overall numeric(2,1)
          CONSTRAINT portfolio_snapshots_year_end CHECK (year_end_overall BETWEEN 1 AND 5),
        ruleset_version text,
        ruleset_digest text,
        inputs_digest text NOT NULL,
        created_by text NOT NULL,
        CONSTRAINT portfolio_snapshots_pk PRIMARY KEY (id, contract_id),
        CONSTRAINT portfolio_snapshots_rated CHECK ((unrated IS NULL) = (current IS NOT NULL AND year_end IS NOT NULL)),
        CONSTRAINT portfolio_snapshots_rules CHECK ((ruleset_version IS NULL) = (ruleset_digest IS NULL))
      )`);
    await runner.query(
      `CREATE INDEX portfolio_snapshots_history ON portfolio_snapshots
         (contract_id, measurement_year, star_year, taken_at, id)`,
    );
    await runner.query('CREATE INDEX portfolio_snapshots_recent ON portfolio_snapshots (taken_at, id)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE portfolio_snapshots');
  }
}
