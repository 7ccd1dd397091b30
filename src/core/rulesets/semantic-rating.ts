import { RATING_KINDS, type RatingKind } from './rating-kind.js';
import { pointer, type RuleSetProblem } from './ruleset-problem.js';
import { measuresOfKind, repeated } from './semantic-measures.js';
import { toUnits } from './decimal-places.js';
import type { AdjustmentTable, Calculation, RunThresholds } from './ruleset-rating-rules.js';
import type { RuleSet } from './ruleset.js';

/** The runs of a rating kind that the hold-harmless rules compare; each needs thresholds. */
export function neededRuns(
  ruleSet: RuleSet,
  kind: RatingKind,
): { improvement: 'with' | 'without'; newMeasures: 'with' | 'without' }[] {
  const measures = measuresOfKind(ruleSet, kind);
  const twice = (rule: unknown, some: boolean): ('with' | 'without')[] =>
    rule !== null && some ? ['with', 'without'] : ['with'];
  const improvement = twice(
    ruleSet.improvementHoldHarmless,
    measures.some((one) => one.method === 'improvement'),
  );
  const fresh = twice(
    ruleSet.newMeasureHoldHarmless,
    measures.some((one) => one.newMeasure),
  );
  return improvement.flatMap((one) => fresh.map((two) => ({ improvement: one, newMeasures: two })));
}

/** Whether a threshold entry is for a run. */
export function isForRun(entry: RunThresholds, kind: RatingKind, improvement: string, newMeasures: string): boolean {
  const choice = entry.newMeasures ?? 'any';
  return entry.kind === kind && entry.improvement === improvement && (choice === 'any' || choice === newMeasures);
}

function* entryProblems(entry: RunThresholds, at: string): Generator<RuleSetProblem> {
  const { mean, variance } = entry;
  if (entry.basis === 'published' && (!mean || !variance)) {
    yield {
      pointer: at,
      code: 'thresholds.values',
      message: 'Published thresholds need "mean" and "variance"; where CMS publishes none, set "basis" to "estimated".',
    };
  }
  if (!mean !== !variance) {
    yield {
      pointer: at,
      code: 'thresholds.values',
      message: 'Give both "mean" and "variance", or neither (estimated only).',
    };
  }
  if (mean && mean.relativelyHigh > mean.high) {
    yield {
      pointer: at + '/mean',
      code: 'thresholds.order',
      message: '"relativelyHigh" (the lower percentile) must not be above "high".',
    };
  }
  if (variance && variance.low > variance.high) {
    yield {
      pointer: at + '/variance',
      code: 'thresholds.order',
      message: '"low" (the lower percentile) must not be above "high".',
    };
  }
  const values = [mean?.relativelyHigh, mean?.high, variance?.low, variance?.high].filter((one) => one !== undefined);
  if (values.some((one) => toUnits(one, 6) === null)) {
    yield {
      pointer: at,
      code: 'thresholds.precision',
      message: 'A threshold has more than six decimals: write it as published.',
    };
  }
}

function* runProblems(ruleSet: RuleSet, calculation: Calculation, at: string): Generator<RuleSetProblem> {
  for (const [k, entry] of calculation.thresholds.entries()) yield* entryProblems(entry, at + pointer(k));
  const used = RATING_KINDS.filter((kind) => isUsed(ruleSet, kind));
  for (const kind of used) {
    for (const run of neededRuns(ruleSet, kind)) {
      if (calculation.thresholds.some((one) => isForRun(one, kind, run.improvement, run.newMeasures))) continue;
      const message = `Thresholds of "${kind}" are missing for the run ${run.improvement} improvement and ${run.newMeasures} new measures: add an entry.`;
      yield { pointer: at, code: 'thresholds.missing', message };
    }
    for (const improvement of ['with', 'without']) {
      for (const fresh of ['with', 'without']) {
        const found = calculation.thresholds.flatMap((one, k) => (isForRun(one, kind, improvement, fresh) ? [k] : []));
        if (found[1] === undefined) continue;
        const message = `Two entries are for "${kind}", ${improvement} improvement, ${fresh} new measures: keep one.`;
        yield { pointer: at + pointer(found[1]), code: 'thresholds.duplicate', message };
        break;
      }
    }
  }
}

/** Whether some contract type can be rated in the kind. */
export function isUsed(ruleSet: RuleSet, kind: RatingKind): boolean {
  return ruleSet.contractTypes.some((type) => {
    if (kind === 'partC' || kind === 'overall') return type.minimumRated[kind] !== null;
    return type.partDKind === kind && type.minimumRated.partD !== null;
  });
}

