export { readCmsTables, type CmsReading, type ReadProgress } from './read-cms-tables.js';
export type {
  CmsFile,
  CmsTableSet,
  ContractIdentity,
  CutPointsOfCalculation,
  PublishedRatings,
  ReadFile,
} from './cms-table-set.js';
export type { CutPointSetName, PublishedCutPoints } from './cut-points-table.js';
export { boundariesOf, cutPointCell, type Boundaries, type StarRange } from './cut-point-cell.js';
export type { PublishedDomainStar } from './domain-table.js';
export type { MeasureColumn } from './measure-table.js';
export type { HighPerformingContract, LowPerformingContract, YearSummaries } from './performing-tables.js';
export { RATING_NAMES, type PublishedRating, type RatingName } from './summary-table.js';
export { TABLE_KINDS, TABLE_TITLES, type TableKind } from './table-kind.js';
export type { TableProblem, TableProblemCode } from './table-problem.js';
