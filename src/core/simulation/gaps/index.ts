export { gapAssumptions } from './assumptions.js';
export * from './coverage.js';
export * from './gap-outlooks.js';
export type { AdherenceCounts, GapOutlook } from './outlook-types.js';
