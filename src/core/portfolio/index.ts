export * from './standing-types.js';
export { nanoOf, roundedRate } from './rounded-rate.js';
export { measureStandings } from './measure-standings.js';
export { portfolioRatings, type PortfolioMoment, type PortfolioRatings } from './portfolio-ratings.js';
export {
  portfolioTrend,
  type MeasureTrend,
  type PortfolioTrend,
  type RatingStars,
  type RatingTrend,
  type TrendPoint,
} from './trend.js';
export { SYNTHETIC_CONTRACT_NAME, syntheticContract } from './synthetic-contract.js';
export * from './synthetic-plan.js';
