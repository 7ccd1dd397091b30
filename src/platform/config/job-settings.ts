import { Transform, Type } from 'class-transformer';
import { IsBoolean, IsInt, Max, Min } from 'class-validator';
import { LogSettings } from './log-settings.js';
import { toBoolean } from './to-boolean.js';

/** Settings of background jobs and of bulk data. */
export class JobSettings extends LogSettings {
  /** Work on background jobs inside the service; `false` leaves them to `npm run start:worker`. */
  @Transform(toBoolean)
  @IsBoolean()
  JOBS_IN_PROCESS = true;

  /** Jobs that one process works on at the same time. */
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(64)
  JOBS_CONCURRENCY = 2;

  /** Seconds between two looks for jobs whose worker has died. */
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(3600)
  JOBS_TAKE_OVER_SECONDS = 5;

  /** Longest run of one statement of a job, in milliseconds. */
  @Type(() => Number)
  @IsInt()
  @Min(1000)
  @Max(86_400_000)
  JOBS_STATEMENT_TIMEOUT_MS = 3_600_000;

  /** Longest line (NDJSON) or record (CSV) of an import, in bytes. */
  @Type(() => Number)
  @IsInt()
  @Min(256)
  @Max(1_048_576)
  IMPORT_LINE_LIMIT_BYTES = 65_536;

  /** Largest import after decompression, in bytes. */
  @Type(() => Number)
  @IsInt()
  @Min(1024)
  @Max(Number.MAX_SAFE_INTEGER)
  IMPORT_LIMIT_BYTES = 53_687_091_200;

  /** Largest ratio of a gzip import's text to its compressed size (checked after the first mebibyte). */
  @Type(() => Number)
  @IsInt()
  @Min(2)
  @Max(10_000)
  IMPORT_GZIP_RATIO = 200;

  /** Longest silence of a client in the middle of an upload, in milliseconds. */
  @Type(() => Number)
  @IsInt()
  @Min(100)
  @Max(3_600_000)
  IMPORT_SILENCE_MS = 60_000;
}
