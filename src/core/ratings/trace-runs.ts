import { type CompiledCalculation, type CompiledRules, type CompiledThresholds } from './compiled-rules.js';
import type { RunSums } from './exact-arithmetic.js';
import { microText, signedMicroText } from './decimal-text.js';
import { chooseRun, withoutImprovementWins, type Choices } from './hold-harmless.js';
import {
  finalOf,
  meanOf,
  NO_FINAL,
  rewardClass,
  rewardOf,
  roundToStep,
  sumsOfRun,
  type GroupSums,
  varianceOf,
} from './runs.js';
import type { RatingKind } from '../rulesets/index.js';
import type { CalculationTrace, RunTrace, ThresholdTexts } from './trace-types.js';
import { MissingThresholdsError } from './kind-rating.js';

const texts = new WeakMap<CompiledThresholds, ThresholdTexts>();

function thresholdTexts(thresholds: CompiledThresholds): ThresholdTexts {
  let text = texts.get(thresholds);
  if (!text) {
    text = {
      meanRelativelyHigh: microText(thresholds.meanRelativelyHigh),
      meanHigh: microText(thresholds.meanHigh),
      varianceLow: microText(thresholds.varianceLow),
      varianceHigh: microText(thresholds.varianceHigh),
      basis: thresholds.basis,
    };
    texts.set(thresholds, text);
  }
  return text;
}

interface RunFigures {
  readonly sums: RunSums;
  readonly mean: number;
  readonly variance: number;
  readonly reward: number;
  readonly final: number;
}

function runFigures(
  rules: CompiledRules,
  sums: RunSums,
  thresholds: CompiledThresholds,
  adjustment: number,
): RunFigures | null {
  if (sums.weight === 0) return null;
  const mean = meanOf(rules, sums);
  const variance = varianceOf(rules, sums);
  const reward = rewardOf(rules, thresholds, mean, variance);
  return { sums, mean, variance, reward, final: finalOf(rules, mean, reward, adjustment) };
}

function runLine(
  rules: CompiledRules,
  index: number,
  figures: RunFigures,
  thresholds: CompiledThresholds,
  used: boolean,
): RunTrace {
  const { sums, mean, variance, reward, final } = figures;
  const reached = rewardClass(thresholds, mean, variance);
  return {
    improvement: index & 2 ? 'without' : 'with',
    newMeasures: index & 1 ? 'without' : 'with',
    measures: sums.count,
    weight: sums.weight / rules.weightScale,
    mean: microText(mean),
    variance: microText(variance),
    meanClass: reached.mean,
    varianceClass: reached.variance,
    thresholds: thresholdTexts(thresholds),
    reward: microText(reward),
    final: microText(final),
    stars: roundToStep(rules, final) / 1e6,
    used,
  };
}

function improvementReason(
  rules: CompiledRules,
  choices: Choices,
  fresh: 0 | 1,
  finalOf: (run: number) => number,
): string {
  const rule = rules.ruleSet.improvementHoldHarmless;
  const which = fresh === 0 ? 'with new measures' : 'without new measures';
  const included = `${which}: improvement measures included`;
  if (!rule) return `${included}: the year has no improvement hold harmless`;
  if (!choices.improvement)
    return `${included}: the improvement hold harmless is only for the contract's highest rating (${rule.source})`;
  const [withThem, without] = [finalOf(fresh), finalOf(2 + fresh)];
  if (withoutImprovementWins(rules, withThem, without)) {
    const gate = rule.gate === null ? '' : ` and reaches ${rule.gate} stars`;
    return `${which}: improvement measures left out: without them ${microText(without)} is higher than ${microText(withThem)}${gate} (${rule.source})`;
  }
  if (without <= withThem)
    return `${included}: without them ${microText(Math.max(0, without))} is not higher than ${microText(withThem)} (${rule.source})`;
  return `${included}: without them ${microText(without)} is higher but does not reach ${rule.gate} stars (${rule.source})`;
}

function freshReason(rules: CompiledRules, choices: Choices, hasFresh: boolean, run: number): string {
  const rule = rules.ruleSet.newMeasureHoldHarmless;
  if (!hasFresh) return 'no new measures in this rating';
  if (!rule) return 'new measures included: the year has no new-measure hold harmless';
  if (!choices.fresh)
    return `new measures included: below ${rule.affectedPercent} % affected in the disaster year of each new measure it has (${rule.source})`;
  return (run & 1) === 1
    ? `new measures left out: struck by a disaster, and the result without them is higher (${rule.source})`
    : `new measures included: struck by a disaster, but the result without them is not higher (${rule.source})`;
}

/** The ledger of one rating in one calculation: every run that has thresholds, the decisions, the run used. */
export function traceCalculation(
  rules: CompiledRules,
  calculation: CompiledCalculation,
  kind: RatingKind,
  choices: Choices,
  sums: GroupSums,
  adjustment: { category: number | undefined; value: number | null },
): { readonly line: CalculationTrace; readonly run: number; readonly final: number } {
  const thresholds = calculation.thresholds[kind];
  const figures = thresholds.map(
    (one, index) => one && runFigures(rules, sumsOfRun(sums, index), one, adjustment.value ?? 0),
  );
  const final = (run: number): number => {
    if (!thresholds[run]) throw new MissingThresholdsError(kind);
    return figures[run]?.final ?? NO_FINAL;
  };
  const chosen = chooseRun(rules, choices, final);
  const branch = [improvementReason(rules, choices, 0, final)];
  if (choices.fresh) branch.push(improvementReason(rules, choices, 1, final));
  branch.push(freshReason(rules, choices, rules.kinds[kind].fresh.length > 0, chosen.run));
  const runs: RunTrace[] = [];
  for (const [index, one] of thresholds.entries()) {
    const ofRun = figures[index];
    if (one && ofRun) runs.push(runLine(rules, index, ofRun, one, index === chosen.run));
  }
  const line: CalculationTrace = {
    calculation: calculation.id,
    adjustmentCategory: adjustment.category ?? null,
    adjustment: signedMicroText(adjustment.value ?? 0),
    runs,
    branch,
    final: microText(chosen.final),
    stars: roundToStep(rules, chosen.final) / 1e6,
  };
  return { line, run: chosen.run, final: chosen.final };
}
