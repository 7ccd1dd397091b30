export { type FeatureFault, featureRow, type FeatureRow, type RangedFeature } from './feature-row.js';
export {
  type Recommendation,
  RECOMMENDATION_RULES,
  recommendationFor,
  type RecommendationRule,
} from './recommendation.js';
export { DEFAULT_TIER_THRESHOLDS, tierOf, type TierThresholds } from './tiers.js';
export { type TopFeature, topFeatures } from './top-features.js';
