import { type RandomSource, createRandom, nextNormal } from '../simulation/random/index.js';
import { type CutPointResult, computeCutPoints } from './compute.js';
import type { MeasureForecast, MeasureYear, ThresholdForecast } from './forecast-types.js';
import { type GuardedCutPoints, applyGuardrail, guardrailCap } from './guardrails.js';
import { roundHalfUp } from './ticks.js';
import type { Trend } from './trend.js';
import type { ContractScore, CutPointMeasure, CutPoints } from './types.js';

/** Contracts whose change a contract may take over: those nearest to it by last year's score. */
const NEIGHBOURS = 25;

/** A change that contracts of about this score had, less the common shift. */
function neighbourChange(score: number, trend: Trend, meanChange: number, random: RandomSource): number {
  const { changes } = trend;
  if (changes.length === 0) return 0;
  let low = 0;
  let high = changes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((changes[middle]?.before ?? 0) < score) low = middle + 1;
    else high = middle;
  }
  const size = Math.min(NEIGHBOURS, changes.length);
  const first = Math.max(0, Math.min(changes.length - size, low - (size >> 1)));
  return (changes[first + random.nextInt(size)]?.change ?? 0) - meanChange;
}

function drawScores(
  entry: MeasureYear,
  kept: readonly ContractScore[],
  trend: Trend,
  meanChange: number,
  random: RandomSource,
): ContractScore[] {
  const { minimum = -Infinity, maximum = Infinity, decimals } = entry.measure;
  const shift = trend.shift.mean + trend.shift.standardDeviation * nextNormal(random);
  return kept.map((_, place) => {
    const { score } = kept[random.nextInt(kept.length)] as ContractScore;
    const moved = score + shift + neighbourChange(score, trend, meanChange, random);
    const onScale = Math.min(maximum, Math.max(minimum, moved));
    return { contractId: String(place).padStart(6, '0'), score: roundHalfUp(onScale, decimals) };
  });
}

function four(value: (place: number) => number): CutPoints {
  return [value(0), value(1), value(2), value(3)];
}

/** The smallest drawn value that at least this share of the draws does not exceed: always a cut point that was drawn. */
function quantile(sorted: readonly number[], percent: number): number {
  return sorted[Math.max(0, Math.ceil((sorted.length * percent) / 100) - 1)] as number;
}

function threshold(
  star: ThresholdForecast['star'],
  current: number,
  draws: readonly GuardedCutPoints[],
): ThresholdForecast {
  const place = star - 2;
  const values = draws.map((draw) => draw.cutPoints[place] as number).sort((a, b) => a - b);
  const capped = draws.filter((draw) => draw.capped[place]).length;
  return {
    star,
    current,
    p10: quantile(values, 10),
    p50: quantile(values, 50),
    p90: quantile(values, 90),
    mean: values.reduce((sum, value) => sum + value, 0) / values.length,
    cappedShare: capped / draws.length,
  };
}

/**
 * The distribution of one measure's next cut points: contracts drawn with replacement, moved by the trend and their
 * neighbours' changes, rounded, clustered by the published method, held by the guardrail against the current ones.
 *
 * @param kept the contracts to draw from
 * @param latest the latest year's computation, whose score range is the base of a range guardrail
 * @param stream number of the random stream: one for each measure
 */
export function forecastMeasure(
  entry: MeasureYear,
  kept: readonly ContractScore[],
  latest: CutPointResult,
  trend: Trend,
  draws: number,
  seed: number,
  stream: number,
): MeasureForecast {
  const random = createRandom(seed, stream);
  const { measure } = entry;
  const guardrail = entry.nextGuardrail ?? measure.guardrail;
  const free: CutPointMeasure = { ...measure, guardrail: 'none' };
  const meanChange = trend.changes.reduce((sum, { change }) => sum + change, 0) / Math.max(1, trend.changes.length);
  const cap = guardrailCap(guardrail, latest.range);
  const corrections = four((place) =>
    entry.beforeGuardrails === undefined
      ? 0
      : (entry.beforeGuardrails[place] as number) - (latest.beforeGuardrails[place] as number),
  );
  const { minimum = -Infinity, maximum = Infinity, decimals } = measure;
  const results = Array.from({ length: draws }, () => {
    const scores = drawScores(entry, kept, trend, meanChange, random);
    const drawn = computeCutPoints(free, scores, { seed: random.nextUint32() }).beforeGuardrails;
    const corrected = four((place) => {
      const value = (drawn[place] as number) + (corrections[place] as number);
      return roundHalfUp(Math.min(maximum, Math.max(minimum, value)), decimals);
    });
    return applyGuardrail(corrected, entry.final, cap, decimals);
  });
  return {
    measureId: measure.id,
    set: measure.set,
    unit: measure.unit,
    thresholds: ([2, 3, 4, 5] as const).map((star) => threshold(star, entry.final[star - 2] as number, results)),
    trendSource: trend.source,
    trend: trend.shift,
    guardrail,
    corrections,
    draws: results.map(({ cutPoints }) => cutPoints),
  };
}
