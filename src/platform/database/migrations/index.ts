import type { MigrationInterface } from 'typeorm';
import { ContractsTheirResultsAndTheirRatingsAreKept1764000000003 } from './0003-contracts-their-results-and-their-ratings-are-kept.js';

/** All migrations, oldest first. Each is named as a sentence. */
export const migrations: readonly (new () => MigrationInterface)[] = [
  ContractsTheirResultsAndTheirRatingsAreKept1764000000003,
];