/** Runs have thresholds for each kind, ordered, once; calculation ids are unique; percentile levels rise. */
export function* calculationProblems(ruleSet: RuleSet): Generator<RuleSetProblem> {
  for (const c of repeated(ruleSet.calculations.map((one) => one.id))) {
    yield {
      pointer: pointer('calculations', c, 'id'),
      code: 'calculation.duplicate',
      message: 'Another calculation has this id: ids must be unique.',
    };
  }
  for (const [c, one] of ruleSet.calculations.entries())
    yield* runProblems(ruleSet, one, pointer('calculations', c, 'thresholds'));
  const { percentiles } = ruleSet.rewardFactor;
  if (percentiles.meanRelativelyHigh >= percentiles.meanHigh || percentiles.varianceLow >= percentiles.varianceHigh) {
    yield {
      pointer: '/rewardFactor/percentiles',
      code: 'percentiles.order',
      message: '"meanRelativelyHigh" must be below "meanHigh" and "varianceLow" below "varianceHigh".',
    };
  }
  for (const [name, value] of Object.entries(ruleSet.rewardFactor.factors)) {
    if (toUnits(value, 6) !== null) continue;
    yield {
      pointer: pointer('rewardFactor', 'factors', name),
      code: 'factor.precision',
      message: 'A reward factor has at most six decimals.',
    };
  }
}

function* tableProblems(table: AdjustmentTable, at: string): Generator<RuleSetProblem> {
  if (table.values.some((one) => toUnits(one, 6) === null)) {
    yield {
      pointer: at + '/values',
      code: 'adjustment.precision',
      message: 'An adjustment value has more than six decimals: write it as published.',
    };
  }
  const grid = [table.lisDualLowerBounds, table.disabilityLowerBounds, table.cells];
  if (grid.some(Boolean) && !grid.every(Boolean)) {
    yield {
      pointer: at,
      code: 'adjustment.grid',
      message: 'Give "lisDualLowerBounds", "disabilityLowerBounds" and "cells" together, or none of them.',
    };
  }
  for (const field of ['lisDualLowerBounds', 'disabilityLowerBounds'] as const) {
    const bounds = table[field];
    if (!bounds || (bounds[0] === 0 && bounds.every((one, i) => i === 0 || one > Number(bounds[i - 1])))) continue;
    yield { pointer: at + pointer(field), code: 'adjustment.bounds', message: 'Lower bounds start at 0 and rise.' };
  }
  if (!table.cells) return;
  const [rows, columns] = [table.lisDualLowerBounds?.length, table.disabilityLowerBounds?.length];
  if (table.cells.length !== rows || table.cells.some((row) => row.length !== columns)) {
    yield {
      pointer: at + '/cells',
      code: 'adjustment.cells',
      message: 'One row for each LIS/DE group and one column for each disability group.',
    };
  }
  const used = new Set(table.cells.flat());
  if (used.size !== table.values.length || [...used].some((one) => one > table.values.length)) {
    yield {
      pointer: at + '/cells',
      code: 'adjustment.categories',
      message: `The cells must use every category from 1 to ${table.values.length} (one for each value) and no other.`,
    };
  }
}

/** Adjustment categories are contiguous, groups ordered, and the cell grid complete. */
export function* adjustmentProblems(ruleSet: RuleSet): Generator<RuleSetProblem> {
  for (const [kind, table] of Object.entries(ruleSet.adjustmentIndex)) {
    if (table) yield* tableProblems(table, pointer('adjustmentIndex', kind));
  }
  for (const [c, calculation] of ruleSet.calculations.entries()) {
    for (const [kind, table] of Object.entries(calculation.adjustmentIndex ?? {})) {
      yield* tableProblems(table, pointer('calculations', c, 'adjustmentIndex', kind));
    }
  }
}

/** Disaster years of measures and of the exclusion are years the tables give percentages for. */
export function* disasterProblems(ruleSet: RuleSet): Generator<RuleSetProblem> {
  const known = new Set(ruleSet.disaster.years);
  const lists: [string, readonly string[]][] = [
    ...ruleSet.measures.map((one, m): [string, readonly string[]] => [
      pointer('measures', m, 'disasterYears'),
      one.disasterYears,
    ]),
    [pointer('disaster', 'exclusion', 'years'), ruleSet.disaster.exclusion?.years ?? []],
  ];
  for (const [at, years] of lists) {
    for (const [k, one] of years.entries()) {
      if (!known.has(one))
        yield {
          pointer: at + pointer(k),
          code: 'disaster.year',
          message: 'Not among "disaster/years": add the year there or correct it.',
        };
    }
  }
  if (ruleSet.newMeasureHoldHarmless === null) return;
  for (const [m, measure] of ruleSet.measures.entries()) {
    if (!measure.newMeasure || measure.disasterYears.length > 0) continue;
    const message = 'A new measure needs its disaster year: it decides who is held harmless.';
    yield { pointer: pointer('measures', m, 'disasterYears'), code: 'disaster.newMeasure', message };
  }
}
