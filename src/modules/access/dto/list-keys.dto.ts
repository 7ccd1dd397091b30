import { Transform } from 'class-transformer';
import { IsBoolean, IsOptional, IsUUID } from 'class-validator';
import { PageQuery } from '../../../platform/http/index.js';

/** Which keys to list. */
export class ListKeysQuery extends PageQuery {
  /**
   * Only keys that are accepted now.
   * @example true
   */
  @IsOptional()
  @Transform(({ value }: { value: unknown }) => (value === 'true' ? true : value === 'false' ? false : value))
  @IsBoolean()
  active?: boolean;
}

/** The path of one key. */
export class KeyPath {
  /**
   * Id of the key.
   * @example "01932f5c-7b1e-7c33-9a54-1f2e3d4c5b6a"
   */
  @IsUUID()
  id: string;
}
