export * from './types.js';
export * from './backtest-types.js';
export * from './forecast-types.js';
export { backtestCutPoints } from './backtest.js';
export {
  CAHPS_PERCENTILES,
  cahpsBaseGroupCutPoints,
  cahpsPossibleStars,
  cahpsStar,
  type CahpsEvidence,
  type Significance,
} from './cahps.js';
export { computeCutPoints, type CutPointOptions, type CutPointResult } from './compute.js';
export { PUBLISHED_CLUSTERING_2026, type PublishedClustering } from './data/clustering-2026.js';
export { CUT_POINTS_2025 } from './data/cut-points-2025.js';
export { cutPointYear, KNOWN_CUT_POINTS } from './cut-point-year.js';
export { forecastCutPoints } from './forecast.js';
export { YOUNG_MEASURES } from './data/program-years.js';
export { backtestInput, contractScores, cutPointMeasure, type PriorCutPoints } from './from-contracts.js';
export { applyGuardrail, guardrailCap, guardrailKind, POINT_CAP, RANGE_CAP_SHARE } from './guardrails.js';
export { outerFences } from './outliers.js';
export { PriorFileError, priorFromRuleSet, readPriorCutPoints } from './prior-file.js';
export { withPublishedCutPoints, type PublishedRules } from './published-cut-points.js';
export { sasPercentile } from './percentile.js';
export { CutPointInputError, disasterExclusion } from './population.js';
export { CMS_SEED, type ResampleOptions } from './resample.js';
export { wardClusters, type Cluster } from './ward.js';
