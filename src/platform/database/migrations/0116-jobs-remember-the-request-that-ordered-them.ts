import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Jobs remember the request, and its span, that ordered them: what happens later can be traced back. */
export class JobsRememberTheRequestThatOrderedThem1764000000116 implements MigrationInterface {
  readonly name = 'JobsRememberTheRequestThatOrderedThem1764000000116';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE jobs
        ADD COLUMN request_id text CONSTRAINT jobs_request_id CHECK (length(request_id) BETWEEN 1 AND 64),
        ADD COLUMN traceparent text CONSTRAINT jobs_traceparent CHECK (traceparent ~ '^00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]$')`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE jobs DROP COLUMN request_id, DROP COLUMN traceparent');
  }
}
