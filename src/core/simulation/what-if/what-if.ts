import {
  type CalculationTrace,
  type ContractTrace,
  type ContractYear,
  type RatingTrace,
  type RunTrace,
  type Star,
  traceContract,
} from '../../ratings/index.js';
import type { RatingName, RuleSet } from '../../rulesets/index.js';
import { applyChanges } from './apply-changes.js';
import type { WhatIfChange } from './changes.js';
import { type CarriedContract, idsBefore, underRuleSet } from './rule-set-comparison.js';

/** One measure that differs between baseline and scenario. */
export interface MeasureDifference {
  readonly measureId: string;
  readonly name: string;
  readonly weight: number;
  readonly score: readonly [string | null, string | null];
  readonly star: readonly [Star | null, Star | null];
}

/** One line of a rating's ledger that differs, baseline first. Values are the ledger's texts. */
export interface LineDifference {
  readonly line: string;
  readonly baseline: string;
  readonly scenario: string;
}

/** What changes in one rating. */
export interface RatingDifference {
  readonly rating: RatingName;
  /** Published half-star rating or CMS's message. */
  readonly baseline: string;
  readonly scenario: string;
  /** Scenario less baseline of the value before rounding, in stars; null where either is not rated. */
  readonly finalChange: number | null;
  readonly lines: readonly LineDifference[];
}

export interface WhatIfResult {
  readonly changes: readonly WhatIfChange[];
  readonly ruleSets: readonly [string, string];
  readonly measures: readonly MeasureDifference[];
  readonly ratings: readonly RatingDifference[];
  readonly approximations: readonly string[];
  readonly baseline: ContractTrace;
  readonly scenario: ContractTrace;
}

const NAMES = ['partC', 'partD', 'overall'] as const;

/** Half stars, or CMS's message in their place. */
export function shownRating({ outcome }: RatingTrace): string {
  return outcome.status === 'rated' ? String(outcome.stars) : outcome.message;
}

function usedRun(trace: RatingTrace): { calculation: CalculationTrace; run: RunTrace } | null {
  const calculation = trace.calculations.find((one) => one.calculation === trace.publishedFrom);
  const run = calculation?.runs.find((one) => one.used);
  return calculation === undefined || run === undefined ? null : { calculation, run };
}

/** A rating's ledger: name of the line to its text. */
export function ledgerOf(trace: RatingTrace): Map<string, string> {
  const lines = new Map([
    ['rating', shownRating(trace)],
    ['rated measures', String(trace.minimum.counted)],
  ]);
  const used = usedRun(trace);
  if (used === null) return lines;
  const { calculation, run } = used;
  const texts: [string, string][] = [
    ['improvement measures', run.improvement],
    ['new measures', run.newMeasures],
    ['weight', String(run.weight)],
    ['mean', run.mean],
    ['mean class', run.meanClass],
    ['variance', run.variance],
    ['variance class', run.varianceClass],
    ['reward factor', run.reward],
    ['adjustment index', calculation.adjustment],
    ['value before rounding', calculation.final],
  ];
  for (const [line, text] of texts) lines.set(line, text);
  return lines;
}

function differences(baseline: RatingTrace, scenario: RatingTrace): LineDifference[] {
  const [before, after] = [ledgerOf(baseline), ledgerOf(scenario)];
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((line) => {
    const [was, is] = [before.get(line) ?? '', after.get(line) ?? ''];
    return was === is ? [] : [{ line, baseline: was, scenario: is }];
  });
}

function ratingDifference(name: RatingName, baseline: ContractTrace, scenario: ContractTrace): RatingDifference {
  const [before, after] = [baseline.ratings[name], scenario.ratings[name]];
  const [was, is] = [before.outcome, after.outcome];
  const isRated = was.status === 'rated' && is.status === 'rated';
  return {
    rating: name,
    baseline: shownRating(before),
    scenario: shownRating(after),
    finalChange: isRated ? (is.finalMicro - was.finalMicro) / 1e6 : null,
    lines: differences(before, after),
  };
}

function measureDifferences(
  baseline: ContractTrace,
  scenario: ContractTrace,
  idsBefore: ReadonlyMap<string, string> | null,
): MeasureDifference[] {
  return scenario.measures.flatMap((after) => {
    const idBefore = idsBefore === null ? after.measureId : idsBefore.get(after.measureId);
    const before = baseline.measures.find(({ measureId }) => measureId === idBefore);
    const [score, star] = [before?.score ?? null, before?.star ?? null];
    if (score === after.score && star === after.star) return [];
    const { measureId, name, weight } = after;
    return [{ measureId, name, weight, score: [score, after.score] as const, star: [star, after.star] as const }];
  });
}

function notesOf({ dropped, missing, keptStars }: CarriedContract): string[] {
  return [
    ...(dropped.length > 0 ? [`The other rule set does not have: ${dropped.join(', ')}.`] : []),
    ...(missing.length > 0 ? [`The data have nothing for: ${missing.join(', ')} of the other rule set.`] : []),
    ...(keptStars.length > 0
      ? [`Stars kept, because no score or no cut points are known: ${keptStars.join(', ')}.`]
      : []),
  ];
}

/**
 * A scenario against its baseline: both rated in full with their ledgers, and every line that differs.
 *
 * @param under rules that the changed data are rated by, such as another year's; the baseline keeps its own. Measures
 *   are then told by the other rule set's ids.
 * @throws WhatIfError for unknown measures, impossible values and measures changed twice
 */
export function whatIf(
  ruleSet: RuleSet,
  baseline: ContractYear,
  changes: readonly WhatIfChange[],
  under?: RuleSet,
): WhatIfResult {
  const applied = applyChanges(ruleSet, baseline, changes);
  const carried = under === undefined ? null : underRuleSet(applied.ruleSet, under, applied.contract);
  const before = traceContract(ruleSet, baseline);
  const after = traceContract(under ?? applied.ruleSet, carried?.contract ?? applied.contract);
  const own = applied.ruleSet === ruleSet ? ruleSet.version : `${ruleSet.version} with other cut points`;
  return {
    changes,
    ruleSets: [ruleSet.version, under === undefined ? own : under.version],
    measures: measureDifferences(before, after, under === undefined ? null : idsBefore(ruleSet, under)),
    ratings: NAMES.map((name) => ratingDifference(name, before, after)),
    approximations: [...applied.approximations, ...(carried === null ? [] : notesOf(carried))],
    baseline: before,
    scenario: after,
  };
}
