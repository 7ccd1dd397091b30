import type { MigrationInterface, QueryRunner } from 'typeorm';
import { patiently } from './patiently.js';

/**
 * The tier stands before the priority in the worklist's index: priorities follow the same probabilities as tiers, so that
 * whoever asks for one tier would otherwise pass over hundreds of thousands of entries of the others. May be run again
 * from the beginning.
 */
export class WorklistsAreReadByTier1764000000161 implements MigrationInterface {
  readonly name = 'WorklistsAreReadByTier1764000000161';
  readonly transaction = false;

  /** Made anew beside the index that is in use, then put in its place. */
  up(runner: QueryRunner): Promise<void> {
    return patiently(
      runner,
      'DROP INDEX CONCURRENTLY IF EXISTS gap_analysis_worklist_new',
      `CREATE INDEX CONCURRENTLY gap_analysis_worklist_new ON gap_analysis
         (contract_id, measurement_year, measure, evidence, tier, priority, id, work)`,
      'DROP INDEX CONCURRENTLY IF EXISTS gap_analysis_worklist',
      'ALTER INDEX gap_analysis_worklist_new RENAME TO gap_analysis_worklist',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX gap_analysis_worklist');
    await runner.query(
      `CREATE INDEX gap_analysis_worklist ON gap_analysis
         (contract_id, measurement_year, measure, evidence, priority, id, work, tier)`,
    );
  }
}
