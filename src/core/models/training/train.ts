import type { Calibration } from '../calibration/index.js';
import {
  evaluate,
  evaluateSubgroups,
  profileOf,
  type Evaluation,
  type FeatureProfile,
  type SubgroupEvaluation,
} from '../metrics/index.js';
import { withCalibration, type Model } from '../model.js';
import { scoreRows } from '../predict.js';
import { baseRateModel } from './base-rate.js';
import { trainBoosting } from './boost.js';
import { calibrationOf } from './calibrate.js';
import { stratifiedFolds } from './folds.js';
import { trainLogistic } from './logistic-train.js';
import { report, type OnProgress } from './progress.js';
import {
  boostSettings,
  featureSpecs,
  MIN_TRAINING_EVENTS,
  MIN_TRAINING_ROWS,
  selectFeatures,
  type FeatureSpec,
  type TrainingSpec,
} from './spec.js';
import { checkTable, countEvents, rowMajor, rowsWhere, takeRows, type TrainingTable } from './table.js';

export type CandidateKind = 'logistic' | 'boosting' | 'base-rate';

/** One trained candidate with its figures on rows it was not trained on. */
export interface Candidate {
  readonly kind: CandidateKind;
  readonly model: Model;
  readonly calibration: Calibration;
  /** What cross-validation chose: the penalty, or the number of rounds. */
  readonly setting: string;
  readonly evaluation: Evaluation | null;
}

export interface TrainingResult {
  /** The chosen model, calibrated. */
  readonly model: Model;
  readonly chosen: CandidateKind;
  /** Why it was chosen, in plain words. */
  readonly reason: string;
  readonly candidates: readonly Candidate[];
  readonly evaluatedOn: 'out-of-time rows' | 'cross-validation' | 'nothing';
  readonly evaluation: Evaluation | null;
  readonly subgroups: Readonly<Record<string, readonly SubgroupEvaluation[]>>;
  readonly features: readonly FeatureSpec[];
  readonly window: { readonly from: number; readonly to: number; readonly rows: number; readonly events: number };
  /** Distribution of each feature in training, for drift monitoring. */
  readonly profiles: readonly FeatureProfile[];
}

interface Parts {
  readonly train: TrainingTable;
  readonly test?: TrainingTable;
  /** Positions of the evaluated rows in the whole table. */
  readonly evaluated: Int32Array;
}

/** Splits by time: rows from `testFrom` on, by default the last of several periods, are only ever evaluated on. */
function splitByTime(table: TrainingTable, testFrom: number | undefined): Parts {
  const periods = [...new Set(Array.from(table.period))].sort((a, b) => a - b);
  const from = testFrom ?? (periods.length > 1 ? periods[periods.length - 1] : Infinity);
  const trainRows = rowsWhere(table, (period) => period < from);
  const testRows = rowsWhere(table, (period) => period >= from);
  const train = takeRows(table, trainRows);
  const test = takeRows(table, testRows);
  const events = countEvents(test);
  const usable = events > 0 && events < testRows.length;
  return usable ? { train, test, evaluated: testRows } : { train, evaluated: trainRows };
}

function probabilitiesOn(model: Model, table: TrainingTable): Float64Array {
  return scoreRows(model, { values: rowMajor(table), count: table.label.length, width: table.columns.length })
    .probability;
}

/** Probabilities of the evaluated rows: of the test rows, or out of fold with the fitted calibration. */
function judged(model: Model, parts: Parts, outOfFold: Float64Array): Float64Array {
  if (parts.test !== undefined) return probabilitiesOn(model, parts.test);
  const flat: Model = {
    ...baseRateModel(parts.train),
    features: ['margin'],
    coef: Float64Array.of(1),
    intercept: 0,
    mean: Float64Array.of(0),
    scale: Float64Array.of(1),
    impute: Float64Array.of(0),
    calibration: model.calibration,
  };
  return scoreRows(flat, { values: outOfFold, count: outOfFold.length, width: 1 }).probability;
}

function choose(candidates: readonly Candidate[], outOfTime: boolean): { chosen: Candidate; reason: string } {
  const [standard, challenger] = candidates;
  if (challenger === undefined) return { chosen: standard, reason: 'Logistic regression; no challenger was trained.' };
  if (!outOfTime)
    return { chosen: standard, reason: 'Logistic regression: without out-of-time rows no challenger is promoted.' };
  const losses = candidates.map(({ evaluation }) => evaluation?.logLoss ?? Infinity);
  const figures = `out-of-time log loss ${losses[0].toFixed(4)} (logistic regression) and ${losses[1].toFixed(4)} (boosting)`;
  return losses[1] < losses[0]
    ? { chosen: challenger, reason: `Boosting was promoted: ${figures}.` }
    : { chosen: standard, reason: `Logistic regression stays: ${figures}.` };
}

