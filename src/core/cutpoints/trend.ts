import { type CutPointResult } from './compute.js';
import type { CutPointYear, ForecastOptions, MeasureYear, TrendAssumption, TrendSource } from './forecast-types.js';
import type { ContractScore, CutPointMeasure } from './types.js';

/** A contract's score in the year before and its change to the latest year. */
export interface ScoreChange {
  readonly before: number;
  readonly change: number;
}

/** How a measure moves: the common shift, and the contracts' own changes around it where two years are known. */
export interface Trend {
  readonly source: TrendSource;
  readonly shift: TrendAssumption;
  /** Changes of single contracts, ascending by the earlier score; empty without two years of scores. */
  readonly changes: readonly ScoreChange[];
}

/** Fewest contracts with both years for the changes to be used. */
const FEWEST_PAIRS = 30;

/** Fewest measures of the same kind whose movements make a pool of their own. */
const FEWEST_ALIKE = 5;

/** Weight of a measure's own shift against the other measures' median: one change says little about the next. */
const OWN_WEIGHT = 0.5;

/** Identity of a measure across years. */
export function keyOf({ name, measure }: MeasureYear): string {
  return `${name ?? measure.id} ${measure.set}`;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}

/** Median, and the spread as 1.4826 times the median absolute deviation: one odd measure does not set the pace. */
function robust(values: readonly number[]): TrendAssumption {
  const mean = median(values);
  return { mean, standardDeviation: 1.4826 * median(values.map((value) => Math.abs(value - mean))) };
}

/** Changes of the contracts that have a score in both years. */
export function scoreChanges(before: readonly ContractScore[], after: readonly ContractScore[]): ScoreChange[] {
  const earlier = new Map(before.map(({ contractId, score }) => [contractId, score]));
  return after
    .flatMap(({ contractId, score }) => {
      const was = earlier.get(contractId);
      return was === undefined ? [] : [{ before: was, change: score - was }];
    })
    .sort((a, b) => a.before - b.before);
}

/** One whole score range in the direction of better scores: negative where lower is better, 0 where all scores are equal. */
function unitOf(measure: CutPointMeasure, result: CutPointResult): number {
  return measure.direction === 'higher' ? result.range : -result.range;
}

interface Movement {
  readonly key: string;
  readonly group: string;
  /** Towards better scores and as a share of the measure's score range, so that different measures can be pooled. */
  readonly improvement: number;
  readonly changes: readonly ScoreChange[];
}

function movementOf(entry: MeasureYear, result: CutPointResult, previous: MeasureYear | undefined): Movement | null {
  const { measure } = entry;
  const unit = unitOf(measure, result);
  if (unit === 0) return null;
  const base = { key: keyOf(entry), group: `${measure.method} ${measure.unit}` };
  const changes = previous === undefined ? [] : scoreChanges(previous.scores, entry.scores);
  if (changes.length >= FEWEST_PAIRS) {
    const mean = changes.reduce((sum, { change }) => sum + change, 0) / changes.length;
    return { ...base, improvement: mean / unit, changes };
  }
  const { prior } = measure;
  if (prior === undefined) return null;
  // A cut point that the guardrail holds lags behind the scores: its distance is no measure of one year's change.
  const moved = result.beforeGuardrails.flatMap((value, place) =>
    result.capped[place] ? [] : [value - (prior[place] as number)],
  );
  return moved.length === 0 ? null : { ...base, improvement: median(moved) / unit, changes: [] };
}

/** The movements of the other measures of the same kind; of the same method where those are too few for a spread. */
function poolFor(entry: MeasureYear, movements: readonly Movement[]): Movement[] {
  const { method, unit } = entry.measure;
  const others = movements.filter(({ key }) => key !== keyOf(entry));
  const alike = others.filter(({ group }) => group === `${method} ${unit}`);
  return alike.length >= FEWEST_ALIKE ? alike : others.filter(({ group }) => group.startsWith(`${method} `));
}

/**
 * The trend of every measure of the latest year.
 *
 * With scores of two years: the mean change of the contracts that have both, drawn halfway towards the median of the
 * measures of the same kind, and the contracts' own changes. With one year: how the other measures' cut points moved
 * between the prior and the latest year (before guardrails), never its own. The spread is that of the measures of the
 * same kind; it stands for what a whole measure may do from one year to the next.
 *
 * @param results cut points of the latest year by key, from its scores
 */
export function estimateTrends(
  latest: CutPointYear,
  previous: CutPointYear | undefined,
  results: ReadonlyMap<string, CutPointResult>,
  assumed: ForecastOptions['trends'] = {},
): Map<string, Trend> {
  const earlier = new Map((previous?.measures ?? []).map((entry) => [keyOf(entry), entry]));
  const movements = latest.measures.flatMap((entry) => {
    const result = results.get(keyOf(entry));
    const movement = result === undefined ? null : movementOf(entry, result, earlier.get(keyOf(entry)));
    return movement === null ? [] : [movement];
  });
  const trends = new Map<string, Trend>();
  for (const entry of latest.measures) {
    const key = keyOf(entry);
    const own = movements.find((movement) => movement.key === key);
    const given = assumed[`${entry.measure.id} ${entry.measure.set}`];
    if (given !== undefined) {
      trends.set(key, { source: 'assumed', shift: given, changes: own?.changes ?? [] });
      continue;
    }
    const others = poolFor(entry, movements);
    const pool = robust(others.map(({ improvement }) => improvement));
    const result = results.get(key);
    const unit = result === undefined ? 0 : unitOf(entry.measure, result);
    const hasPairs = own !== undefined && own.changes.length > 0;
    const towards = hasPairs ? OWN_WEIGHT * own.improvement + (1 - OWN_WEIGHT) * pool.mean : pool.mean;
    const source = hasPairs ? 'pairedScores' : others.length > 0 ? 'otherMeasures' : 'none';
    const shift = { mean: unit * towards + 0, standardDeviation: Math.abs(unit) * pool.standardDeviation };
    trends.set(key, { source, shift, changes: own?.changes ?? [] });
  }
  return trends;
}
