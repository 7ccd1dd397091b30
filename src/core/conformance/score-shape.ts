import type { CutPointsOfCalculation } from '../cms-tables/index.js';
import type { ContractYear } from '../ratings/index.js';

/** What published scores show of a measure. */
export interface ScoreShape {
  readonly unit: 'percent' | 'score' | 'per1000' | 'improvement';
  readonly decimals: number;
  readonly range: { readonly min: number; readonly max: number };
}

/** Contracts that must have both scores before two measures can be called the same. */
const ENOUGH_CONTRACTS = 20;

function scoresOf(contracts: readonly ContractYear[], measureId: string): string[] {
  return contracts.flatMap(({ measures }) =>
    measures.flatMap((one) => (one.measureId === measureId && one.score !== null ? [one.score] : [])),
  );
}

const decimals = (text: string) => (text.split('.')[1] ?? '').length;

/**
 * Unit, decimals and range of a measure's scores as far as published values show them. A measure with stars but no scores
 * is an improvement measure: CMS publishes none for those.
 */
export function scoreShape(
  contracts: readonly ContractYear[],
  measureId: string,
  cutPoints: readonly CutPointsOfCalculation[],
  isPercent: boolean,
): ScoreShape {
  const scores = scoresOf(contracts, measureId);
  const bounds = cutPoints.flatMap(({ bounds: own }) => own);
  const places = Math.max(0, ...[...scores, ...bounds].map(decimals));
  if (scores.length === 0 && bounds.some((bound) => bound.startsWith('-'))) {
    return { unit: 'improvement', decimals: places, range: { min: -1, max: 1 } };
  }
  if (isPercent || cutPoints.some(({ percentSign }) => percentSign))
    return { unit: 'percent', decimals: places, range: { min: 0, max: 100 } };
  if (places > 0) return { unit: 'per1000', decimals: places, range: { min: 0, max: 1000 } };
  return { unit: 'score', decimals: places, range: { min: 0, max: 100 } };
}

/** Whether two measures have the same score in every contract that has both, and enough contracts have both. */
export function sameScores(contracts: readonly ContractYear[], left: string, right: string): boolean {
  let both = 0;
  for (const { measures } of contracts) {
    const [one, two] = [left, right].map((id) => measures.find(({ measureId }) => measureId === id)?.score ?? null);
    if (one === null || two === null) continue;
    if (one !== two) return false;
    both += 1;
  }
  return both >= ENOUGH_CONTRACTS;
}
