import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Max, Min } from 'class-validator';
import { TraceSettings } from './trace-settings.js';

/** Settings of the logs in the database: how long they are kept and where they go then. */
export class LogSettings extends TraceSettings {
  /** Months that `api_logs` are kept. */
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(1200)
  API_LOG_RETENTION_MONTHS = 13;

  /** Years that `audit_log` is kept. */
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(100)
  AUDIT_RETENTION_YEARS = 7;

  /** Folder to which months are archived before they are dropped; one for all instances. Unset: `DATA_DIR/archive`. */
  @IsOptional()
  @IsString()
  ARCHIVE_DIR?: string;
}
