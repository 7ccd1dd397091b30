import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A contract's published facts and measure results by star year, and every rating that was computed. */
export class ContractsTheirResultsAndTheirRatingsAreKept1764000000003 implements MigrationInterface {
  readonly name = 'ContractsTheirResultsAndTheirRatingsAreKept1764000000003';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE cms_table_sets (
        star_year smallint NOT NULL CONSTRAINT cms_table_sets_pk PRIMARY KEY,
        tables jsonb NOT NULL,
        imported_at timestamptz NOT NULL
      )`);
    await runner.query(`
      CREATE TABLE contract_years (
        contract_id text NOT NULL CONSTRAINT contract_years_contract_id CHECK (contract_id ~ '^[A-Z][0-9]{4}$'),
        star_year smallint NOT NULL CONSTRAINT contract_years_star_year CHECK (star_year BETWEEN 2008 AND 2100),
        organization_type text NOT NULL,
        contract_name text,
        marketing_name text,
        parent_organization text,
        snp boolean NOT NULL,
        isnp_only boolean,
        puerto_rico_only boolean NOT NULL,
        disaster_percents jsonb NOT NULL,
        adjustment_categories jsonb NOT NULL,
        published jsonb,
        CONSTRAINT contract_years_pk PRIMARY KEY (contract_id, star_year),
        CONSTRAINT contract_years_table_set FOREIGN KEY (star_year) REFERENCES cms_table_sets (star_year)
          ON DELETE CASCADE
      )`);
    await runner.query(`CREATE INDEX contract_years_by_year ON contract_years (star_year, contract_id)`);
    await runner.query(`
      CREATE TABLE contract_measure_results (
        contract_id text NOT NULL,
        star_year smallint NOT NULL,
        measure_id text NOT NULL,
        score text,
        star smallint CONSTRAINT contract_measure_results_star CHECK (star BETWEEN 1 AND 5),
        note text,
        stars_by_calculation jsonb,
        CONSTRAINT contract_measure_results_pk PRIMARY KEY (contract_id, star_year, measure_id),
        CONSTRAINT contract_measure_results_contract FOREIGN KEY (contract_id, star_year)
          REFERENCES contract_years (contract_id, star_year) ON DELETE CASCADE
      )`);
    await runner.query(`
      CREATE TABLE star_ratings (
        id uuid NOT NULL CONSTRAINT star_ratings_pk PRIMARY KEY,
        contract_id text NOT NULL CONSTRAINT star_ratings_contract_id CHECK (contract_id ~ '^[A-Z][0-9]{4}$'),
        star_year smallint NOT NULL,
        source text NOT NULL CONSTRAINT star_ratings_source CHECK (source IN ('published', 'given', 'mixed')),
        ruleset_version text NOT NULL,
        ruleset_digest text NOT NULL,
        inputs_digest text NOT NULL,
        part_c_stars numeric(2,1) CONSTRAINT star_ratings_part_c CHECK (part_c_stars BETWEEN 1 AND 5),
        part_d_stars numeric(2,1) CONSTRAINT star_ratings_part_d CHECK (part_d_stars BETWEEN 1 AND 5),
        overall_stars numeric(2,1) CONSTRAINT star_ratings_overall CHECK (overall_stars BETWEEN 1 AND 5),
        provisional boolean NOT NULL,
        ratings json NOT NULL,
        trace json NOT NULL,
        created_at timestamptz NOT NULL,
        created_by text NOT NULL
      )`);
    await runner.query(
      `CREATE INDEX star_ratings_history ON star_ratings (contract_id, star_year, created_at DESC, id DESC)`,
    );
    await runner.query(`CREATE INDEX star_ratings_recent ON star_ratings (created_at DESC, id DESC)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE star_ratings, contract_measure_results, contract_years, cms_table_sets');
  }
}
