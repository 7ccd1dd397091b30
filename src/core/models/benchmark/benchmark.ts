import {
  trainModel,
  type Candidate,
  type OnProgress,
  type TrainingSpec,
  type TrainingTable,
} from '../training/index.js';
import { parseCsv } from './csv.js';
import { MEPS_TARGETS, mepsTable } from './meps.js';
import { nhanesFeatureSpecs } from './nhanes-features.js';
import { NHANES_TARGETS, nhanesTable, TEST_PERIOD } from './nhanes.js';

/** Figures of a published run on the same rows, to be met: logistic within .005 AUC, boosting within .015. */
export interface Baseline {
  readonly logisticAuc: number;
  readonly boostingAuc: number | null;
}

const BASELINES: Readonly<Record<string, Baseline>> = {
  GSD: { logisticAuc: 0.817, boostingAuc: 0.836 },
  'GSD-without-prior': { logisticAuc: 0.776, boostingAuc: 0.794 },
  CBP: { logisticAuc: 0.673, boostingAuc: 0.681 },
  EED: { logisticAuc: 0.71, boostingAuc: 0.699 },
  SUPD: { logisticAuc: 0.784, boostingAuc: 0.783 },
  RASA: { logisticAuc: 0.776, boostingAuc: 0.801 },
  STA: { logisticAuc: 0.699, boostingAuc: 0.703 },
  BCS: { logisticAuc: 0.649, boostingAuc: null },
  'BCS-with-use': { logisticAuc: 0.755, boostingAuc: null },
  COL: { logisticAuc: 0.684, boostingAuc: null },
  'COL-with-use': { logisticAuc: 0.754, boostingAuc: null },
};

export const LOGISTIC_MARGIN = 0.005;
export const BOOSTING_MARGIN = 0.015;

export interface BenchmarkRow {
  readonly target: string;
  readonly evaluatedOn: string;
  readonly trainRows: number;
  readonly testRows: number;
  readonly logisticAuc: number;
  readonly logisticInterval: readonly [number, number];
  readonly boostingAuc: number;
  readonly boostingInterval: readonly [number, number];
  readonly logisticBrier: number;
  readonly boostingBrier: number;
  readonly brierConstant: number;
  readonly boostingEce: number;
  readonly eceNoise: number;
  readonly chosen: string;
  readonly baseline: Baseline;
  readonly logisticMeets: boolean;
  /** null where no boosting baseline was published. */
  readonly boostingMeets: boolean | null;
}

/** CSV texts of the benchmark; either may be absent. */
export interface BenchmarkData {
  readonly nhanes?: string;
  readonly meps?: string;
}

export interface BenchmarkOptions {
  readonly seed?: number;
  /** Targets to run, all by default. */
  readonly targets?: readonly string[];
  readonly onProgress?: (target: string) => OnProgress | undefined;
}

function figures(candidate: Candidate): NonNullable<Candidate['evaluation']> {
  if (candidate.evaluation === null) throw new Error(`${candidate.kind} was not evaluated`);
  return candidate.evaluation;
}

function runTarget(
  id: string,
  table: TrainingTable,
  options: BenchmarkOptions,
  spec: Partial<TrainingSpec>,
): BenchmarkRow {
  const result = trainModel(table, { measure: id, seed: options.seed ?? 7, ...spec }, options.onProgress?.(id));
  const [logistic, boosting] = result.candidates.map(figures);
  const baseline = BASELINES[id];
  return {
    target: id,
    evaluatedOn: result.evaluatedOn,
    trainRows: result.window.rows,
    testRows: logistic.rows,
    logisticAuc: logistic.auc.auc,
    logisticInterval: [logistic.auc.low, logistic.auc.high],
    boostingAuc: boosting.auc.auc,
    boostingInterval: [boosting.auc.low, boosting.auc.high],
    logisticBrier: logistic.brier,
    boostingBrier: boosting.brier,
    brierConstant: logistic.brierConstant,
    boostingEce: boosting.ece.ece,
    eceNoise: boosting.ece.noise,
    chosen: result.chosen,
    baseline,
    logisticMeets: logistic.auc.auc >= baseline.logisticAuc - LOGISTIC_MARGIN,
    boostingMeets: baseline.boostingAuc === null ? null : boosting.auc.auc >= baseline.boostingAuc - BOOSTING_MARGIN,
  };
}

/**
 * Trains and evaluates every public target: NHANES in time (train 2005–2016, test 2017–March 2020), MEPS cross-validated.
 * Survey proxies: the figures compare trainers, they are not the product's accuracy on a plan's members.
 */
export function benchmarkModels(data: BenchmarkData, options: BenchmarkOptions = {}): BenchmarkRow[] {
  const wanted = (id: string): boolean => options.targets === undefined || options.targets.includes(id);
  const rows: BenchmarkRow[] = [];
  if (data.nhanes !== undefined) {
    const csv = parseCsv(data.nhanes);
    for (const target of NHANES_TARGETS) {
      if (wanted(target.id))
        rows.push(
          runTarget(target.id, nhanesTable(csv, target).table, options, {
            testFrom: TEST_PERIOD,
            features: nhanesFeatureSpecs(target.features),
          }),
        );
    }
  }
  if (data.meps !== undefined) {
    const csv = parseCsv(data.meps);
    for (const target of MEPS_TARGETS) {
      for (const full of [false, true]) {
        const id = full ? `${target.id}-with-use` : target.id;
        if (wanted(id)) rows.push(runTarget(id, mepsTable(csv, target, full), options, {}));
      }
    }
  }
  return rows;
}
