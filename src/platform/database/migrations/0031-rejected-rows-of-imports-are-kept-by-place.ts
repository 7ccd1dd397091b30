import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Rows that an import rejected: where they stand in the file and which rule they break, never what they say. */
export class RejectedRowsOfImportsAreKeptByPlace1764000000031 implements MigrationInterface {
  readonly name = 'RejectedRowsOfImportsAreKeptByPlace1764000000031';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE import_errors (
        job_id uuid NOT NULL,
        line integer NOT NULL,
        field text NOT NULL,
        code text NOT NULL,
        CONSTRAINT import_errors_pk PRIMARY KEY (job_id, line, field, code),
        CONSTRAINT import_errors_job FOREIGN KEY (job_id) REFERENCES jobs (id) ON DELETE CASCADE
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE import_errors');
  }
}
