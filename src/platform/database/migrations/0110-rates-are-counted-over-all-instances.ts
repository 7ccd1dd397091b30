import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Requests by caller (a digest) and minute, added by every instance once a second. Unlogged: no WAL, not on replicas,
 * empty after a crash, when everybody starts afresh. The minute comes first in the key, so that old ones are a range.
 */
export class RatesAreCountedOverAllInstances1764000000110 implements MigrationInterface {
  name = 'RatesAreCountedOverAllInstances1764000000110';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE UNLOGGED TABLE rate_counts (
        slot bigint NOT NULL,
        caller bytea NOT NULL,
        hits integer NOT NULL,
        CONSTRAINT rate_counts_pk PRIMARY KEY (slot, caller)
      ) WITH (fillfactor = 50)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE rate_counts');
  }
}
