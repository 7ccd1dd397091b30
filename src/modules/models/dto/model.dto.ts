import { ApiProperty } from '@nestjs/swagger';
import type { ModelStatus } from '../model-version.entity.js';
import type { ShownVersion } from '../models.service.js';

/** A feature of a model. */
export class ModelFeatureResponse {
  /** @example "age" */
  name: string;

  /** @example "years" */
  @ApiProperty({ type: String, nullable: true })
  unit: string | null;

  /** Smallest allowed value; null: not stated. */
  @ApiProperty({ type: Number, nullable: true, example: 18 })
  min: number | null;

  /** Largest allowed value; null: not stated. */
  @ApiProperty({ type: Number, nullable: true, example: 120 })
  max: number | null;
}

/** A version of a model. */
export class ModelVersionResponse {
  /** @example "gsd-reference" */
  id: string;

  /** @example 1 */
  version: number;

  /** @example "GSD" */
  measure: string;

  /** `active`: predictions of the measure are made with it. */
  @ApiProperty({ enum: ['candidate', 'active', 'retired'], example: 'active' })
  status: ModelStatus;

  /** `reference`: shipped with the product. */
  @ApiProperty({ enum: ['reference', 'uploaded'], example: 'reference' })
  origin: 'reference' | 'uploaded';

  /**
   * SHA-256 of the artifact.
   * @example "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
   */
  digest: string;

  /** @example "xgboost-json" */
  format: string;

  /** @example "xgboost gbtree, 3.5.0" */
  library: string;

  /** @example "platt" */
  calibration: string;

  features: ModelFeatureResponse[];

  /** Periods, rows and gaps of the training; null where the file does not say. */
  @ApiProperty({ type: 'object', additionalProperties: true, nullable: true, example: { from: 0, to: 5, rows: 4402 } })
  trainingWindow: unknown;

  /** Figures on rows it was not trained on; null where the file does not say. */
  @ApiProperty({ type: 'object', additionalProperties: true, nullable: true, example: { rows: 1051, brier: 0.108 } })
  metrics: unknown;

  /** Things a modeler should know, such as trees left out after early stopping. */
  notes: string[];

  /** @example "2026-05-20T10:00:00.000Z" */
  @ApiProperty({ type: String, nullable: true })
  createdAt: string | null;

  /** @example "2026-05-20T10:00:00.000Z" */
  @ApiProperty({ type: String, nullable: true })
  promotedAt: string | null;
}

/** Versions of models. */
export class ModelListResponse {
  items: ModelVersionResponse[];
}

/** A model's card: for people, and as data. */
export class ModelCardResponse {
  /** @example "gsd-reference" */
  id: string;

  /** @example 1 */
  version: number;

  /**
   * The card in plain words, as Markdown.
   * @example "# Model card: GSD"
   */
  text: string;

  /** The card as data; null for a file without one. */
  @ApiProperty({ type: 'object', additionalProperties: true, nullable: true, example: { measure: 'GSD' } })
  card: unknown;
}

/** What a rollback changed. */
export class RolledBackResponse {
  retired: ModelVersionResponse;

  /** The version that is active now; null when the measure has none. */
  @ApiProperty({ type: () => ModelVersionResponse, nullable: true })
  active: ModelVersionResponse | null;
}

/** Two versions side by side. Figures are comparable only where both were judged on the same rows. */
export class ModelComparisonResponse {
  first: ModelVersionResponse;

  second: ModelVersionResponse;

  /** Features of the first alone. */
  onlyInFirst: string[];

  /** Features of the second alone. */
  onlyInSecond: string[];

  /** Second minus first; null where one has no figures. */
  @ApiProperty({ type: 'object', additionalProperties: true, nullable: true, example: { auc: 0.01, brier: -0.002 } })
  difference: { auc: number; brier: number; logLoss: number } | null;

  /** Both were judged on the same number of rows and gaps. */
  sameEvaluation: boolean;
}

const isoOf = (time: Date | null): string | null => (time === null || time.getTime() === 0 ? null : time.toISOString());

export function toModelVersionResponse(row: ShownVersion): ModelVersionResponse {
  const { modelId: id, version, measure, status, origin, digest, format, library, calibration, features, notes } = row;
  return {
    ...{ id, version, measure, status, origin, digest, format, library, calibration, features: [...features], notes },
    trainingWindow: row.card?.window ?? null,
    metrics: row.card?.evaluation ?? null,
    createdAt: isoOf(row.createdAt),
    promotedAt: isoOf(row.promotedAt),
  };
}
