import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Matches, Max, MaxLength, Min } from 'class-validator';

const MODEL_ID = /^[a-z0-9][a-z0-9-]{1,62}$/;
const MEASURE = /^[A-Z]{2,5}(-[A-Z]{2,5})?$/;
const MODEL_ID_TEXT = 'A model is named by 2 to 63 lower-case letters, digits and hyphens.';
const MEASURE_TEXT = 'A measure is named by its HEDIS or PQA code.';
const LAST_VERSION = 2_147_483_647;

/** A model in a path. */
export class ModelParam {
  /**
   * Name of the model.
   * @example "gsd-reference"
   */
  @Matches(MODEL_ID, { message: MODEL_ID_TEXT })
  id: string;
}

/** What an uploaded file is. */
export class UploadModelQuery {
  /**
   * Name of the model; an upload under a name that is there adds a version.
   * @example "gsd-plan-history"
   */
  @Matches(MODEL_ID, { message: MODEL_ID_TEXT })
  name: string;

  /**
   * HEDIS or PQA code of the measure whose gap is predicted.
   * @example "GSD"
   */
  @Matches(MEASURE, { message: MEASURE_TEXT })
  measure: string;
}

/** What to train. */
export class TrainModelQuery {
  /**
   * Name of the model; a training under a name that is there adds a version.
   * @example "gsd-plan-history"
   */
  @Matches(MODEL_ID, { message: MODEL_ID_TEXT })
  name: string;

  /**
   * The specification (see docs/models.md) as JSON: measure, label column, period column, features, seed.
   * @example "{\"measure\":\"GSD\",\"label\":\"gap\",\"period\":\"year\",\"seed\":7}"
   */
  @IsString()
  @MaxLength(12_000)
  spec: string;
}

/** Which models to list. */
export class ListModelsQuery {
  /**
   * HEDIS or PQA code; left out: all measures.
   * @example "GSD"
   */
  @IsOptional()
  @Matches(MEASURE, { message: MEASURE_TEXT })
  measure?: string;
}

/** Which version to read. */
export class ModelVersionQuery {
  /**
   * Version; left out: the active one, else the latest.
   * @example 1
   */
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(LAST_VERSION)
  version?: number;
}

/** Which version to promote. */
export class PromoteModelRequest {
  /** @example 2 */
  @IsInt()
  @Min(1)
  @Max(LAST_VERSION)
  version: number;
}

/** What to compare a model with. */
export class CompareModelsQuery extends ModelVersionQuery {
  /**
   * The other model.
   * @example "gsd-reference"
   */
  @Matches(MODEL_ID, { message: MODEL_ID_TEXT })
  with: string;

  /**
   * Version of the other model; left out: the active one, else the latest.
   * @example 1
   */
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(LAST_VERSION)
  withVersion?: number;
}
