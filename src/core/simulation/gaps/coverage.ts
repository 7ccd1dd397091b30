import { type GapGroup, SimulationInputError } from '../distribution/index.js';

/** Open gaps of one measure that close alike. */
export interface OpenGapGroup {
  /** Probability that a gap closes without any intervention, 0–1. */
  readonly closing: number;
  readonly gaps: number;
  /** Success rates of the interventions that each of these gaps has by name, 0–1. */
  readonly covered: readonly number[];
}

/** One kind of intervention for a number of a measure's open gaps. */
export interface PlannedCoverage {
  /** Share of covered gaps that it closes, 0–1. */
  readonly successRate: number;
  /** Gaps covered, at most those that are open. */
  readonly gaps: number;
}

/** Which gaps a plan takes: those least or most likely to close by themselves first, or the same share of all. */
export type CoverageOrder = 'leastLikely' | 'mostLikely' | 'even';

/** Whether the lines of a plan take gaps that no other line has while there are any, or the same gaps from the first on. */
export type CoverageOverlap = 'apart' | 'together';

/** What interventions do to one measure. */
export interface CoverageEffect {
  /** Gaps with at least one intervention. */
  readonly coveredGaps: number;
  /** Gaps with more than one. */
  readonly overlappingGaps: number;
  /** Σ success: expected closures by interventions, also of gaps that would have closed anyhow. */
  readonly expectedClosures: number;
  /** Σ (1 − own chance) · success: expected numerators that would not have come without. */
  readonly expectedAdded: number;
}

interface Piece {
  readonly closing: number;
  readonly gaps: number;
  readonly rates: readonly number[];
}

/** Chance that at least one of several independent interventions closes a gap: 1 − ∏(1 − s). */
export function combinedSuccess(rates: readonly number[]): number {
  return 1 - rates.reduce((left, rate) => left * (1 - rate), 1);
}

/** Covers places 0 … total − 1 by the lines in turn; a line that comes to the end goes on at the beginning. */
function intervalsOf(
  total: number,
  lines: readonly PlannedCoverage[],
  overlap: CoverageOverlap,
): { from: number; to: number; rate: number }[] {
  let next = 0;
  return lines.flatMap(({ successRate: rate, gaps }) => {
    const from = overlap === 'together' ? 0 : next;
    const to = from + gaps;
    next = total === 0 ? 0 : to % total;
    if (to <= total) return [{ from, to, rate }];
    return [
      { from, to: total, rate },
      { from: 0, to: to - total, rate },
    ];
  });
}

/** The groups in their order, cut where coverage changes. */
function cover(groups: readonly OpenGapGroup[], lines: readonly PlannedCoverage[], overlap: CoverageOverlap): Piece[] {
  const total = groups.reduce((sum, { gaps }) => sum + gaps, 0);
  const intervals = intervalsOf(total, lines, overlap);
  const cuts = [...new Set(intervals.flatMap(({ from, to }) => [from, to]))].sort((a, b) => a - b);
  const pieces: Piece[] = [];
  let begin = 0;
  for (const { closing, gaps, covered } of groups) {
    const end = begin + gaps;
    const edges = [begin, ...cuts.filter((cut) => cut > begin && cut < end), end];
    for (let place = 1; place < edges.length; place += 1) {
      const [from, to] = [edges[place - 1] as number, edges[place] as number];
      const own = intervals.filter((one) => one.from <= from && one.to >= to).map(({ rate }) => rate);
      if (to > from) pieces.push({ closing, gaps: to - from, rates: [...covered, ...own] });
    }
    begin = end;
  }
  return pieces;
}

/** Each group covered by its share of every line; the shares of a line add up to it. */
function coverEvenly(
  groups: readonly OpenGapGroup[],
  lines: readonly PlannedCoverage[],
  overlap: CoverageOverlap,
): Piece[] {
  const total = groups.reduce((sum, { gaps }) => sum + gaps, 0);
  let before = 0;
  return groups.flatMap((group) => {
    const until = before + group.gaps;
    const share = (gaps: number): number => Math.floor((gaps * until) / total) - Math.floor((gaps * before) / total);
    const own = lines.map(({ successRate, gaps }) => ({ successRate, gaps: share(gaps) }));
    before = until;
    return cover([group], own, overlap);
  });
}

function effectOf(pieces: readonly Piece[]): CoverageEffect {
  let [coveredGaps, overlappingGaps, expectedClosures, expectedAdded] = [0, 0, 0, 0];
  for (const { closing, gaps, rates } of pieces) {
    const success = combinedSuccess(rates);
    if (rates.length > 0) coveredGaps += gaps;
    if (rates.length > 1) overlappingGaps += gaps;
    expectedClosures += gaps * success;
    expectedAdded += gaps * (1 - closing) * success;
  }
  return { coveredGaps, overlappingGaps, expectedClosures, expectedAdded };
}

function checkLines(groups: readonly OpenGapGroup[], lines: readonly PlannedCoverage[]): void {
  const total = groups.reduce((sum, { gaps }) => sum + gaps, 0);
  for (const { successRate, gaps } of lines) {
    if (!(successRate >= 0 && successRate <= 1)) throw new SimulationInputError('successRate', 'not in 0–1');
    if (!Number.isSafeInteger(gaps) || gaps < 0 || gaps > total)
      throw new SimulationInputError('gaps', 'not in 0 … open gaps');
  }
}

/**
 * Open gaps under interventions. Each intervention closes a gap with its success rate, independently of the others and
 * of what would have happened anyhow: a gap that closes by itself with chance c and has interventions of success rates
 * s closes with 1 − (1 − c)·∏(1 − s).
 *
 * @throws SimulationInputError for rates outside 0–1 or more gaps than are open
 */
export function coverGaps(
  groups: readonly OpenGapGroup[],
  lines: readonly PlannedCoverage[],
  order: CoverageOrder,
  overlap: CoverageOverlap,
): { readonly open: GapGroup[]; readonly effect: CoverageEffect } {
  checkLines(groups, lines);
  const sign = order === 'mostLikely' ? -1 : 1;
  const sorted = [...groups].sort((a, b) => sign * (a.closing - b.closing) || a.covered.length - b.covered.length);
  const pieces = order === 'even' ? coverEvenly(sorted, lines, overlap) : cover(sorted, lines, overlap);
  const members = new Map<number, number>();
  for (const { closing, gaps, rates } of pieces) {
    const probability = 1 - (1 - closing) * (1 - combinedSuccess(rates));
    members.set(probability, (members.get(probability) ?? 0) + gaps);
  }
  const open = [...members].sort(([a], [b]) => a - b).map(([probability, count]) => ({ probability, members: count }));
  return { open, effect: effectOf(pieces) };
}
