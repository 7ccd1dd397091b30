import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Scenarios with what came of them, forecasts of cut points, and the ledger of forecasts that is scored later. */
export class SimulationsAndForecastsAreKept1764000000050 implements MigrationInterface {
  readonly name = 'SimulationsAndForecastsAreKept1764000000050';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE simulations (
        id uuid NOT NULL CONSTRAINT simulations_pk PRIMARY KEY,
        contract_id text NOT NULL CONSTRAINT simulations_contract_id CHECK (contract_id ~ '^[A-Z][0-9]{4}$'),
        star_year smallint NOT NULL CONSTRAINT simulations_star_year CHECK (star_year BETWEEN 2008 AND 2100),
        kind text NOT NULL CONSTRAINT simulations_kind CHECK (kind IN ('whatIf', 'monteCarlo', 'distance', 'ruleSets')),
        name text,
        status text NOT NULL CONSTRAINT simulations_status CHECK
          (status IN ('pending', 'succeeded', 'failed', 'cancelled')),
        scenario jsonb NOT NULL,
        inputs json NOT NULL,
        result json,
        ruleset_version text NOT NULL,
        ruleset_digest text NOT NULL,
        inputs_digest text NOT NULL,
        seed bigint,
        model_versions jsonb NOT NULL,
        job_id uuid,
        created_at timestamptz NOT NULL,
        created_by text NOT NULL,
        finished_at timestamptz,
        CONSTRAINT simulations_finished CHECK ((finished_at IS NULL) = (status = 'pending')),
        CONSTRAINT simulations_result CHECK ((result IS NOT NULL) = (status = 'succeeded'))
      )`);
    await runner.query(
      `CREATE INDEX simulations_of_contract ON simulations (contract_id, star_year, created_at DESC, id DESC)`,
    );
    await runner.query(`CREATE INDEX simulations_recent ON simulations (created_at DESC, id DESC)`);
    await runner.query(`
      CREATE TABLE cut_point_forecasts (
        id uuid NOT NULL CONSTRAINT cut_point_forecasts_pk PRIMARY KEY,
        base_year smallint NOT NULL,
        inputs_digest text NOT NULL,
        job_id uuid NOT NULL,
        result json,
        created_at timestamptz NOT NULL,
        finished_at timestamptz,
        CONSTRAINT cut_point_forecasts_inputs UNIQUE (inputs_digest),
        CONSTRAINT cut_point_forecasts_finished CHECK ((finished_at IS NULL) = (result IS NULL))
      )`);
    await runner.query(`
      CREATE TABLE forecasts (
        id uuid NOT NULL CONSTRAINT forecasts_pk PRIMARY KEY,
        contract_id text NOT NULL CONSTRAINT forecasts_contract_id CHECK (contract_id ~ '^[A-Z][0-9]{4}$'),
        star_year smallint NOT NULL CONSTRAINT forecasts_star_year CHECK (star_year BETWEEN 2008 AND 2100),
        source text NOT NULL CONSTRAINT forecasts_source CHECK (source IN ('snapshot', 'simulation')),
        source_id uuid NOT NULL,
        rating text CONSTRAINT forecasts_rating CHECK (rating IN ('partC', 'partD', 'overall')),
        four_or_more double precision CONSTRAINT forecasts_four_or_more CHECK (four_or_more BETWEEN 0 AND 1),
        expected_stars double precision CONSTRAINT forecasts_expected_stars CHECK (expected_stars BETWEEN 1 AND 5),
        measures jsonb NOT NULL,
        ruleset_version text NOT NULL,
        ruleset_digest text NOT NULL,
        inputs_digest text NOT NULL,
        model_versions jsonb NOT NULL,
        seed bigint,
        made_at timestamptz NOT NULL,
        made_by text NOT NULL,
        CONSTRAINT forecasts_of_source UNIQUE (source, source_id)
      )`);
    await runner.query(`CREATE INDEX forecasts_of_year ON forecasts (star_year, contract_id, made_at DESC, id DESC)`);
    await runner.query(`CREATE INDEX forecasts_recent ON forecasts (made_at DESC, id DESC)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE forecasts, cut_point_forecasts, simulations');
  }
}
