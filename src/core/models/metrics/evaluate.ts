import { aucOf, liftAt, type AucResult } from './discrimination.js';
import {
  brierOf,
  calibrationFigures,
  eceOf,
  meanLogLoss,
  type CalibrationFigures,
  type EceResult,
} from './calibration-metrics.js';

/** Figures of a model on rows it was not trained on. */
export interface Evaluation {
  readonly rows: number;
  readonly events: number;
  readonly observed: number;
  readonly predicted: number;
  readonly auc: AucResult;
  readonly brier: number;
  /** Brier score of predicting the observed share for everyone. */
  readonly brierConstant: number;
  readonly logLoss: number;
  readonly calibration: CalibrationFigures;
  readonly ece: EceResult;
  readonly lift: readonly { readonly capacity: number; readonly eventRate: number; readonly lift: number }[];
}

/** Figures of one subgroup. */
export interface SubgroupEvaluation {
  readonly group: string;
  readonly rows: number;
  readonly events: number;
  readonly observed: number;
  readonly predicted: number;
  /** All figures of a model card; null where the subgroup is too small to say. */
  readonly evaluation: Evaluation | null;
}

/** Subgroups with fewer events or non-events than this get no figures of their own. */
export const MIN_SUBGROUP_EVENTS = 20;

const CAPACITIES = [0.05, 0.1, 0.2] as const;

function meanOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum / values.length;
}

/** All figures of a model card. @param seed decides the simulated noise level of the ECE */
export function evaluate(probability: ArrayLike<number>, label: ArrayLike<number>, seed: number): Evaluation {
  const observed = meanOf(label);
  return {
    rows: label.length,
    events: Math.round(observed * label.length),
    observed,
    predicted: meanOf(probability),
    auc: aucOf(probability, label),
    brier: brierOf(probability, label),
    brierConstant: observed * (1 - observed),
    logLoss: meanLogLoss(probability, label),
    calibration: calibrationFigures(probability, label),
    ece: eceOf(probability, label, seed),
    lift: CAPACITIES.map((capacity) => liftAt(probability, label, capacity)),
  };
}

/** Calibration and discrimination by subgroup; overall figures hide under-prediction of a group. */
export function evaluateSubgroups(
  probability: ArrayLike<number>,
  label: ArrayLike<number>,
  group: readonly string[],
  seed: number,
): SubgroupEvaluation[] {
  return [...new Set(group)].sort().map((name) => {
    const rows = group.flatMap((g, i) => (g === name ? [i] : []));
    const p = rows.map((row) => probability[row]);
    const y = rows.map((row) => label[row]);
    const events = y.reduce((sum, v) => sum + v, 0);
    const enough = Math.min(events, y.length - events) >= MIN_SUBGROUP_EVENTS;
    return {
      group: name,
      rows: y.length,
      events,
      observed: meanOf(y),
      predicted: meanOf(p),
      evaluation: enough ? evaluate(p, y, seed) : null,
    };
  });
}
