import type { BacktestLine, BacktestMeasure, BacktestOptions, Miss, MissEvidence } from './backtest-types.js';
import { type CutPointResult, computeCutPoints } from './compute.js';
import { sameFences } from './outliers.js';
import type { ContractScore } from './types.js';

/** Boundaries of percentage measures further off than this are looked into. */
export const MISS_POINTS = 3;

const TRIED_MISSING = [5, 10, 20, 40, 60] as const;

function boundaryOf(result: CutPointResult, line: BacktestLine): number {
  return (line.stage === 'final' ? result.final : result.beforeGuardrails)[line.star - 2] as number;
}

/** Invented contracts like the worst quarter of those there are: a stand-in for contracts missing from the public file. */
function poorContracts(scores: readonly ContractScore[], direction: 'higher' | 'lower', size: number): ContractScore[] {
  const worstFirst = scores.map(({ score }) => score).sort((a, b) => (direction === 'higher' ? a - b : b - a));
  const quarter = Math.max(1, Math.floor(worstFirst.length / 4));
  return Array.from({ length: size }, (_, index) => ({
    contractId: `~${index}`,
    score: worstFirst[Math.floor((index * quarter) / size)] as number,
  }));
}

function missingNeeded(
  line: BacktestLine,
  entry: BacktestMeasure,
  kept: readonly ContractScore[],
  seed: number,
): number | null {
  const { measure } = entry;
  for (const size of TRIED_MISSING) {
    const scores = [...kept, ...poorContracts(kept, measure.direction, size)];
    const value = boundaryOf(computeCutPoints(measure, scores, { seed, repeats: 5 }), line);
    if (Math.abs(value - line.published) <= MISS_POINTS) return size;
  }
  return null;
}

function sentence(evidence: MissEvidence, published: number): string {
  const parts: string[] = [];
  if (evidence.groupIsEmpty)
    parts.push("the published boundary lies below CMS's own outer fence: no score was left to make this group");
  if (evidence.fencesDiffer)
    parts.push("CMS's outer fence differs from that of the public scores, so CMS clustered other contracts or scores");
  if (evidence.missingContractsNeeded !== null)
    parts.push(
      `${evidence.missingContractsNeeded} poorly scoring contracts absent from the public file would close it`,
    );
  if (Math.abs(evidence.computedWithCarryOvers - published) <= MISS_POINTS)
    parts.push('with the contracts affected by a disaster it is within 3 points');
  if (evidence.publishedInsideSpread)
    parts.push(`single clusterings range from ${evidence.spread.join(' to ')}: few contracts decide this boundary`);
  return parts.length === 0 ? 'unexplained by the public scores' : parts.join('; ');
}

/** Gathers what can be measured about the reason of one miss. */
export function explainMiss(
  line: BacktestLine,
  entry: BacktestMeasure,
  kept: readonly ContractScore[],
  result: CutPointResult,
  options: Required<BacktestOptions>,
): Miss {
  const { bounds } = entry.published;
  const computed = result.outlierBounds;
  const spread = result.spread[line.star - 2] ?? [line.computed, line.computed];
  const before = entry.published.beforeGuardrails?.[line.star - 2] ?? line.published;
  const all = computeCutPoints(entry.measure, entry.scores, { seed: options.seed, repeats: options.repeats });
  const evidence: MissEvidence = {
    contracts: result.contracts,
    carryOversLeftOut: entry.scores.length - kept.length,
    computedWithCarryOvers: boundaryOf(all, line),
    fencesDiffer: bounds !== undefined && computed !== null && !sameFences(bounds, computed),
    groupIsEmpty: line.stage === 'beforeGuardrails' && bounds !== undefined && line.published < bounds.lower,
    spread,
    publishedInsideSpread: before >= spread[0] && before <= spread[1],
    missingContractsNeeded: missingNeeded(line, entry, kept, options.seed),
  };
  return { line, evidence, explanation: sentence(evidence, line.published) };
}
