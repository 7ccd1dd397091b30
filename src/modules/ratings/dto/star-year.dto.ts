import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';

/** A star year in a path. */
export class StarYearParam {
  /**
   * Star year: the year of the published rating.
   * @example 2026
   */
  @Type(() => Number)
  @IsInt()
  @Min(2008)
  @Max(2100)
  starYear: number;
}

/** A star year in a query. */
export class StarYearQuery {
  /**
   * Star year. Left out: the latest there are rules for.
   * @example 2026
   */
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(2008)
  @Max(2100)
  starYear?: number;
}

/** A measure in a path. */
export class MeasureCodeParam {
  /**
   * CMS measure id of the star year, or HEDIS or PQA code.
   * @example "CBP"
   */
  @IsString()
  @MaxLength(20)
  code: string;
}
