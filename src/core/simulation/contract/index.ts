export { wilsonInterval } from './rating-distribution.js';
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
