import { NO_CALIBRATION } from '../calibration/index.js';
import { LOGISTIC, logit, sigmoid } from '../link.js';
import { DEFAULT_MODEL_LIMITS } from '../limits.js';
import type { TreeModel } from '../model.js';
import { randomFrom, shuffle } from '../random/index.js';
import { assembleTrees, type RawTree } from '../trees/index.js';
import { binColumns } from './bins.js';
import { splitFold } from './folds.js';
import { growTree } from './grow.js';
import { logLossOf } from './logistic-fit.js';
import type { GrowSettings } from './splitter.js';
import { countEvents, takeRows, type TrainingTable } from './table.js';

export interface BoostSettings extends GrowSettings {
  readonly learningRate: number;
  readonly maxRounds: number;
  /** Rounds without a smaller cross-validated loss after which the search stops. */
  readonly patience: number;
  readonly featureShare: number;
  readonly rowShare: number;
  readonly maxBins: number;
}

export const DEFAULT_BOOST: BoostSettings = {
  learningRate: 0.05,
  maxRounds: 400,
  patience: 40,
  featureShare: 0.5,
  rowShare: 0.8,
  maxBins: 64,
  maxLeaves: 10,
  maxDepth: 5,
  minRows: 30,
  minHessian: 1,
  l2: 5,
  minGain: 0,
};

export interface TrainedBoosting {
  readonly model: TreeModel;
  readonly rounds: number;
  readonly outOfFold: Float64Array;
}

/** State of one boosting run on one set of rows; every call of `next` adds a tree. */
class Booster {
  readonly trees: RawTree[] = [];
  readonly base: number;
  private readonly margin: Float64Array;
  private readonly gradient: Float64Array;
  private readonly hessian: Float64Array;
  private readonly bins;
  private readonly random;

  constructor(
    private readonly table: TrainingTable,
    private readonly settings: BoostSettings,
    private readonly monotone: readonly number[],
    seed: number,
  ) {
    const count = table.label.length;
    this.base = logit(countEvents(table) / count);
    this.margin = new Float64Array(count).fill(this.base);
    this.gradient = new Float64Array(count);
    this.hessian = new Float64Array(count);
    this.bins = binColumns(table.columns, settings.maxBins);
    this.random = randomFrom(seed);
  }

  private sample(total: number, share: number): Int32Array {
    const all = Int32Array.from({ length: total }, (_, i) => i);
    return share >= 1
      ? all
      : shuffle(all, this.random)
          .slice(0, Math.max(1, Math.round(total * share)))
          .sort();
  }

  /** Adds a tree; binary log loss: gradient p − y, Hessian p (1 − p). */
  next(): RawTree {
    const { label, columns } = this.table;
    for (let i = 0; i < this.margin.length; i++) {
      const p = sigmoid(this.margin[i]);
      this.gradient[i] = p - label[i];
      this.hessian[i] = p * (1 - p);
    }
    const tree = growTree(
      {
        bins: this.bins,
        gradient: this.gradient,
        hessian: this.hessian,
        rows: this.sample(this.margin.length, this.settings.rowShare),
        columns: Array.from(this.sample(columns.length, this.settings.featureShare)),
        monotone: this.monotone,
        settings: this.settings,
        learningRate: this.settings.learningRate,
      },
      () => undefined,
    );
    this.trees.push(tree);
    addTree(this.margin, tree, columns);
    return tree;
  }
}

/** Adds a tree's outputs to the margins of rows given by column. */
function addTree(margin: Float64Array, tree: RawTree, columns: readonly Float64Array[]): void {
  for (let i = 0; i < margin.length; i++) {
    let node = 0;
    while (tree.feature[node] >= 0) {
      const x = columns[tree.feature[node]][i];
      const left = x === x ? x <= tree.threshold[node] : tree.kind[node] === 1;
      node = left ? tree.left[node] : tree.right[node];
    }
    margin[i] += tree.value[node];
  }
}

interface FoldRun {
  readonly booster: Booster;
  readonly unseen: TrainingTable;
  readonly rows: Int32Array;
  readonly margin: Float64Array;
}

/** Rounds with the smallest cross-validated log loss, and the out-of-fold margins at that point. */
function searchRounds(
  runs: readonly FoldRun[],
  total: number,
  settings: BoostSettings,
  onRound: (round: number) => void,
): { rounds: number; outOfFold: Float64Array } {
  const outOfFold = new Float64Array(total);
  let best = Infinity;
  let rounds = 1;
  for (let round = 1; round <= settings.maxRounds && round - rounds < settings.patience; round++) {
    let loss = 0;
    for (const { booster, unseen, margin } of runs) {
      addTree(margin, booster.next(), unseen.columns);
      for (let i = 0; i < margin.length; i++) loss += logLossOf(margin[i], unseen.label[i]);
    }
    if (loss < best) {
      best = loss;
      rounds = round;
      for (const { rows, margin } of runs) rows.forEach((row, i) => (outOfFold[row] = margin[i]));
    }
    onRound(round);
  }
  return { rounds, outOfFold };
}

/** A tree model of own trees. */
export function boostedModel(features: readonly string[], trees: readonly RawTree[], base: number): TreeModel {
  const limits = DEFAULT_MODEL_LIMITS;
  return {
    kind: 'trees',
    format: 'hspo-model',
    library: 'own histogram gradient boosting',
    version: '1',
    features,
    namesKnown: true,
    link: LOGISTIC,
    calibration: NO_CALIBRATION,
    notes: [],
    ensemble: assembleTrees(trees, { features: features.length, base, precision: 'float64', limits }),
    treesPerRound: 1,
    takesMissing: true,
  };
}

/**
 * Trains the challenger: histogram gradient boosting on binary log loss, leaf-wise trees, a learned side for missing values,
 * monotone constraints where asked for, the number of rounds by cross-validation. Decided by the seed.
 */
export function trainBoosting(
  table: TrainingTable,
  folds: Uint8Array,
  foldCount: number,
  options: { readonly settings: BoostSettings; readonly monotone: readonly number[]; readonly seed: number },
  onRound: (round: number) => void,
): TrainedBoosting {
  const { settings, monotone, seed } = options;
  const runs = Array.from({ length: foldCount }, (_, fold) => {
    const { train, test } = splitFold(folds, fold);
    const booster = new Booster(takeRows(table, train), settings, monotone, seed + fold + 1);
    return {
      booster,
      unseen: takeRows(table, test),
      rows: test,
      margin: new Float64Array(test.length).fill(booster.base),
    };
  });
  const { rounds, outOfFold } = searchRounds(runs, table.label.length, settings, onRound);
  const booster = new Booster(table, settings, monotone, seed);
  for (let round = 0; round < rounds; round++) booster.next();
  return { model: boostedModel(table.features, booster.trees, booster.base), rounds, outOfFold };
}
