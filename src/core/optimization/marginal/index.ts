export type {
  MarginalOrder,
  MarginalValues,
  MeasureValue,
  NextStar,
  OpenMeasure,
  PriorityComponent,
  RatingOutlook,
  RatingValue,
} from './marginal-types.js';
export { marginalValues } from './marginal-values.js';
export { gapPriority } from './priority-levels.js';
