import { type FeatureProfile, stabilityIndex } from './drift.js';
import type { FeatureCount } from './feature-counts.js';
import type { RealisedFigures } from './realised.js';

/** `unknown`: too few rows to say. */
export type MonitoringState = 'ok' | 'warn' | 'alert' | 'unknown';

/** From which value on a figure is a warning, and an alert. */
export interface Threshold {
  readonly warn: number;
  readonly alert: number;
}

/** The rule table of monitoring, which a plan keeps as data. */
export interface MonitoringThresholds {
  /** Population stability index. */
  readonly psi: Threshold;
  /** Missing rate now minus that of the training, either way. */
  readonly missingRateChange: Threshold;
  /** Mean probability minus the share that stayed open, either way. */
  readonly calibrationGap: Threshold;
  /** AUC of the card minus the realised one. */
  readonly aucLoss: Threshold;
  /** Realised Brier score as a multiple of predicting the observed share for everyone. */
  readonly brierRatio: Threshold;
  /** Rows below which nothing is said of features. */
  readonly leastRows: number;
  /** Gaps that stayed open, and that closed, below which nothing is said of outcomes. */
  readonly leastOutcomes: number;
}

/** How the values of a feature compare with those of its training; null where the model does not say. */
export interface DriftState {
  readonly feature: string;
  readonly rows: number;
  readonly missingRate: number;
  readonly missingRateChange: number | null;
  readonly psi: number | null;
  readonly state: MonitoringState;
}

/** How realised figures compare with the thresholds. */
export interface OutcomeState {
  readonly state: MonitoringState;
  /** Names of the thresholds that are passed. */
  readonly reasons: readonly string[];
}

const ORDER: readonly MonitoringState[] = ['unknown', 'ok', 'warn', 'alert'];

/** The worst of several states. */
export const worstState = (states: readonly MonitoringState[]): MonitoringState =>
  states.reduce((worst, state) => (ORDER.indexOf(state) > ORDER.indexOf(worst) ? state : worst), 'unknown');

const stateOf = (value: number, { warn, alert }: Threshold): MonitoringState =>
  value >= alert ? 'alert' : value >= warn ? 'warn' : 'ok';

/** Drift of one feature from its counts. */
export function driftState(
  { feature, known, missing }: FeatureCount,
  profile: FeatureProfile | undefined,
  thresholds: MonitoringThresholds,
): DriftState {
  const present = known.reduce((sum, n) => sum + n, 0);
  const rows = present + missing;
  const missingRate = rows === 0 ? 0 : missing / rows;
  if (profile === undefined) {
    return { feature, rows, missingRate, missingRateChange: null, psi: null, state: 'unknown' };
  }
  const missingRateChange = missingRate - profile.missingRate;
  const shares = known.map((n) => n / Math.max(1, present));
  const psi = present >= thresholds.leastRows ? stabilityIndex(profile.shares, shares) : null;
  const states = [
    stateOf(Math.abs(missingRateChange), thresholds.missingRateChange),
    psi === null ? ('unknown' as const) : stateOf(psi, thresholds.psi),
  ];
  const state = rows < thresholds.leastRows ? 'unknown' : worstState(states);
  return { feature, rows, missingRate, missingRateChange, psi, state };
}

/** Judges realised figures. @param cardAuc AUC of the model's card, where it has one */
export function outcomeState(
  { rows, events, predicted, observed, brier, brierConstant, auc }: RealisedFigures,
  cardAuc: number | null,
  thresholds: MonitoringThresholds,
): OutcomeState {
  if (Math.min(events, rows - events) < thresholds.leastOutcomes) return { state: 'unknown', reasons: [] };
  const judged: [string, MonitoringState][] = [
    ['calibrationGap', stateOf(Math.abs(predicted - observed), thresholds.calibrationGap)],
    ['brierRatio', stateOf(brier / brierConstant, thresholds.brierRatio)],
  ];
  if (auc && cardAuc !== null) judged.push(['aucLoss', stateOf(cardAuc - auc.auc, thresholds.aucLoss)]);
  const reasons = judged.filter(([, state]) => state === 'warn' || state === 'alert').map(([name]) => name);
  return { state: worstState(judged.map(([, state]) => state)), reasons };
}
