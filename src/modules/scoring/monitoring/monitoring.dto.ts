import { ApiProperty } from '@nestjs/swagger';
import { IsOptional, Matches } from 'class-validator';
import type { MonitoringState, MonitoringThresholds } from '../../../core/models/index.js';
import { ModelVersionQuery } from '../../models/index.js';
import type { Monitoring, MonthDrift, MonthOutcome } from './monitoring.service.js';

const MONTH = /^20\d\d-(0[1-9]|1[0-2])$/;
const STATES: MonitoringState[] = ['ok', 'warn', 'alert', 'unknown'];

/** Which version and months to look at. */
export class MonitoringQuery extends ModelVersionQuery {
  /**
   * First month; by default a year before the last.
   * @example "2026-01"
   */
  @IsOptional()
  @Matches(MONTH, { message: 'A month is given as YYYY-MM.' })
  from?: string;

  /**
   * Last month; by default this one.
   * @example "2026-12"
   */
  @IsOptional()
  @Matches(MONTH, { message: 'A month is given as YYYY-MM.' })
  to?: string;
}

/** An area under the ROC curve with its 95 % interval. */
export class RealisedAucResponse {
  /** @example 0.81 */
  auc: number;
  /** @example 0.79 */
  low: number;
  /** @example 0.83 */
  high: number;
}

/** What became of the predictions of a month. Of each gap the last prediction of the month counts. */
export class MonthOutcomeResponse {
  /** @example "2025-03-01" */
  month: string;

  @ApiProperty({ enum: STATES, example: 'ok' })
  state: MonitoringState;

  /** Thresholds that are passed. */
  reasons: string[];

  /** Predictions whose outcome is known. */
  rows: number;

  /** Gaps that stayed open. */
  events: number;

  /** Share that stayed open, 0–1. */
  observed: number;

  /** Mean probability, 0–1. */
  predicted: number;

  /** Mean squared error. */
  brier: number;

  /** Brier score of predicting the observed share for everyone. */
  brierConstant: number;

  @ApiProperty({ type: () => RealisedAucResponse, nullable: true })
  auc: RealisedAucResponse | null;

  /** Slope of the outcome on the log odds: 1 is ideal; null without both outcomes. */
  @ApiProperty({ type: Number, nullable: true, example: 0.97 })
  calibrationSlope: number | null;

  /** Shift of the log odds that would make the mean right: 0 is ideal; null without both outcomes. */
  @ApiProperty({ type: Number, nullable: true, example: -0.03 })
  calibrationIntercept: number | null;

  /** Expected calibration error over ten bins. */
  ece: number;
}

/** Values of a feature in a month against those of the training. */
export class FeatureDriftResponse {
  /** @example "age" */
  feature: string;

  rows: number;

  /** Share of rows without the feature, 0–1. */
  missingRate: number;

  /** Missing rate now minus that of the training; null where the model does not say. */
  @ApiProperty({ type: Number, nullable: true, example: 0.02 })
  missingRateChange: number | null;

  /** Population stability index; null with fewer than 100 values, or where the model does not say. */
  @ApiProperty({ type: Number, nullable: true, example: 0.04 })
  psi: number | null;

  @ApiProperty({ enum: STATES, example: 'ok' })
  state: MonitoringState;
}

/** Features of the rows scored in a month. */
export class MonthDriftResponse {
  /** @example "2026-03-01" */
  month: string;

  rows: number;

  @ApiProperty({ enum: STATES, example: 'ok' })
  state: MonitoringState;

  features: FeatureDriftResponse[];
}

/** How a version of a model does. */
export class MonitoringResponse {
  /** @example "gsd-reference" */
  id: string;

  /** @example 1 */
  version: number;

  /** First month. */
  from: string;

  /** Last month. */
  to: string;

  /** The worst of the months' outcomes and of the last month's drift; `unknown` where there is too little to say. */
  @ApiProperty({ enum: STATES, example: 'ok' })
  state: MonitoringState;

  /** AUC of the model's card, which realised ones are compared with. */
  @ApiProperty({ type: Number, nullable: true, example: 0.84 })
  cardAuc: number | null;

  outcomes: MonthOutcomeResponse[];

  drift: MonthDriftResponse[];

  /** What states are judged by. */
  @ApiProperty({ type: 'object', additionalProperties: true, example: { psi: { warn: 0.1, alert: 0.25 } } })
  thresholds: MonitoringThresholds;
}

function toOutcome({ month, state, reasons, figures }: MonthOutcome): MonthOutcomeResponse {
  const { auc, calibration, ...rest } = figures;
  return {
    ...{ month, state, reasons: [...reasons], ...rest, auc },
    calibrationSlope: calibration?.slope ?? null,
    calibrationIntercept: calibration?.intercept ?? null,
  };
}

const toDrift = ({ features, ...rest }: MonthDrift): MonthDriftResponse => ({ ...rest, features: [...features] });

export function toMonitoringResponse({ modelId, outcomes, drift, ...rest }: Monitoring): MonitoringResponse {
  return { id: modelId, ...rest, outcomes: outcomes.map(toOutcome), drift: drift.map(toDrift) };
}
