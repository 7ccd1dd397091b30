import {
  PARTS_OF_KIND,
  RATING_KINDS,
  type RatingKind,
  type RatingName,
  type RuleSet,
  type RunThresholds,
} from '../rulesets/index.js';
import { compiledRules, RUNS } from './compiled-rules.js';
import { contractContext, contractTypeOf, kindOf } from './contract-context.js';
import type { ContractYear } from './contract-year.js';
import { existenceOf } from './existence.js';
import { sumsFor } from './kind-rating.js';
import { percentile } from './percentile.js';
import { starArrays } from './rater.js';
import { meanOf, sumsOfRun, varianceOf } from './runs.js';

/** Thresholds of one run and kind, computed from contracts. */
export interface EstimatedThresholds extends RunThresholds {
  readonly basis: 'estimated';
  readonly mean: { readonly relativelyHigh: number; readonly high: number };
  readonly variance: { readonly low: number; readonly high: number };
  readonly calculation: string;
  /** How many contracts they rest on. */
  readonly contracts: number;
}

interface Moments {
  readonly means: number[];
  readonly variances: number[];
}

function isExcluded(ruleSet: RuleSet, contract: ContractYear): boolean {
  const rule = ruleSet.disaster.exclusion;
  return rule !== null && rule.years.some((year) => (contract.disasterPercents[year] ?? 0) >= rule.affectedPercent);
}

function nameOf(kind: RatingKind): RatingName {
  return kind === 'overall' ? 'overall' : PARTS_OF_KIND[kind][0] === 'C' ? 'partC' : 'partD';
}

function collect(ruleSet: RuleSet, contracts: readonly ContractYear[], calculation: number): Map<string, Moments> {
  const rules = compiledRules(ruleSet);
  const moments = new Map<string, Moments>();
  for (const contract of contracts) {
    if (!contractTypeOf(ruleSet, contract) || isExcluded(ruleSet, contract)) continue;
    const context = contractContext(rules, contract);
    const stars = starArrays(ruleSet, contract)[calculation];
    if (!stars) continue;
    const existence = existenceOf(rules, context, stars);
    for (const kind of RATING_KINDS) {
      const name = nameOf(kind);
      if (kindOf(context, name) !== kind || !existence[name].rated) continue;
      const sums = sumsFor(rules, context, name, stars);
      for (const run of RUNS.keys()) {
        const ofRun = sumsOfRun(sums, run);
        if (ofRun.weight === 0) continue;
        const [mean, variance] = [meanOf(rules, ofRun), varianceOf(rules, ofRun)];
        const key = `${kind} ${run}`;
        const list = moments.get(key) ?? { means: [], variances: [] };
        moments.set(key, list);
        list.means.push(mean);
        list.variances.push(variance);
      }
    }
  }
  return moments;
}

/**
 * The reward thresholds as percentiles of mean and variance over the rated contracts of the data (TN p.15; SAS PCTLDEF=5):
 * the *estimated* mode, for years or runs without published ones. Contracts above the exclusion limit of the rule set are left out.
 * Runs nobody is rated in are left out. CMS's own population holds contracts that are not published, so estimates differ from print.
 */
export function estimateThresholds(ruleSet: RuleSet, contracts: readonly ContractYear[]): EstimatedThresholds[] {
  const { percentiles } = ruleSet.rewardFactor;
  return ruleSet.calculations.flatMap((calculation, c) => {
    const moments = collect(ruleSet, contracts, c);
    return RATING_KINDS.flatMap((kind) =>
      RUNS.flatMap((run, index): EstimatedThresholds[] => {
        const list = moments.get(`${kind} ${index}`);
        if (!list) return [];
        const means = list.means.sort((a, b) => a - b);
        const variances = list.variances.sort((a, b) => a - b);
        const at = (values: number[], level: number): number => (percentile(values, level) ?? 0) / 1e6;
        return [
          {
            kind,
            ...run,
            basis: 'estimated',
            mean: { relativelyHigh: at(means, percentiles.meanRelativelyHigh), high: at(means, percentiles.meanHigh) },
            variance: { low: at(variances, percentiles.varianceLow), high: at(variances, percentiles.varianceHigh) },
            source: `estimated from ${means.length} rated contracts`,
            calculation: calculation.id,
            contracts: means.length,
          },
        ];
      }),
    );
  });
}

/** Whether the rule set has thresholds without values, which must be estimated before contracts are rated. */
export function needsEstimation(ruleSet: RuleSet): boolean {
  return ruleSet.calculations.some((one) => one.thresholds.some((entry) => !entry.mean));
}

/** The rule set with every threshold that has no value filled in from the contracts; published values stay as they are. */
export function fillThresholds(ruleSet: RuleSet, contracts: readonly ContractYear[]): RuleSet {
  if (!needsEstimation(ruleSet)) return ruleSet;
  const estimates = estimateThresholds(ruleSet, contracts);
  const calculations = ruleSet.calculations.map((calculation) => ({
    ...calculation,
    thresholds: calculation.thresholds.map((entry): RunThresholds => {
      const choice = entry.newMeasures ?? 'any';
      const found = estimates.find(
        (one) =>
          one.calculation === calculation.id &&
          one.kind === entry.kind &&
          one.improvement === entry.improvement &&
          one.newMeasures === (choice === 'any' ? 'with' : choice),
      );
      if (entry.mean || !found) return entry;
      return { ...entry, mean: found.mean, variance: found.variance, source: `${entry.source}; ${found.source}` };
    }),
  }));
  return { ...ruleSet, calculations };
}
