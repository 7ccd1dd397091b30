import type { ContractScore, CutPointMeasure, CutPoints, OutlierBounds } from './types.js';

/** One measure's published figures and the scores to compute them from. */
export interface BacktestMeasure {
  readonly measure: CutPointMeasure;
  readonly scores: readonly ContractScore[];
  readonly published: {
    /** Tables K-3 and K-4; absent for CAHPS measures. */
    readonly beforeGuardrails?: CutPoints;
    /** Tables K-5 and K-6. */
    readonly bounds?: OutlierBounds;
    readonly final: CutPoints;
  };
}

/** Choices of a backtest; all are repeated in the report. */
export interface BacktestOptions {
  readonly seed?: number;
  /** Random assignments averaged. Default 20. */
  readonly repeats?: number;
  /**
   * Contracts at or above this disaster percentage are left out, because their published score may be the prior
   * year's (the higher star is kept with its score, TN p.7–9), not the one CMS clustered. Default 25; null keeps all.
   */
  readonly carryOverPercent?: number | null;
}

export interface BacktestInput {
  readonly starYear: number;
  readonly measures: readonly BacktestMeasure[];
  readonly options?: BacktestOptions;
}

export type BacktestStage = 'beforeGuardrails' | 'final';

/** One boundary: published against computed. */
export interface BacktestLine {
  readonly measureId: string;
  readonly set: CutPointMeasure['set'];
  readonly unit: CutPointMeasure['unit'];
  readonly method: CutPointMeasure['method'];
  readonly stage: BacktestStage;
  /** The better star of the boundary: 2 … 5. */
  readonly star: 2 | 3 | 4 | 5;
  readonly published: number;
  readonly computed: number;
  /** Computed minus published, in score units. */
  readonly error: number;
}

/** One measure's outer fences: published against computed. */
export interface BoundsLine {
  readonly measureId: string;
  readonly set: CutPointMeasure['set'];
  readonly published: OutlierBounds;
  readonly computed: OutlierBounds;
  readonly equal: boolean;
}

/** Errors over one kind of boundary. */
export interface BacktestSummary {
  readonly stage: BacktestStage;
  readonly group: 'percent' | 'score' | 'rate' | 'cahps';
  readonly thresholds: number;
  /** Share of boundaries met exactly, 0–1. */
  readonly exactShare: number;
  /** Share of boundaries within one point (complaint rates: within 0.1), 0–1. */
  readonly withinOneShare: number;
  readonly meanAbsoluteError: number;
  readonly largestAbsoluteError: number;
}

/** What is measurable about the reason of a miss above 3 points. Facts, not a verdict. */
export interface MissEvidence {
  readonly contracts: number;
  /** Contracts left out because their score may be carried over. */
  readonly carryOversLeftOut: number;
  /** The boundary computed with those contracts. */
  readonly computedWithCarryOvers: number;
  /** CMS's outer fence differs from the one of the public scores: CMS clustered other contracts or other scores. */
  readonly fencesDiffer: boolean;
  /** Before guardrails: the published boundary lies below CMS's own outer fence, so that no score made its group. */
  readonly groupIsEmpty: boolean;
  /** Smallest and largest boundary of the single clusterings: a wide range means that few scores decide. */
  readonly spread: readonly [number, number];
  /** True if the published value lies within the spread. */
  readonly publishedInsideSpread: boolean;
  /** Fewest poorly scoring contracts (of 5, 10, 20, 40, 60 tried) whose absence from the public file would explain the miss; null if none does. */
  readonly missingContractsNeeded: number | null;
}

export interface Miss {
  readonly line: BacktestLine;
  readonly evidence: MissEvidence;
  /** One sentence made from the evidence. */
  readonly explanation: string;
}

export interface BacktestReport {
  readonly starYear: number;
  readonly options: Required<BacktestOptions>;
  readonly lines: readonly BacktestLine[];
  readonly bounds: readonly BoundsLine[];
  readonly summaries: readonly BacktestSummary[];
  /** Every boundary of a clustered measure counted in points (percentages, scores of 0–100) that is off by more than 3. */
  readonly misses: readonly Miss[];
  /** Measures whose range guardrail had to use this year's score range for want of the prior year's. */
  readonly estimatedCaps: readonly string[];
}
