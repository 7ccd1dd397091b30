import { type FeatureSpec, loadModel, logit, type Model, sigmoid } from '../../../core/models/index.js';
import type { AboutReference } from './about.js';

/** A model of last year's status and a base rate, for measures without public training data. */
export interface PriorStatusModel {
  readonly measure: string;
  readonly model: Model;
  readonly features: readonly FeatureSpec[];
  readonly about: AboutReference;
}

/**
 * Mean of the contract scores that CMS published for star year 2026 (measurement year 2024; MA and Part D contracts
 * with a score, each counted once): C13, 551 contracts; D08, 625 contracts.
 */
const MEAN_SCORES = [
  { measure: 'KED', source: 'C13, mean of 551 contract scores', score: 61.1 },
  { measure: 'PDC-DR', source: 'D08, mean of 625 contract scores', score: 87.1 },
] as const;

/** Odds of a gap after a gap last year over those after none. An assumption: no public data follow members. */
export const ASSUMED_ODDS_RATIO = 6;

const FEATURE: FeatureSpec = {
  name: 'prior_year_gap',
  unit: '0 closed, 1 open at the end of last year',
  min: 0,
  max: 1,
};

/** Intercept at which members with and without a gap last year together have the base rate, by bisection. */
export function interceptFor(base: number, slope: number): number {
  let low = -20;
  let high = 20;
  for (let step = 0; step < 80; step++) {
    const middle = (low + high) / 2;
    const rate = base * sigmoid(middle + slope * (1 - base)) + (1 - base) * sigmoid(middle - slope * base);
    if (rate < base) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** KED and PDC-DR: without last year's status everyone gets about the base rate. */
export function priorStatusModels(): PriorStatusModel[] {
  return MEAN_SCORES.map(({ measure, source, score }) => {
    const base = 1 - score / 100;
    const slope = Math.log(ASSUMED_ODDS_RATIO);
    const document = {
      features: [FEATURE.name],
      coef: [slope],
      intercept: interceptFor(base, slope),
      mean: [base],
      scale: [1],
      impute_median: [base],
    };
    return {
      measure,
      model: loadModel(new TextEncoder().encode(JSON.stringify(document))),
      features: [FEATURE],
      about: {
        data: `No public data has a label for ${measure}: nothing was trained. The base rate of a gap is ${base.toFixed(3)}, one minus the mean score CMS published for star year 2026 (${source}, unweighted).`,
        label: 'Not in the numerator at the end of the measurement year.',
        limits: [
          `The odds of a gap are taken to be ${ASSUMED_ODDS_RATIO} times as high after a gap last year as after none. That is an assumption, not an estimate; it ranks members by last year's status and no more.`,
          `There are no figures of accuracy, as nothing was evaluated. The log odds of the base rate are ${logit(base).toFixed(2)}.`,
          'Train on your own history as soon as there are 200 rows with 30 gaps.',
        ],
      },
    };
  });
}
