export { chanceOfStars } from './rating-collector.js';
export { wilsonInterval } from './rating-distribution.js';
export { ratingOutlook } from './rating-outlook.js';
export type { OutlookOfRating, RatingOutlook, RatingOutlookInput } from './rating-outlook-types.js';
export { simulateContract, startContractSimulation, type ContractSimulationRun } from './simulate-contract.js';
export type {
  ContractSimulation,
  ContractSimulationInput,
  MeasureByChances,
  MeasureByNumerator,
  RatingChance,
  RatingDistribution,
  SimulatedMeasure,
  VarianceShare,
} from './simulation-types.js';
export { starTransitions } from './star-transitions.js';