function trainCandidates(
  parts: Parts,
  spec: TrainingSpec,
  features: readonly FeatureSpec[],
  onProgress: OnProgress | undefined,
): { candidates: Candidate[]; judgedBy: Float64Array[] } {
  const { train } = parts;
  const foldCount = spec.folds ?? 5;
  const folds = stratifiedFolds(train.label, foldCount, spec.seed);
  const label = (parts.test ?? train).label;
  const candidates: Candidate[] = [];
  const judgedBy: Float64Array[] = [];
  const add = (kind: CandidateKind, raw: Model, outOfFold: Float64Array, setting: string): void => {
    report(onProgress, 'calibration', candidates.length === 0 ? 0.35 : 0.95);
    const calibration = calibrationOf(train, outOfFold, spec.calibration);
    const model = withCalibration(raw, calibration);
    const probability = judged(model, parts, outOfFold);
    judgedBy.push(probability);
    candidates.push({ kind, model, calibration, setting, evaluation: evaluate(probability, label, spec.seed) });
  };
  const logistic = trainLogistic(train, folds, foldCount, (fold) =>
    report(onProgress, 'logistic', (0.3 * (fold + 1)) / foldCount),
  );
  add('logistic', logistic.model, logistic.outOfFold, `L2 penalty ${logistic.penalty}`);
  if (spec.boosting !== false) {
    const settings = boostSettings(spec);
    const options = { settings, monotone: features.map(({ monotone }) => monotone ?? 0), seed: spec.seed };
    const boosting = trainBoosting(train, folds, foldCount, options, (round) =>
      report(onProgress, 'boosting', 0.35 + (0.55 * round) / settings.maxRounds),
    );
    add('boosting', boosting.model, boosting.outOfFold, `${boosting.rounds} trees`);
  }
  return { candidates, judgedBy };
}

function baseRate(
  parts: Parts,
  spec: TrainingSpec,
  rows: number,
  events: number,
): Pick<TrainingResult, 'model' | 'chosen' | 'reason' | 'candidates' | 'evaluation'> & { probability?: Float64Array } {
  const model = baseRateModel(parts.train);
  const probability = parts.test === undefined ? undefined : probabilitiesOn(model, parts.test);
  const evaluation =
    probability === undefined || parts.test === undefined ? null : evaluate(probability, parts.test.label, spec.seed);
  const reason = `Base rate: ${rows} rows with ${events} events are below the ${MIN_TRAINING_ROWS} rows and ${MIN_TRAINING_EVENTS} events a model needs.`;
  const candidate: Candidate = { kind: 'base-rate', model, calibration: model.calibration, setting: '', evaluation };
  return { model, chosen: 'base-rate', reason, candidates: [candidate], evaluation, probability };
}

/**
 * Trains a model of a gap's probability: logistic regression, and a boosting challenger that must win out of time.
 * Pure and decided by the seed: the same table and specification give the same model.
 * @throws TrainingError for a table or specification that cannot be trained on, or if the caller cancels
 */
export function trainModel(table: TrainingTable, spec: TrainingSpec, onProgress?: OnProgress): TrainingResult {
  checkTable(table);
  const features = featureSpecs(table, spec);
  const selected = selectFeatures(table, features);
  const parts = splitByTime(selected, spec.testFrom);
  const { train } = parts;
  const rows = train.label.length;
  const events = countEvents(train);
  const small = rows < MIN_TRAINING_ROWS || Math.min(events, rows - events) < MIN_TRAINING_EVENTS;
  const outcome = small ? baseRate(parts, spec, rows, events) : chosenOf(parts, spec, features, onProgress);
  const { probability, ...rest } = outcome;
  report(onProgress, 'evaluation', 1);
  const label = (parts.test ?? train).label;
  const groups = Object.entries(spec.subgroups ?? {}).map(([name, group]) => {
    const picked = Array.from(parts.evaluated, (row) => group[row]);
    return [name, probability === undefined ? [] : evaluateSubgroups(probability, label, picked, spec.seed)] as const;
  });
  const periods = Array.from(train.period);
  return {
    ...rest,
    evaluatedOn:
      probability === undefined ? 'nothing' : parts.test === undefined ? 'cross-validation' : 'out-of-time rows',
    subgroups: Object.fromEntries(groups),
    features,
    window: {
      from: periods.reduce((a, b) => Math.min(a, b), Infinity),
      to: periods.reduce((a, b) => Math.max(a, b), -Infinity),
      rows,
      events,
    },
    profiles: train.columns.map((column) => profileOf(column)),
  };
}

function chosenOf(
  parts: Parts,
  spec: TrainingSpec,
  features: readonly FeatureSpec[],
  onProgress: OnProgress | undefined,
) {
  const { candidates, judgedBy } = trainCandidates(parts, spec, features, onProgress);
  const { chosen, reason } = choose(candidates, parts.test !== undefined);
  return {
    model: chosen.model,
    chosen: chosen.kind,
    reason,
    candidates,
    evaluation: chosen.evaluation,
    probability: judgedBy[candidates.indexOf(chosen)],
  };
}
