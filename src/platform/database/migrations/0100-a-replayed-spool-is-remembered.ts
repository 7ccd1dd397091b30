import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How far each spool has been replayed: written in the transaction of its records. */
export class AReplayedSpoolIsRemembered1764000000100 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE spool_watermarks (
        spool uuid NOT NULL,
        segment integer NOT NULL,
        record integer NOT NULL,
        updated_at timestamptz NOT NULL,
        CONSTRAINT spool_watermarks_pk PRIMARY KEY (spool)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE spool_watermarks');
  }
}
