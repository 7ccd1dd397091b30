import { applyGuardrail, guardrailCap } from './guardrails.js';
import { cahpsBaseGroupCutPoints } from './cahps.js';
import { type Population, CutPointInputError, selectPopulation } from './population.js';
import { type ResampleOptions, type ResampledThreshold, resampleThresholds } from './resample.js';
import { fromTicks, roundedMean, toTicks } from './ticks.js';
import type { ContractScore, CutPointMeasure, CutPoints, OutlierBounds } from './types.js';

/** Options of a computation of cut points; every one is in the answer's documentation and has CMS's value as default. */
export interface CutPointOptions extends ResampleOptions {
  /** Contracts at or above this disaster percentage are left out; see `disasterExclusion(starYear)`. Default null: nobody. */
  readonly disasterExclusionPercent?: number | null;
}

/** Cut points of one measure with everything they rest on. */
export interface CutPointResult {
  readonly measureId: string;
  readonly set: CutPointMeasure['set'];
  /** Number of scores clustered, after exclusions and outliers. */
  readonly contracts: number;
  readonly excludedForDisaster: readonly string[];
  readonly outliers: readonly string[];
  /** Tukey's outer fences capped at the scale; null for CAHPS measures, which have none. */
  readonly outlierBounds: OutlierBounds | null;
  /** After mean resampling and rounding: tables K-3 and K-4. */
  readonly beforeGuardrails: CutPoints;
  /** After the guardrail: the published cut points. */
  readonly final: CutPoints;
  readonly capped: readonly [boolean, boolean, boolean, boolean];
  /** The cap applied, in score units; null without a guardrail. */
  readonly cap: number | null;
  /** True where the prior year's score range was not given and this year's stands in for it. */
  readonly capEstimated: boolean;
  /** Per boundary, the smallest and largest value over the single clusterings: how firmly the scores fix it. */
  readonly spread: readonly (readonly [number, number])[];
  /** Largest minus smallest clustered score: the restricted range that next year's guardrail needs. */
  readonly range: number;
}

interface Clustered {
  readonly population: Population;
  readonly cutPoints: CutPoints;
  readonly spread: CutPointResult['spread'];
}

function clustered(measure: CutPointMeasure, scores: readonly ContractScore[], options: CutPointOptions): Clustered {
  const { decimals, direction } = measure;
  const population = selectPopulation(measure, scores, options.disasterExclusionPercent);
  const scale = {
    ...(measure.minimum === undefined ? {} : { minimum: toTicks(measure.minimum, decimals) }),
    ...(measure.maximum === undefined ? {} : { maximum: toTicks(measure.maximum, decimals) }),
  };
  const thresholds = resampleThresholds(population.ticks, 5, direction, scale, options);
  return {
    population,
    cutPoints: thresholds.map((threshold) => rounded(threshold, decimals)) as unknown as CutPoints,
    spread: thresholds.map((threshold) => spreadOf(threshold, decimals)),
  };
}

function rounded({ total, count }: ResampledThreshold, decimals: number): number {
  return fromTicks(roundedMean(total, count), decimals);
}

function spreadOf({ smallest, largest }: ResampledThreshold, decimals: number): readonly [number, number] {
  return [fromTicks(smallest, decimals), fromTicks(largest, decimals)];
}

function withGuardrail(
  measure: CutPointMeasure,
  computed: CutPoints,
  range: number,
): Pick<CutPointResult, 'beforeGuardrails' | 'final' | 'capped' | 'cap' | 'capEstimated'> {
  const { guardrail, prior, priorRange, decimals } = measure;
  const active = prior !== undefined && guardrail !== 'none';
  const cap = active ? guardrailCap(guardrail, priorRange ?? range) : null;
  const { cutPoints, capped } = applyGuardrail(computed, prior, cap, decimals);
  const capEstimated = active && guardrail === 'range' && priorRange === undefined;
  return { beforeGuardrails: computed, final: cutPoints, capped, cap, capEstimated };
}

function improvementResult(
  measure: CutPointMeasure,
  scores: readonly ContractScore[],
  options: CutPointOptions,
): CutPointResult {
  const { decimals } = measure;
  const declined = selectPopulation(
    measure,
    scores.filter(({ score }) => score < 0),
    options.disasterExclusionPercent,
  );
  const improved = selectPopulation(
    measure,
    scores.filter(({ score }) => score >= 0),
    options.disasterExclusionPercent,
  );
  const [low] = resampleThresholds(declined.ticks, 2, 'higher', {}, options);
  const [middle, high] = resampleThresholds(improved.ticks, 3, 'higher', {}, options);
  if (low === undefined || middle === undefined || high === undefined)
    throw new CutPointInputError('scores', `no clusters for ${measure.id}`);
  const computed: CutPoints = [rounded(low, decimals), 0, rounded(middle, decimals), rounded(high, decimals)];
  return {
    measureId: measure.id,
    set: measure.set,
    contracts: declined.ticks.length + improved.ticks.length,
    excludedForDisaster: [...declined.excludedForDisaster, ...improved.excludedForDisaster].sort(),
    outliers: [...declined.outliers, ...improved.outliers].sort(),
    outlierBounds: { lower: declined.bounds.lower, upper: improved.bounds.upper },
    spread: [spreadOf(low, decimals), [0, 0], spreadOf(middle, decimals), spreadOf(high, decimals)],
    range: improved.range + declined.range,
    beforeGuardrails: computed,
    final: computed,
    capped: [false, false, false, false],
    cap: null,
    capEstimated: false,
  };
}

function cahpsResult(
  measure: CutPointMeasure,
  scores: readonly ContractScore[],
  options: CutPointOptions,
): CutPointResult {
  const limit = options.disasterExclusionPercent ?? Infinity;
  const kept = scores.filter(({ disasterPercent = 0 }) => disasterPercent < limit);
  if (kept.length === 0) throw new CutPointInputError('scores', `none for ${measure.id}`);
  const values = kept.map(({ score }) => score);
  const computed = cahpsBaseGroupCutPoints(values);
  return {
    measureId: measure.id,
    set: measure.set,
    contracts: kept.length,
    excludedForDisaster: scores.filter((contract) => !kept.includes(contract)).map(({ contractId }) => contractId),
    outliers: [],
    outlierBounds: null,
    spread: computed.map((value) => [value, value] as const),
    range: Math.max(...values) - Math.min(...values),
    beforeGuardrails: computed,
    final: computed,
    capped: [false, false, false, false],
    cap: null,
    capEstimated: false,
  };
}

/**
 * The cut points of one measure from its contracts' scores, by CMS's published method (TN Attachment K, p.150–163):
 * disaster exclusion, Tukey's outer fence, mean resampling of Ward clusters, rounding, guardrail; improvement measures
 * in two halves around zero; CAHPS measures as percentiles of the base groups.
 *
 * @throws CutPointInputError for scores off the measure's scale, contracts given twice, or no scores
 */
export function computeCutPoints(
  measure: CutPointMeasure,
  scores: readonly ContractScore[],
  options: CutPointOptions = {},
): CutPointResult {
  if (measure.method === 'cahps') return cahpsResult(measure, scores, options);
  if (measure.unit === 'improvement') return improvementResult(measure, scores, options);
  const { population, cutPoints, spread } = clustered(measure, scores, options);
  return {
    measureId: measure.id,
    set: measure.set,
    contracts: population.ticks.length,
    excludedForDisaster: population.excludedForDisaster,
    outliers: population.outliers,
    outlierBounds: population.bounds,
    spread,
    range: population.range,
    ...withGuardrail(measure, cutPoints, population.range),
  };
}
