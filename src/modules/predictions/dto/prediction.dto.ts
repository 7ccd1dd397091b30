import { Type } from 'class-transformer';
import { IsInt, IsISO8601, IsOptional, Matches, Max, Min } from 'class-validator';
import type { Tier } from '../../../core/gaps/index.js';
import { IsContractId, PageQuery } from '../../../platform/http/index.js';
import type { Prediction } from '../prediction.entity.js';

/** Which predictions of a member to read. */
export class LatestPredictionsQuery {
  /**
   * HEDIS or PQA code; left out: all measures.
   * @example "BCS"
   */
  @IsOptional()
  @Matches(/^[A-Z]{2,5}(-[A-Z]{2,5})?$/, { message: 'A measure is named by its HEDIS or PQA code.' })
  measure?: string;
}

/** Which predictions of a member to list. */
export class PredictionHistoryQuery extends PageQuery {
  /**
   * HEDIS or PQA code; left out: all measures.
   * @example "BCS"
   */
  @IsOptional()
  @Matches(/^[A-Z]{2,5}(-[A-Z]{2,5})?$/, { message: 'A measure is named by its HEDIS or PQA code.' })
  measure?: string;
}

/** Which predictions to delete. */
export class DeletePredictionsQuery {
  /** @example "H1234" */
  @IsContractId()
  contractId: string;

  /**
   * Predictions made before this time are deleted.
   * @example "2025-01-01T00:00:00Z"
   */
  @IsISO8601({ strict: true })
  before: string;

  /**
   * Most rows that are deleted by this call.
   * @example 5000
   */
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(10_000)
  limit: number = 5000;
}

/** What was deleted. */
export class DeletedPredictionsResponse {
  /** @example 5000 */
  deleted: number;

  /** Call again: there may be more. */
  more: boolean;
}

/** A prediction with its explanation. */
export class PredictionResponse {
  /** @example "01936d5e-6f0f-7b8e-9a53-2f1f6a3c9a10" */
  id: string;

  /** @example "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08" */
  memberHash: string;

  /** @example "H1234" */
  contractId: string;

  /** @example "BCS" */
  measure: string;

  /** @example 2026 */
  measurementYear: number;

  /**
   * Probability that the gap stays open, 0–1.
   * @example 0.72
   */
  probability: number;

  /** @example "high" */
  tier: Tier;

  /**
   * The model's output before it became a probability.
   * @example 0.94
   */
  margin: number;

  /**
   * The margin without any feature.
   * @example -0.2
   */
  baseValue: number;

  /**
   * Feature to contribution; base value plus all of them is the margin.
   * @example { "months_since_screening": 1.1, "visits": 0.04 }
   */
  shapValues: Record<string, number>;

  /** @example "bcs-reference" */
  modelId: string;

  /** @example "1.0.0" */
  modelVersion: string;

  /** @example "platt" */
  calibration: string;

  /** @example "schedule_screening" */
  recommendation: string | null;

  /** Names of features that were not given. */
  missingFeatures: string[];

  /** @example "2026-05-20T10:00:00.000Z" */
  createdAt: string;
}

/** Predictions, newest first. */
export class PredictionListResponse {
  items: PredictionResponse[];

  /** Cursor of the next page; null on the last one. */
  next: string | null;
}

export function toPredictionResponse(prediction: Prediction, memberHash: Buffer): PredictionResponse {
  return {
    id: prediction.id,
    contractId: prediction.contractId,
    measure: prediction.measure,
    measurementYear: prediction.measurementYear,
    probability: prediction.probability,
    margin: prediction.margin,
    baseValue: prediction.baseValue,
    tier: prediction.tier,
    modelId: prediction.modelId,
    modelVersion: prediction.modelVersion,
    calibration: prediction.calibration,
    recommendation: prediction.recommendation,
    shapValues: prediction.shapValues,
    memberHash: memberHash.toString('hex'),
    missingFeatures: prediction.missingFeatures ?? [],
    createdAt: prediction.createdAt.toISOString(),
  };
}
