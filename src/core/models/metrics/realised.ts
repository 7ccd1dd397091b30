import { fitIntercept, fitSlope, safeLogit } from '../calibration/index.js';
import type { AucResult } from './discrimination.js';

/** Predictions of nearly the same probability, and what became of them. */
export interface OutcomeBin {
  readonly rows: number;
  /** Gaps that stayed open. */
  readonly events: number;
  /** Sum of the probabilities. */
  readonly probability: number;
  /** Sum of the squared differences between probability and outcome. */
  readonly squared: number;
}

/** How predictions did once their outcomes were known. */
export interface RealisedFigures {
  readonly rows: number;
  readonly events: number;
  readonly observed: number;
  readonly predicted: number;
  readonly brier: number;
  /** Brier score of predicting the observed share for everyone. */
  readonly brierConstant: number;
  /** Null without both outcomes. The interval is that of Hanley and McNeil (1982). */
  readonly auc: AucResult | null;
  /** Null without both outcomes. */
  readonly calibration: { readonly slope: number; readonly intercept: number } | null;
  /** Expected calibration error over ten bins of about equal size. */
  readonly ece: number;
}

function aucOfBins(bins: readonly OutcomeBin[], events: number, others: number): AucResult {
  let below = 0;
  let wins = 0;
  for (const bin of bins) {
    const misses = bin.rows - bin.events;
    wins += bin.events * (below + misses / 2);
    below += misses;
  }
  const auc = wins / (events * others);
  const q1 = auc / (2 - auc);
  const q2 = (2 * auc * auc) / (1 + auc);
  const variance =
    (auc * (1 - auc) + (events - 1) * (q1 - auc * auc) + (others - 1) * (q2 - auc * auc)) / (events * others);
  const error = 1.959963984540054 * Math.sqrt(Math.max(0, variance));
  return { auc, low: Math.max(0, auc - error), high: Math.min(1, auc + error) };
}

function eceOfBins(bins: readonly OutcomeBin[], rows: number, groups = 10): number {
  let sum = 0;
  let seen = 0;
  let gap = 0;
  let next = rows / groups;
  for (const bin of bins) {
    gap += bin.events - bin.probability;
    seen += bin.rows;
    if (seen < next - 1e-9) continue;
    sum += Math.abs(gap);
    gap = 0;
    while (next <= seen + 1e-9) next += rows / groups;
  }
  return (sum + Math.abs(gap)) / rows;
}

/** Figures of binned outcomes, bins in the order of their probability; null without any row. */
export function realisedFigures(all: readonly OutcomeBin[]): RealisedFigures | null {
  const bins = all.filter((bin) => bin.rows > 0);
  const sum = (of: (bin: OutcomeBin) => number): number => bins.reduce((total, bin) => total + of(bin), 0);
  const rows = sum((bin) => bin.rows);
  const events = sum((bin) => bin.events);
  if (rows === 0) return null;
  const observed = events / rows;
  const both = events > 0 && events < rows;
  const logOdds = bins.map((bin) => safeLogit(bin.probability / bin.rows));
  const shares = bins.map((bin) => bin.events / bin.rows);
  const counts = bins.map((bin) => bin.rows);
  const calibration = both
    ? { slope: fitSlope(logOdds, shares, counts).slope, intercept: fitIntercept(logOdds, shares, 1, counts) }
    : null;
  return {
    ...{ rows, events, observed, predicted: sum((bin) => bin.probability) / rows },
    ...{ brier: sum((bin) => bin.squared) / rows, brierConstant: observed * (1 - observed) },
    ...{ auc: both ? aucOfBins(bins, events, rows - events) : null, calibration, ece: eceOfBins(bins, rows) },
  };
}
