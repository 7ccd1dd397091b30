import type {
  BacktestInput,
  BacktestLine,
  BacktestMeasure,
  BacktestOptions,
  BacktestReport,
  BacktestStage,
  BacktestSummary,
  BoundsLine,
  Miss,
} from './backtest-types.js';
import { type CutPointResult, computeCutPoints } from './compute.js';
import { MISS_POINTS, explainMiss } from './misses.js';
import { sameFences } from './outliers.js';
import { CMS_SEED } from './resample.js';
import type { ContractScore, CutPoints } from './types.js';

const STARS = [2, 3, 4, 5] as const;

/** What counts as "one" for a unit: one point; a tenth for complaint rates. */
const ONE = { percent: 1, score: 1, rate: 0.1, improvement: 0.1 } as const;

function linesOf(
  entry: BacktestMeasure,
  stage: BacktestStage,
  published: CutPoints,
  computed: CutPoints,
): BacktestLine[] {
  const { id: measureId, set, unit, method } = entry.measure;
  return STARS.map((star, place) => {
    const [was, is] = [published[place] as number, computed[place] as number];
    return {
      measureId,
      set,
      unit,
      method,
      stage,
      star,
      published: was,
      computed: is,
      error: Number((is - was).toFixed(6)),
    };
  });
}

function groupOf(line: BacktestLine): BacktestSummary['group'] | null {
  if (line.method === 'cahps') return 'cahps';
  return line.unit === 'improvement' ? null : line.unit;
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

function summarise(lines: readonly BacktestLine[]): BacktestSummary[] {
  const summaries: BacktestSummary[] = [];
  for (const stage of ['beforeGuardrails', 'final'] as const)
    for (const group of ['percent', 'score', 'rate', 'cahps'] as const) {
      const members = lines.filter((line) => line.stage === stage && groupOf(line) === group);
      if (members.length === 0) continue;
      const errors = members.map((line) => Math.abs(line.error));
      summaries.push({
        stage,
        group,
        thresholds: members.length,
        exactShare: share(errors.filter((error) => error === 0).length, members.length),
        withinOneShare: share(
          members.filter((line) => Math.abs(line.error) <= ONE[line.unit] + 1e-9).length,
          members.length,
        ),
        meanAbsoluteError: share(
          errors.reduce((sum, error) => sum + error, 0),
          members.length,
        ),
        largestAbsoluteError: Math.max(...errors),
      });
    }
  return summaries;
}

function boundsLine(entry: BacktestMeasure, result: CutPointResult): BoundsLine[] {
  const { bounds: published } = entry.published;
  const computed = result.outlierBounds;
  if (published === undefined || computed === null) return [];
  const equal = sameFences(published, computed);
  return [{ measureId: entry.measure.id, set: entry.measure.set, published, computed, equal }];
}

function withoutCarryOvers(scores: readonly ContractScore[], percent: number | null): ContractScore[] {
  return scores.filter(({ disasterPercent = 0 }) => percent === null || disasterPercent < percent);
}

/** Percentages and scores of 0–100 are counted in points; complaint rates and CAHPS base groups have bars of their own. */
function isInPoints(line: BacktestLine): boolean {
  const group = groupOf(line);
  return group === 'percent' || group === 'score';
}

/**
 * Compares the published method, applied to the public scores, with what CMS printed: cut points before guardrails
 * (tables K-3 and K-4), outer fences (K-5 and K-6) and final cut points. Every miss above 3 points of a clustered
 * measure that is counted in points comes with its evidence.
 *
 * @throws CutPointInputError for scores off a measure's scale, contracts given twice, or a measure without scores
 */
export function backtestCutPoints(input: BacktestInput): BacktestReport {
  const options: Required<BacktestOptions> = { seed: CMS_SEED, repeats: 20, carryOverPercent: 25, ...input.options };
  const { seed, repeats } = options;
  const lines: BacktestLine[] = [];
  const bounds: BoundsLine[] = [];
  const misses: Miss[] = [];
  const estimatedCaps: string[] = [];
  for (const entry of input.measures) {
    const { measure, published } = entry;
    const kept = withoutCarryOvers(entry.scores, options.carryOverPercent);
    const result = computeCutPoints(measure, kept, { seed, repeats });
    const own = [
      ...(published.beforeGuardrails === undefined
        ? []
        : linesOf(entry, 'beforeGuardrails', published.beforeGuardrails, result.beforeGuardrails)),
      ...linesOf(entry, 'final', published.final, result.final),
    ];
    lines.push(...own);
    bounds.push(...boundsLine(entry, result));
    if (result.capEstimated) estimatedCaps.push(`${measure.id} ${measure.set}`);
    for (const line of own)
      if (isInPoints(line) && Math.abs(line.error) > MISS_POINTS)
        misses.push(explainMiss(line, entry, kept, result, options));
  }
  return { starYear: input.starYear, options, lines, bounds, summaries: summarise(lines), misses, estimatedCaps };
}
