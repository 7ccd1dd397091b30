import { NO_CALIBRATION } from '../calibration/index.js';
import { LOGISTIC } from '../link.js';
import type { LinearModel } from '../model.js';
import { bendKnots, withBends, type BendKnots } from './bends.js';
import { splitFold } from './folds.js';
import { fitLogistic, logLossOf, type LogisticFit } from './logistic-fit.js';
import { fitPreparation, prepareRows, type Preparation } from './preparation.js';
import { takeRows, type TrainingTable } from './table.js';

export interface TrainedLogistic {
  readonly model: LinearModel;
  readonly penalty: number;
  /** Margin of each training row from the fold that did not see it. */
  readonly outOfFold: Float64Array;
}

/** Penalties tried, strongest first: so that each fit starts near the next. */
export const PENALTIES = [3000, 1000, 300, 100, 30, 10, 3, 1, 0.3] as const;

function marginsOf(x: Float64Array, fit: LogisticFit, count: number, width: number): Float64Array {
  const margin = new Float64Array(count).fill(fit.intercept);
  for (let i = 0; i < count; i++) for (let j = 0; j < width; j++) margin[i] += fit.coef[j] * x[i * width + j];
  return margin;
}

/** A linear model of fitted coefficients. */
export function logisticModel(
  features: readonly string[],
  fit: LogisticFit,
  preparation: Preparation,
  knots?: BendKnots,
): LinearModel {
  const width = features.length;
  const own = (values: Float64Array): Float64Array => values.slice(0, width);
  const bends =
    knots === undefined
      ? undefined
      : { at: new Float64Array(width).fill(NaN), coef: new Float64Array(width), mean: new Float64Array(width) };
  if (bends !== undefined) {
    knots?.forEach(({ column, at }, k) => {
      bends.at[column] = at;
      bends.coef[column] = fit.coef[width + k] / preparation.scale[width + k];
      bends.mean[column] = preparation.mean[width + k];
    });
  }
  return {
    kind: 'linear',
    format: 'hspo-model',
    library: 'own logistic regression',
    version: '1',
    features,
    namesKnown: true,
    link: LOGISTIC,
    calibration: NO_CALIBRATION,
    notes: [],
    coef: own(fit.coef),
    intercept: fit.intercept,
    impute: own(preparation.impute),
    mean: own(preparation.mean),
    scale: own(preparation.scale),
    reference: own(preparation.mean),
    bends,
  };
}

/**
 * Trains the default model: means for missing values, standardisation, a bend for columns of measurements,
 * L2 logistic regression, the penalty with the smallest cross-validated log loss. All of it is fitted inside each fold.
 * @param onFold called after each fold
 */
export function trainLogistic(
  table: TrainingTable,
  folds: Uint8Array,
  foldCount: number,
  onFold: (fold: number) => void,
): TrainedLogistic {
  const losses = new Float64Array(PENALTIES.length);
  const margins = PENALTIES.map(() => new Float64Array(table.label.length));
  for (let fold = 0; fold < foldCount; fold++) {
    const { train, test } = splitFold(folds, fold);
    const seen = takeRows(table, train);
    const knots = bendKnots(seen);
    const bent = withBends(seen, knots);
    const unseen = withBends(takeRows(table, test), knots);
    const width = bent.columns.length;
    const preparation = fitPreparation(bent);
    const design = { x: prepareRows(bent, preparation), y: seen.label, count: train.length, width };
    const x = prepareRows(unseen, preparation);
    let fit: LogisticFit | undefined;
    PENALTIES.forEach((penalty, p) => {
      fit = fitLogistic(design, penalty, fit);
      marginsOf(x, fit, test.length, width).forEach((margin, i) => {
        margins[p][test[i]] = margin;
        losses[p] += logLossOf(margin, unseen.label[i]);
      });
    });
    onFold(fold);
  }
  const best = losses.indexOf(Math.min(...losses));
  const knots = bendKnots(table);
  const bent = withBends(table, knots);
  const preparation = fitPreparation(bent);
  const design = {
    x: prepareRows(bent, preparation),
    y: table.label,
    count: table.label.length,
    width: bent.columns.length,
  };
  const fit = fitLogistic(design, PENALTIES[best]);
  return {
    model: logisticModel(table.features, fit, preparation, knots),
    penalty: PENALTIES[best],
    outOfFold: margins[best],
  };
}
