import { type ContractYear, contractTypeOf } from '../ratings/index.js';
import type { MeasureRule, RuleSet } from '../rulesets/index.js';
import type { BacktestInput, BacktestMeasure } from './backtest-types.js';
import { PUBLISHED_CLUSTERING_2026 } from './data/clustering-2026.js';
import { YOUNG_MEASURES } from './data/program-years.js';
import { YEARS_WITHOUT_GUARDRAIL, guardrailKind } from './guardrails.js';
import type { ContractScore, CutPointMeasure, CutPoints } from './types.js';

/** Final cut points of the year before, found again by part, set and name: ids change from year to year. */
export interface PriorCutPoints {
  readonly set: CutPointMeasure['set'];
  readonly part: 'C' | 'D';
  readonly name: string;
  readonly cutPoints: CutPoints;
}

const UNITS = { percent: 'percent', score: 'score', per1000: 'rate', improvement: 'improvement' } as const;

/** Digits CMS prints of improvement cut points (TN p.77, p.89). */
const IMPROVEMENT_DECIMALS = 6;

function plain(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '');
}

function priorOf(
  rule: MeasureRule,
  set: CutPointMeasure['set'],
  prior: readonly PriorCutPoints[],
): CutPoints | undefined {
  return prior.find((one) => one.part === rule.part && one.set === set && plain(one.name) === plain(rule.name))
    ?.cutPoints;
}

/**
 * What the cut-point method must know of a measure, from the rule set.
 *
 * @param yearsInProgram star years including this one; default as listed for the star year, otherwise old enough for a guardrail
 */
export function cutPointMeasure(
  ruleSet: RuleSet,
  rule: MeasureRule,
  set: CutPointMeasure['set'],
  prior: readonly PriorCutPoints[] = [],
  yearsInProgram = YOUNG_MEASURES[ruleSet.starYear]?.[rule.id] ?? (rule.newMeasure ? 1 : YEARS_WITHOUT_GUARDRAIL + 1),
): CutPointMeasure {
  const isImprovement = rule.method === 'improvement';
  const isCahps = rule.method === 'cahps';
  const scale0To100 = rule.range.min === 0 && rule.range.max === 100;
  const before = priorOf(rule, set, prior);
  const isOpenAbove = rule.unit === 'per1000';
  return {
    id: rule.id,
    set,
    direction: rule.better,
    decimals: isImprovement ? IMPROVEMENT_DECIMALS : rule.decimals,
    unit: UNITS[rule.unit],
    method: isCahps ? 'cahps' : 'clustering',
    minimum: rule.range.min,
    ...(isOpenAbove ? {} : { maximum: rule.range.max }),
    guardrail: isCahps ? 'none' : guardrailKind({ improvement: isImprovement, scale0To100, yearsInProgram }),
    ...(before === undefined ? {} : { prior: before }),
  };
}

/**
 * The contracts' scores in one measure and set, with the percentage affected in the measure's disaster years.
 * Part D sets hold prescription drug plans and all others apart; Part C has one set.
 */
export function contractScores(
  ruleSet: RuleSet,
  rule: MeasureRule,
  set: CutPointMeasure['set'],
  contracts: readonly ContractYear[],
): ContractScore[] {
  return contracts.flatMap((contract): ContractScore[] => {
    const score = contract.measures.find(({ measureId }) => measureId === rule.id)?.score ?? null;
    if (score === null) return [];
    const isPdp = contractTypeOf(ruleSet, contract)?.cutPointSet === 'pdp';
    if (set !== 'MA' && isPdp !== (set === 'PDP')) return [];
    const percents = rule.disasterYears.map((year) => contract.disasterPercents[year] ?? 0);
    return [{ contractId: contract.contractId, score: Number(score), disasterPercent: Math.max(0, ...percents) }];
  });
}

/**
 * The input of a backtest from a rule set with its published cut points, the contracts' published scores and the prior
 * year's cut points. Measures without published scores (the improvement measures) are left out.
 */
export function backtestInput(
  ruleSet: RuleSet,
  contracts: readonly ContractYear[],
  prior: readonly PriorCutPoints[],
): BacktestInput {
  const printed = ruleSet.starYear === 2026 ? PUBLISHED_CLUSTERING_2026 : [];
  const measures = ruleSet.measures.flatMap((rule): BacktestMeasure[] =>
    (rule.part === 'C' ? (['MA'] as const) : (['MA-PD', 'PDP'] as const)).flatMap((set): BacktestMeasure[] => {
      const final = rule.cutPoints?.[set === 'PDP' ? 'pdp' : 'mapd'];
      const scores = contractScores(ruleSet, rule, set, contracts);
      if (final === undefined || scores.length === 0) return [];
      const row = printed.find((one) => one.id === rule.id && one.set === set);
      const before = row === undefined ? {} : { beforeGuardrails: row.cutPoints, bounds: row.bounds };
      return [{ measure: cutPointMeasure(ruleSet, rule, set, prior), scores, published: { final, ...before } }];
    }),
  );
  return { starYear: ruleSet.starYear, measures };
}
