export { BulkScoring } from './bulk/bulk-scoring.js';
export { SCORED_COLUMNS } from './bulk/bulk-scoring.worker.js';
export type { BulkAnswer, BulkRow, ScoringRun } from './bulk/scoring-run.js';
export { ScoringModule } from './scoring.module.js';
