import { IsIn, IsOptional, IsUUID } from 'class-validator';
import { IsContractId, IsMeasurementYear, PageQuery } from '../../../platform/http/index.js';
import { OPTIMIZATION_STATUSES, type OptimizationStatus } from '../optimization.entity.js';

/** A plan in a path. */
export class OptimizationIdParam {
  /** Id of the plan. */
  @IsUUID()
  id: string;
}

/** Filters of the list of plans. */
export class OptimizationListQuery extends PageQuery {
  /**
   * Only this contract.
   * @example "H1234"
   */
  @IsOptional()
  @IsContractId()
  contractId?: string;

  /**
   * Only this year of care.
   * @example 2026
   */
  @IsOptional()
  @IsMeasurementYear()
  measurementYear?: number;

  /** Only plans in this state. */
  @IsOptional()
  @IsIn(OPTIMIZATION_STATUSES)
  status?: OptimizationStatus;
}
