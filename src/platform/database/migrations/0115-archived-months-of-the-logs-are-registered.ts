import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which archive holds the months that retention dropped: written in the transaction of the drop, never changed. */
export class ArchivedMonthsOfTheLogsAreRegistered1764000000115 implements MigrationInterface {
  readonly name = 'ArchivedMonthsOfTheLogsAreRegistered1764000000115';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE log_archives (
        file text NOT NULL CONSTRAINT log_archives_pk PRIMARY KEY
          CONSTRAINT log_archives_file CHECK (file ~ '^[a-z_]+_[0-9]{4}_[0-9]{2}([.][0-9]+)?[.]ndjson[.]gz$'),
        source text NOT NULL CONSTRAINT log_archives_source CHECK (source IN ('api_logs', 'audit_log')),
        month text NOT NULL CONSTRAINT log_archives_month CHECK (month ~ '^[0-9]{4}-[0-9]{2}$'),
        row_count bigint NOT NULL CONSTRAINT log_archives_row_count CHECK (row_count > 0),
        bytes bigint NOT NULL CONSTRAINT log_archives_bytes CHECK (bytes > 0),
        sha256 bytea NOT NULL CONSTRAINT log_archives_sha256 CHECK (octet_length(sha256) = 32),
        first_seq bigint,
        last_seq bigint,
        archived_at timestamptz(3) NOT NULL
      )`);
    await runner.query(`
      CREATE TRIGGER log_archives_append_only BEFORE UPDATE OR DELETE ON log_archives
      FOR EACH ROW EXECUTE FUNCTION audit_refuse()`);
    await runner.query(`
      CREATE TRIGGER log_archives_no_truncate BEFORE TRUNCATE ON log_archives
      FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE log_archives');
  }
}
