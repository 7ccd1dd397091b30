import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A contract may stand in a star year whose tables were not imported: a made-up one, to try everything with. */
export class ContractsMayStandWithoutCmsTables1764000000150 implements MigrationInterface {
  readonly name = 'ContractsMayStandWithoutCmsTables1764000000150';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE contract_years DROP CONSTRAINT contract_years_table_set');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DELETE FROM contract_years WHERE star_year NOT IN (SELECT star_year FROM cms_table_sets)');
    await runner.query(`
      ALTER TABLE contract_years ADD CONSTRAINT contract_years_table_set FOREIGN KEY (star_year)
        REFERENCES cms_table_sets (star_year) ON DELETE CASCADE`);
  }
}
