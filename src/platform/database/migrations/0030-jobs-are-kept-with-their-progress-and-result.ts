import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Background jobs: what was asked, how far it is, what came of it. */
export class JobsAreKeptWithTheirProgressAndResult1764000000030 implements MigrationInterface {
  readonly name = 'JobsAreKeptWithTheirProgressAndResult1764000000030';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE jobs (
        id uuid NOT NULL CONSTRAINT jobs_pk PRIMARY KEY,
        kind text NOT NULL,
        contract_id text CONSTRAINT jobs_contract_id CHECK (contract_id ~ '^[A-Z][0-9]{4}$'),
        scope text[],
        status text NOT NULL CONSTRAINT jobs_status CHECK
          (status IN ('queued', 'running', 'succeeded', 'partially_succeeded', 'failed', 'cancelled')),
        input jsonb NOT NULL,
        input_digest text NOT NULL,
        attempt integer NOT NULL DEFAULT 0,
        tries integer NOT NULL DEFAULT 0,
        rows_total bigint,
        rows_read bigint NOT NULL DEFAULT 0,
        rows_accepted bigint NOT NULL DEFAULT 0,
        rows_rejected bigint NOT NULL DEFAULT 0,
        percent smallint NOT NULL DEFAULT 0 CONSTRAINT jobs_percent CHECK (percent BETWEEN 0 AND 100),
        expected_end timestamptz,
        result jsonb,
        error_code text,
        cancel_requested_at timestamptz,
        created_by text NOT NULL,
        created_at timestamptz NOT NULL,
        started_at timestamptz,
        finished_at timestamptz,
        CONSTRAINT jobs_finished CHECK ((finished_at IS NOT NULL) = (status NOT IN ('queued', 'running')))
      )`);
    await runner.query(`CREATE INDEX jobs_recent ON jobs (created_at DESC, id DESC)`);
    await runner.query(`CREATE INDEX jobs_unfinished ON jobs (kind, status) WHERE finished_at IS NULL`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE jobs');
  }
}
