import { applyDecorators } from '@nestjs/common';
import { IsOptional, IsString, Length, Matches } from 'class-validator';

/** A raw member id: printable, at most 64 characters. */
export const IsRawMemberId = (): PropertyDecorator =>
  applyDecorators(
    IsString(),
    Length(1, 64),
    Matches(/^[\x21-\x7e]+$/, { message: 'A member id is printable, without spaces.' }),
  );

/** A member's hash: 64 hexadecimal digits. */
export const IsMemberHash = (): PropertyDecorator =>
  applyDecorators(Matches(/^[0-9a-f]{64}$/, { message: 'A member hash is 64 lower-case hexadecimal digits.' }));

/** A member in a path. */
export class MemberHashParam {
  /**
   * Keyed hash of the member's id.
   * @example "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
   */
  @IsMemberHash()
  memberHash: string;
}

/** A member in a body. The raw id is hashed at the door and neither stored, logged nor echoed. */
export class MemberLookupRequest {
  /**
   * The plan's own member id.
   * @example "M-000042"
   */
  @IsRawMemberId()
  memberId: string;
}

/** A member in a body, by raw id or by hash: exactly one of the two. */
export class MemberNameRequest {
  /**
   * The plan's own member id. It is hashed at the door and neither stored, logged nor echoed.
   * @example "M-000042"
   */
  @IsOptional()
  @IsRawMemberId()
  memberId?: string;

  /** Keyed hash of the member's id, in place of `memberId`. */
  @IsOptional()
  @IsMemberHash()
  memberHash?: string;
}
