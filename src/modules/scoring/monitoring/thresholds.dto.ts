import { Type } from 'class-transformer';
import { IsInt, IsNumber, IsObject, Max, Min, ValidateNested } from 'class-validator';
import type { MonitoringThresholds, Threshold } from '../../../core/models/index.js';
import { type FieldProblem, Problem } from '../../../platform/http/index.js';
import type { VersionedThresholds } from './thresholds.repository.js';

/** From which value on a figure between 0 and 1 is a warning, and an alert. */
export class ShareThresholdRequest {
  /**
   * From 0.001 on.
   * @example 0.05
   */
  @IsNumber()
  @Min(0.001)
  @Max(1)
  warn: number;

  /**
   * At least `warn`.
   * @example 0.1
   */
  @IsNumber()
  @Min(0.001)
  @Max(1)
  alert: number;
}

/** From which value on a figure without an upper end is a warning, and an alert. */
export class RatioThresholdRequest {
  /**
   * From 0.001 on.
   * @example 1
   */
  @IsNumber()
  @Min(0.001)
  @Max(100)
  warn: number;

  /**
   * At least `warn`.
   * @example 1.1
   */
  @IsNumber()
  @Min(0.001)
  @Max(100)
  alert: number;
}

/** All thresholds; those that are there are replaced. */
export class MonitoringThresholdsRequest {
  /** Population stability index of a feature. */
  @IsObject()
  @ValidateNested()
  @Type(() => RatioThresholdRequest)
  psi: RatioThresholdRequest;

  /** Missing rate now minus that of the training, either way. */
  @IsObject()
  @ValidateNested()
  @Type(() => ShareThresholdRequest)
  missingRateChange: ShareThresholdRequest;

  /** Mean probability minus the share that stayed open, either way. */
  @IsObject()
  @ValidateNested()
  @Type(() => ShareThresholdRequest)
  calibrationGap: ShareThresholdRequest;

  /** AUC of the card minus the realised one. */
  @IsObject()
  @ValidateNested()
  @Type(() => ShareThresholdRequest)
  aucLoss: ShareThresholdRequest;

  /** Realised Brier score as a multiple of predicting the observed share for everyone. */
  @IsObject()
  @ValidateNested()
  @Type(() => RatioThresholdRequest)
  brierRatio: RatioThresholdRequest;

  /**
   * Rows below which nothing is said of features.
   * @example 100
   */
  @IsInt()
  @Min(1)
  @Max(1_000_000_000)
  leastRows: number;

  /**
   * Gaps that stayed open, and that closed, below which nothing is said of outcomes.
   * @example 20
   */
  @IsInt()
  @Min(1)
  @Max(1_000_000_000)
  leastOutcomes: number;
}

/** What states of models are judged by. */
export class MonitoringThresholdsResponse extends MonitoringThresholdsRequest {
  /** Counts the changes, from 1. */
  version: number;
}

export const toThresholdsResponse = ({ thresholds, version }: VersionedThresholds): MonitoringThresholdsResponse => ({
  ...thresholds,
  version,
});

const isThreshold = (value: unknown): value is Threshold => typeof value === 'object' && value !== null;

/** The thresholds as data. @throws Problem where an alert would come before its warning */
export function thresholdsOf(request: MonitoringThresholdsRequest): MonitoringThresholds {
  const { psi, missingRateChange, calibrationGap, aucLoss, brierRatio, leastRows, leastOutcomes } = request;
  const given = { psi, missingRateChange, calibrationGap, aucLoss, brierRatio, leastRows, leastOutcomes };
  const errors = Object.entries(given).flatMap(([name, value]): FieldProblem[] => {
    if (!isThreshold(value) || value.alert >= value.warn) return [];
    return [{ pointer: `/${name}/alert`, code: 'alert-below-warn', message: 'An alert is not below its warning.' }];
  });
  if (errors.length > 0) throw new Problem('validation-failed', 'One or more fields are not valid.', errors);
  return given;
}
