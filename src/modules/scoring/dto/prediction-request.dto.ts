import { ApiProperty } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsInt, IsObject, IsOptional, Matches, Max, Min } from 'class-validator';
import { IsContractId, Unread } from '../../../platform/http/index.js';
import { MemberNameRequest } from '../../members/index.js';

/** A prediction to make. The features are used in memory and dropped. */
export class PredictionRequest extends MemberNameRequest {
  /**
   * The member's contract. Refused where the member is in another one. While the database is away, it lets a raw member
   * id be predicted that this instance has not seen: a member who is not there yet is added when the database is back.
   * @example "H1234"
   */
  @IsOptional()
  @IsContractId()
  contractId?: string;

  /**
   * HEDIS or PQA code of the measure.
   * @example "GSD"
   */
  @Matches(/^[A-Z]{2,5}(-[A-Z]{2,5})?$/, { message: 'A measure is named by its HEDIS or PQA code.' })
  measure: string;

  /**
   * The year of care.
   * @example 2026
   */
  @IsInt()
  @Min(2008)
  @Max(2100)
  measurementYear: number;

  /** Feature to number; null or left out: not known. `GET /models/{id}` lists the features of a model. */
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'number', nullable: true },
    example: { age: 66, prior_a1c_self: 9.4, insulin: 1 },
  })
  @IsObject()
  features: Record<string, unknown>;

  /**
   * Refuses unless this is the active model of the measure.
   * @example "gsd-reference"
   */
  @IsOptional()
  @Matches(/^[a-z0-9][a-z0-9-]{1,62}$/, { message: 'A model is named by lower-case letters, digits and hyphens.' })
  modelId?: string;
}

/** Up to 1,000 predictions to make. What is wrong with one of them does not hold up the others. */
export class PredictionBatchRequest {
  /** Each as for a single prediction. */
  @ApiProperty({
    type: 'array',
    minItems: 1,
    maxItems: 1000,
    items: { $ref: '#/components/schemas/PredictionRequest' },
  })
  @Unread()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(1000)
  items: unknown[];
}
