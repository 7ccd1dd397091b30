import { IsIn, IsInt, IsOptional, Matches, Max, Min } from 'class-validator';
import { EXPORT_KINDS, type ExportKind } from '../export-statements.js';

/** What to export. */
export class ExportRequest {
  /**
   * What the rows are.
   * @example "gaps"
   */
  @IsIn(EXPORT_KINDS)
  kind: ExportKind;

  /**
   * How they are written; `ndjson` by default.
   * @example "csv"
   */
  @IsOptional()
  @IsIn(['ndjson', 'csv'])
  format?: 'ndjson' | 'csv';

  /**
   * Only this contract.
   * @example "H0028"
   */
  @IsOptional()
  @Matches(/^[A-Z][0-9]{4}$/, { message: 'contractId must be a letter and four digits' })
  contractId?: string;

  /**
   * Only this measurement year (star year for ratings).
   * @example 2026
   */
  @IsOptional()
  @IsInt()
  @Min(2008)
  @Max(2100)
  year?: number;

  /**
   * Only this measure.
   * @example "BCS"
   */
  @IsOptional()
  @Matches(/^[A-Z0-9]{2,5}(-[A-Z]{2,5})?$/, { message: 'measure must be a code of a measure' })
  measure?: string;

  /** Only this tier. */
  @IsOptional()
  @IsIn(['high', 'medium', 'low'])
  tier?: 'high' | 'medium' | 'low';

  /**
   * Only this evidence (gaps) or state (interventions).
   * @example "open"
   */
  @IsOptional()
  @Matches(/^[a-z_]{1,20}$/, { message: 'state must be a state of the kind' })
  state?: string;
}
