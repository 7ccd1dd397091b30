import type { MigrationInterface, QueryRunner } from 'typeorm';
import { patiently } from './patiently.js';

/**
 * Gaps that somebody has begun to work on are few among millions that nobody has: a worklist by state of work finds them
 * by an index of theirs. May be run again from the beginning.
 */
export class GapsUnderWayHaveAnIndex1764000000162 implements MigrationInterface {
  readonly name = 'GapsUnderWayHaveAnIndex1764000000162';
  readonly transaction = false;

  up(runner: QueryRunner): Promise<void> {
    return patiently(
      runner,
      'DROP INDEX CONCURRENTLY IF EXISTS gap_analysis_under_way',
      `CREATE INDEX CONCURRENTLY gap_analysis_under_way ON gap_analysis
         (contract_id, measurement_year, work, evidence, priority, id, measure, tier) WHERE work <> 'identified'`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX gap_analysis_under_way');
  }
}
