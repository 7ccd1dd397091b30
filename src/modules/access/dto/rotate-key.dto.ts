import { Type } from 'class-transformer';
import { IsInt, Max, Min } from 'class-validator';

/** How a key is replaced. */
export class RotateKeyDto {
  /**
   * Seconds for which the old key is still accepted, 0–2592000 (30 days).
   * @example 86400
   */
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(2_592_000)
  graceSeconds: number = 86_400;
}
