import type { MigrationInterface, QueryRunner } from 'typeorm';

const KEY = 'contract_id, measurement_year, measure, evidence, tier';

const trigger = (event: string, tables: string): string => `
  CREATE TRIGGER gap_counts_${event.toLowerCase()} AFTER ${event} ON gap_analysis
    REFERENCING ${tables} FOR EACH STATEMENT EXECUTE FUNCTION gap_counts_${event.toLowerCase()}()`;

const fn = (event: string, changes: string): string => `
  CREATE FUNCTION gap_counts_${event.toLowerCase()}() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    INSERT INTO gap_counts (${KEY}, gaps)
    SELECT ${KEY}, sum(n) FROM (${changes}) AS changes GROUP BY ${KEY} HAVING sum(n) <> 0;
    RETURN NULL;
  END $$`;

/**
 * Gaps by contract, year, measure, evidence and tier, kept as changes that add up: each statement on the gaps adds its
 * differences in its own transaction, so that sums are exact in every snapshot of the database and writers never wait
 * for each other. A background pass adds rows together.
 */
export class GapsAreCountedAsTheyChange1764000000040 implements MigrationInterface {
  readonly name = 'GapsAreCountedAsTheyChange1764000000040';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE gap_counts (
        id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT gap_counts_pk PRIMARY KEY,
        contract_id text NOT NULL,
        measurement_year smallint NOT NULL,
        measure text NOT NULL,
        evidence text NOT NULL,
        tier text,
        gaps bigint NOT NULL
      )`);
    await runner.query(
      'CREATE INDEX gap_counts_by_contract ON gap_counts (contract_id, measurement_year, measure, evidence, tier, gaps)',
    );
    await runner.query('LOCK TABLE gap_analysis IN SHARE ROW EXCLUSIVE MODE');
    await runner.query(
      `INSERT INTO gap_counts (${KEY}, gaps) SELECT ${KEY}, count(*) FROM gap_analysis GROUP BY ${KEY}`,
    );
    const added = `SELECT ${KEY}, 1 AS n FROM added`;
    const removed = `SELECT ${KEY}, -1 AS n FROM removed`;
    await runner.query(fn('INSERT', added));
    await runner.query(fn('DELETE', removed));
    await runner.query(fn('UPDATE', `${added} UNION ALL ${removed}`));
    await runner.query(`
      CREATE FUNCTION gap_counts_truncate() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        DELETE FROM gap_counts;
        RETURN NULL;
      END $$`);
    await runner.query(trigger('INSERT', 'NEW TABLE AS added'));
    await runner.query(trigger('DELETE', 'OLD TABLE AS removed'));
    await runner.query(trigger('UPDATE', 'NEW TABLE AS added OLD TABLE AS removed'));
    await runner.query(`
      CREATE TRIGGER gap_counts_truncate AFTER TRUNCATE ON gap_analysis
        FOR EACH STATEMENT EXECUTE FUNCTION gap_counts_truncate()`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const event of ['insert', 'delete', 'update', 'truncate']) {
      await runner.query(`DROP TRIGGER gap_counts_${event} ON gap_analysis`);
      await runner.query(`DROP FUNCTION gap_counts_${event}()`);
    }
    await runner.query('DROP TABLE gap_counts');
  }
}
