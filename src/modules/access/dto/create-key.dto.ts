import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsIn,
  IsISO8601,
  IsOptional,
  IsString,
  Matches,
  MaxLength,
} from 'class-validator';
import { type Role, ROLES } from '../../../platform/security/index.js';

/** What a new API key is for. */
export class CreateKeyDto {
  /**
   * What or whom the key is for, 1–80 letters, digits, blanks and `. _ @ -`. At most two active keys share a name:
   * one in use and the one that replaces it.
   * @example "quality dashboard"
   */
  @IsString()
  @MaxLength(80)
  @Matches(/^[\p{L}\p{N}][\p{L}\p{N} ._@-]*$/u)
  name: string;

  /**
   * What the key permits: `viewer` reads, `analyst` also writes, `admin` also keeps keys, models and the audit trail.
   * @example "analyst"
   */
  @IsIn(ROLES)
  role: Role;

  /**
   * Contracts that the key is limited to; absent for all.
   * @example ["H1234", "R5678"]
   */
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(1000)
  @ArrayUnique()
  @Matches(/^[A-Z]\d{4}$/, { each: true })
  contracts?: string[];

  /**
   * Time from which the key is no longer accepted (RFC 3339); absent for never.
   * @example "2027-12-31T00:00:00Z"
   */
  @IsOptional()
  @IsISO8601({ strict: true, strictSeparator: true })
  expiresAt?: string;
}
