export {
  WhatIfError,
  type CutPointsChanged,
  type GapsClosed,
  type NumeratorsAdded,
  type ScoreChangeWanted,
  type StarChangeWanted,
  type WhatIfChange,
} from './changes.js';
export {
  whatIf,
  type LineDifference,
  type MeasureDifference,
  type RatingDifference,
  type WhatIfResult,
} from './what-if.js';
