import { costPerClosure, lift, returnOnInvestment } from '../../../core/interventions/index.js';
import { IsContractId, IsMeasurementYear } from '../../../platform/http/index.js';
import type { GroupCounts, TypeTotals } from '../intervention-reports.repository.js';

/** Which contract and year to report on. */
export class InterventionReportQuery {
  /** @example "H1234" */
  @IsContractId()
  contractId: string;

  /** @example 2026 */
  @IsMeasurementYear()
  measurementYear: number;
}

/** Closures in a group. */
export class GroupResponse {
  /** @example 400 */
  members: number;

  /** @example 120 */
  closed: number;

  /**
   * 0–100; null in an empty group.
   * @example 30
   */
  rate: number | null;
}

/** 95 % interval in percentage points. */
export class IntervalResponse {
  /** @example 4.1 */
  low: number;

  /** @example 15.8 */
  high: number;
}

/** Closure of one measure's gaps in treated against hold-out members. */
export class MeasureEffectResponse {
  /** @example "BCS" */
  measure: string;

  treated: GroupResponse;

  holdout: GroupResponse;

  /** Members of both groups; they count as treated. */
  mixed: number;

  /**
   * Treated minus hold-out in percentage points; null when a group is empty.
   * @example 10
   */
  difference: number | null;

  /** Newcombe's interval of the difference from Wilson's intervals of both shares. */
  interval: IntervalResponse | null;
}

/** What treatment changed, measure by measure. Members are counted as intended: planned or begun, not cancelled. */
export class EffectResponse {
  items: MeasureEffectResponse[];
}

/** What interventions of a type cost and brought. */
export class TypeReturnResponse {
  /** @example "home_kit" */
  typeCode: string;

  /** Planned or in progress. */
  planned: number;

  completed: number;

  /** Delivered gaps whose evidence is closed. */
  closures: number;

  /**
   * Cost of completed interventions in dollars.
   * @example "450.00"
   */
  cost: string;

  /** @example "1200.00" */
  value: string | null;

  /** @example "90.00" */
  costPerClosure: string | null;

  /**
   * (value − cost) ÷ cost; null without cost or value.
   * @example "1.6667"
   */
  roi: string | null;
}

/** Cost, value and return by type; hold-out interventions have none. */
export class ReturnResponse {
  items: TypeReturnResponse[];
}

export function toEffect(row: GroupCounts): MeasureEffectResponse {
  const treated = { members: row.treated, closed: row.treatedClosed };
  const holdout = { members: row.holdout, closed: row.holdoutClosed };
  const { treatedRate, holdoutRate, difference, interval } = lift(treated, holdout);
  return {
    ...{ measure: row.measure, mixed: row.mixed, difference, interval },
    treated: { ...treated, rate: treatedRate },
    holdout: { ...holdout, rate: holdoutRate },
  };
}

export function toReturn(row: TypeTotals): TypeReturnResponse {
  const { cost, value, closures } = row;
  return { ...row, costPerClosure: costPerClosure(cost, closures), roi: returnOnInvestment(cost, value) };
}
