import { Type } from 'class-transformer';
import { IsInt, Max, Min } from 'class-validator';

/** Settings of what happens when there is too much to do, or no database. */
export class LoadSettings {
  /** Requests worked on at the same time; others wait for their turn. */
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(100_000)
  ADMISSION_CONCURRENCY = 128;

  /** Requests that may wait for their turn; those beyond are answered 503 with `Retry-After`. */
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(1_000_000)
  ADMISSION_QUEUE = 2000;

  /** Longest wait for one's turn, in milliseconds; then 503 with `Retry-After`. */
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(60_000)
  ADMISSION_WAIT_MS = 2000;

  /** The database counts as away when two probes in turn were not answered within this time, in milliseconds. */
  @Type(() => Number)
  @IsInt()
  @Min(100)
  @Max(60_000)
  DATABASE_PROBE_TIMEOUT_MS = 1500;

  /** Largest spool of predictions made while the database is away, in bytes; beyond it they are answered 503. */
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(Number.MAX_SAFE_INTEGER)
  SPOOL_LIMIT_BYTES = 1_073_741_824;

  /** Members, by hash and contract, that an instance remembers for predictions while the database is away. */
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(10_000_000)
  OFFLINE_MEMBERS = 100_000;
}
