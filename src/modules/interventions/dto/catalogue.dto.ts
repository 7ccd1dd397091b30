import { IsBoolean, IsIn, IsInt, IsOptional, IsString, Length, Matches, Max, Min } from 'class-validator';
import { type Channel, CHANNELS, type InterventionType } from '../intervention-type.entity.js';
import { MONEY } from './intervention.dto.js';

/** A type in a path. */
export class TypeCodeParam {
  /**
   * Code of the catalogue.
   * @example "home_kit"
   */
  @Matches(/^[a-z][a-z0-9_]{1,39}$/, { message: 'Small letters, digits and _, at most 40.' })
  code: string;
}

/** What a kind of intervention costs and how often it closes a gap. */
export class InterventionTypeRequest {
  /** @example "Test kit sent home" */
  @IsString()
  @Length(1, 100)
  name: string;

  /** @example "mail" */
  @IsIn(CHANNELS)
  channel: Channel;

  /**
   * Cost in dollars.
   * @example "45.00"
   */
  @Matches(MONEY, { message: 'Money is a decimal text with at most two places.' })
  cost: string;

  /**
   * Share of covered gaps that it closes, 0–1, as a decimal text.
   * @example "0.3000"
   */
  @Matches(/^(0(\.\d{1,4})?|1(\.0{1,4})?)$/, {
    message: 'A share is a decimal text from 0 to 1 with at most four places.',
  })
  successRate: string;

  /**
   * Minutes of staff time.
   * @example 5
   */
  @IsInt()
  @Min(0)
  @Max(10_000)
  staffMinutes: number;

  /** Whether it may be planned. */
  @IsOptional()
  @IsBoolean()
  active?: boolean = true;
}

/** A type of the catalogue. */
export class InterventionTypeResponse {
  /** @example "home_kit" */
  code: string;

  /** @example "Test kit sent home" */
  name: string;

  /** @example "mail" */
  channel: Channel;

  /** @example "45.00" */
  cost: string;

  /** @example "0.3000" */
  successRate: string;

  /** @example 5 */
  staffMinutes: number;

  active: boolean;

  version: number;
}

/** The catalogue. */
export class CatalogueResponse {
  items: InterventionTypeResponse[];
}

export const toInterventionTypeResponse = (type: InterventionType): InterventionTypeResponse => ({ ...type });
