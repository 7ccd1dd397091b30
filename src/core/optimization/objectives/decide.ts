import type { Objective, ValueObjective } from '../problem/problem-types.js';
import { chanceOfStars, type RatingChance, revenueEffect } from '../../simulation/index.js';
import { type Candidate, HALF_STARS, type Planner, probabilityOf } from './planner.js';

/** What was decided: a plan and how good it is by its objective. */
export interface Decision {
  readonly candidate: Candidate | null;
  /** False where the asked target is out of reach and a lower one was planned for. */
  readonly isTarget: boolean;
  /** Cents, or a probability. */
  readonly value: number;
  readonly bound: number;
}

/** Steps in which the margin is narrowed down. */
const HALVINGS = 6;

/** A probability this near to the one asked for is near enough. */
const NEAR = 0.01;

/** The cheapest plan whose distribution confirms the confidence; the margin is raised until it does. */
export function holdTarget(
  planner: Planner,
  targetStars: number,
  confidence: number,
  budget: number,
): Candidate | null {
  const first = planner.cheapest(targetStars, 0, budget);
  if (first === null || probabilityOf(first) >= confidence) return first;
  let [low, high, best] = [0, planner.marginFor(confidence), null as Candidate | null];
  let isCapped = false;
  for (let step = 0; step < HALVINGS && !planner.isTimeUp; step += 1) {
    const margin: number = best === null && !isCapped ? high : (low + high) / 2;
    const found = planner.cheapest(targetStars, margin, budget);
    if (found === null) [isCapped, high] = [true, margin];
    else if (probabilityOf(found) >= confidence) {
      if (best === null || found.cost <= best.cost) best = found;
      high = margin;
      if (probabilityOf(found) - confidence < NEAR) break;
    } else {
      low = margin;
      if (best === null && !isCapped) high = 2 * margin + 0.5;
    }
  }
  return best;
}

function decideCost(planner: Planner, targetStars: number, confidence: number): Decision {
  for (let target = targetStars; target >= 1; target -= 0.5) {
    const candidate = holdTarget(planner, target, confidence, planner.budget);
    if (candidate === null) continue;
    return { candidate, isTarget: target === targetStars, value: candidate.cost * 100, bound: candidate.bound * 100 };
  }
  return { candidate: null, isTarget: false, value: 0, bound: 0 };
}

/** The plan within the budget whose distribution makes the target likeliest: the largest margin that can be afforded. */
function decideProbability(planner: Planner, targetStars: number): Decision {
  const { budget } = planner;
  let best: Candidate | null = null;
  const consider = (margin: number): boolean => {
    const found = planner.cheapest(targetStars, margin, budget);
    if (found !== null && (best === null || probabilityOf(found) > probabilityOf(best))) best = found;
    return found !== null;
  };
  const isTarget = consider(0);
  let [low, high] = isTarget ? [0, 8] : [-4, 0];
  for (let step = 0; step < HALVINGS + 2 && !planner.isTimeUp; step += 1) {
    const margin = (low + high) / 2;
    if (consider(margin)) low = margin;
    else high = margin;
    if (best !== null && probabilityOf(best) > 1 - 1e-9) break;
  }
  if (best === null) {
    for (let target = targetStars - 0.5; target >= 1 && best === null; target -= 0.5)
      best = planner.cheapest(target, 0, budget);
  }
  const chosen = best as Candidate | null;
  const value = chosen === null ? 0 : chanceOfStars(chosen.chances, targetStars);
  return { candidate: chosen, isTarget, value, bound: 1 };
}

const centsOf = (text: string): number => Math.round(Number(text) * 100);

/** Cents that a distribution of ratings pays more than a rating. */
export function revenueOf(
  chances: readonly RatingChance[],
  baselineStars: number,
  { revenue }: ValueObjective,
): number {
  const scale = chances.reduce((sum, { probability }) => sum + probability, 0);
  const normal = chances.map(({ stars, probability }) => ({ stars, probability: probability / scale }));
  return centsOf(revenueEffect(normal, baselineStars, revenue).expectedDifference);
}

/** Payments at the planned rating less cost; among margins the one whose distribution earns the most. */
function decideValue(planner: Planner, objective: ValueObjective): Decision {
  const base = planner.planned(planner.before.outlooks, 0).rating;
  const paid = (stars: number): number => revenueOf([{ stars, probability: 1 }], base, objective);
  let best: { decision: Decision; expected: number } | null = null;
  for (const margin of [0, 1, 2, 3, 4, 5]) {
    if (best !== null && planner.isTimeUp) break;
    let [value, bound, chosen] = [-Infinity, -Infinity, null as Candidate | null];
    const start = planner.planned(planner.before.outlooks, margin).rating;
    for (const stars of HALF_STARS) {
      if (stars < start) continue;
      const payment = paid(stars);
      // Nothing is asked that could not be better than what is found: it may cost less than what it adds.
      const most = Math.min(planner.budget, chosen === null ? Infinity : (payment - value) / 100);
      if (most < 0) continue;
      const found = planner.cheapest(stars, margin, most);
      const least = found?.bound ?? planner.lastBound;
      if (least <= most) bound = Math.max(bound, payment - least * 100);
      if (found !== null && payment - found.cost * 100 > value) [value, chosen] = [payment - found.cost * 100, found];
    }
    if (chosen === null) continue;
    const expected = revenueOf(chosen.chances, base, objective) - chosen.cost * 100;
    if (best !== null && expected <= best.expected) break;
    best = { decision: { candidate: chosen, isTarget: true, value, bound: Math.max(bound, value) }, expected };
  }
  return best?.decision ?? { candidate: null, isTarget: true, value: 0, bound: 0 };
}

/** Decides by the objective. */
export function decide(planner: Planner, objective: Objective): Decision {
  switch (objective.kind) {
    case 'cost':
      return decideCost(planner, objective.targetStars, objective.confidence);
    case 'probability':
      return decideProbability(planner, objective.targetStars);
    case 'value':
      return decideValue(planner, objective);
  }
}
