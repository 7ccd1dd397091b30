export {
  rebatePercent,
  revenueEffect,
  type RevenueAssumptions,
  type RevenueByRating,
  type RevenueEffect,
} from './revenue.js';
