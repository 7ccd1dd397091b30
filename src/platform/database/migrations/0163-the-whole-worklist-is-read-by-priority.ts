import type { MigrationInterface, QueryRunner } from 'typeorm';
import { patiently } from './patiently.js';

/**
 * The worklist of a contract and year as a whole, the page that everybody opens first, comes from one stretch of an index
 * instead of being merged from those of each measure and tier. May be run again from the beginning.
 */
export class TheWholeWorklistIsReadByPriority1764000000163 implements MigrationInterface {
  readonly name = 'TheWholeWorklistIsReadByPriority1764000000163';
  readonly transaction = false;

  up(runner: QueryRunner): Promise<void> {
    return patiently(
      runner,
      'DROP INDEX CONCURRENTLY IF EXISTS gap_analysis_by_priority',
      `CREATE INDEX CONCURRENTLY gap_analysis_by_priority ON gap_analysis
         (contract_id, measurement_year, evidence, priority, id, work)`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX gap_analysis_by_priority');
  }
}
