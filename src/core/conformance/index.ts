export { conformance, type ConformanceProgress } from './conformance.js';
export {
  ConformanceInputError,
  type ConformanceReport,
  type DomainMismatch,
  type InputProblem,
  type KindResult,
  type ListResult,
  type Matched,
  type MeasureStarsResult,
  type RatingMismatch,
  type RuleSetDifference,
  type StarMissReason,
  type UnexplainedStar,
} from './conformance-report.js';
