import { ApiProperty } from '@nestjs/swagger';
import type { Tier } from '../../../core/gaps/index.js';

/** A feature that bears on a prediction. */
export class TopFeatureResponse {
  /** @example "prior_a1c_self" */
  feature: string;

  /** @example 0.81 */
  contribution: number;

  /** Whether it raises or lowers the probability that the gap stays open. */
  @ApiProperty({ enum: ['raises', 'lowers'], example: 'raises' })
  direction: 'raises' | 'lowers';
}

/** What to do about a gap. */
export class RecommendationResponse {
  /** @example "endocrinology_referral" */
  code: string;

  /** @example "Offer a visit with a diabetes specialist." */
  text: string;
}

/** A prediction that was made and stored. */
export class MadePredictionResponse {
  /** @example "01936d5e-6f0f-7b8e-9a53-2f1f6a3c9a10" */
  id: string;

  /** @example "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08" */
  memberHash: string;

  /** @example "H1234" */
  contractId: string;

  /** @example "GSD" */
  measure: string;

  /** @example 2026 */
  measurementYear: number;

  /**
   * Probability that the gap stays open, 0–1.
   * @example 0.72
   */
  probability: number;

  /** By the plan's thresholds (`GET /tier-thresholds`); at first high from 0.70, medium from 0.40. */
  @ApiProperty({ enum: ['high', 'medium', 'low'], example: 'high' })
  tier: Tier;

  /**
   * What base value and contributions add up to.
   * @example 0.94
   */
  margin: number;

  /**
   * The margin without any feature.
   * @example -0.2
   */
  baseValue: number;

  /**
   * What the margin is: `calibrated log odds`, or `uncalibrated margin` where the calibration is not affine.
   * @example "calibrated log odds"
   */
  explains: string;

  /** Feature to contribution; base value plus all of them is the margin. */
  @ApiProperty({ type: 'object', additionalProperties: { type: 'number' }, example: { age: -0.1, insulin: 0.4 } })
  shapValues: Record<string, number>;

  topFeatures: TopFeatureResponse[];

  @ApiProperty({ type: () => RecommendationResponse, nullable: true })
  recommendation: RecommendationResponse | null;

  /** @example "gsd-reference" */
  modelId: string;

  /** @example "1" */
  modelVersion: string;

  /** @example "platt" */
  calibration: string;

  /** Names of features that were not given. */
  missingFeatures: string[];

  /** @example "2026-05-20T10:00:00.000Z" */
  createdAt: string;

  /**
   * `stored` in the database; or `spooled`: durable on the instance's disk while the database is away, stored with the
   * same id when it is back.
   */
  @ApiProperty({ enum: ['stored', 'spooled'], example: 'stored' })
  persistence: 'stored' | 'spooled';
}

/** One thing that is wrong with an item. */
export class ItemErrorResponse {
  /** @example "/features/age" */
  pointer: string;

  /** @example "feature-range" */
  code: string;

  /** @example "The value must be at least 18 and at most 120." */
  message: string;
}

/** What became of an item of a batch. */
export class BatchItemResponse {
  /** Its place in the request, from 0. */
  index: number;

  @ApiProperty({ type: () => MadePredictionResponse, nullable: true })
  prediction: MadePredictionResponse | null;

  /** Empty where a prediction was made. */
  errors: ItemErrorResponse[];
}

/** What became of a batch. */
export class PredictionBatchResponse {
  /** @example 99 */
  made: number;

  /** @example 1 */
  refused: number;

  items: BatchItemResponse[];
}
