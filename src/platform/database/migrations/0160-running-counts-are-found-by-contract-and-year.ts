import type { MigrationInterface, QueryRunner } from 'typeorm';

const indexOn = (columns: string): string => `CREATE INDEX gap_counts_by_contract ON gap_counts (${columns})`;

/**
 * Whoever reads the running counts reads all of a contract and year, and few of them, for they are added together: the
 * index needs no more than these two columns, and the changes that a statement adds then stand side by side in it.
 */
export class RunningCountsAreFoundByContractAndYear1764000000160 implements MigrationInterface {
  readonly name = 'RunningCountsAreFoundByContractAndYear1764000000160';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX gap_counts_by_contract');
    await runner.query(indexOn('contract_id, measurement_year'));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX gap_counts_by_contract');
    await runner.query(indexOn('contract_id, measurement_year, measure, evidence, tier, gaps'));
  }
}
