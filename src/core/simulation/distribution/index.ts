export { betaBinomialDistribution, commonFactorDistribution, conditionalProbability } from './correlated.js';
export {
  afterEnrolmentChange,
  groupProbabilities,
  memberCount,
  SimulationInputError,
  type EnrolmentChange,
  type GapGroup,
} from './gap-groups.js';
export {
  atLeast,
  atMost,
  numeratorQuantile,
  shifted,
  type DistributionMethod,
  type NumeratorDistribution,
} from './numerator-distribution.js';
export { poissonBinomial, type PoissonBinomialOptions } from './poisson-binomial.js';
export { bothClose, measureCorrelationOf, type SharedMembers } from './shared-members.js';
