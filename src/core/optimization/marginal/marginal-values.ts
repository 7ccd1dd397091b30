import { contractTypeOf, cutPointsOf } from '../../ratings/index.js';
import type { MeasureRule, RuleSet } from '../../rulesets/index.js';
import { memberCount } from '../../simulation/index.js';
import { measureChances, type MeasureChances } from './gap-chances.js';
import type {
  MarginalOrder,
  MarginalValues,
  NextStar,
  OpenMeasure,
  RatingOutlook,
  RatingValue,
} from './marginal-types.js';
import { type UnrankedMeasure, withLevels } from './priority-levels.js';
import { type Outcome, RatingOutcomes } from './rating-outcomes.js';
import {
  addedKey,
  NO_STARS,
  type StarState,
  starsWith,
  type StarWeight,
  starWeight,
  withMeasure,
} from './star-sums.js';

/** A measure whose year-end star follows from its gaps. */
interface Scored {
  readonly measure: OpenMeasure;
  readonly rule: MeasureRule;
  readonly chances: MeasureChances;
}

type Sums = Record<'fourOrMore' | 'stars' | 'final' | 'payment', number>;

/** Below this a star's chance is taken for none. */
const NEGLIGIBLE = 1e-15;

function scoredMeasures({ ruleSet, contract, measures }: MarginalOrder): Scored[] {
  if (ruleSet === null) return [];
  const set = (contract && contractTypeOf(ruleSet, contract)?.cutPointSet) ?? 'mapd';
  return measures.flatMap((measure): Scored[] => {
    const rule = ruleSet.measures.find(({ id }) => id === measure.measureId);
    const bounds = rule && cutPointsOf(ruleSet, rule, set);
    const follows = rule?.method === 'clustering' || rule?.method === 'fixed';
    if (!rule || !bounds || !follows || rule.better === 'lower' || measure.denominator === 0) return [];
    const scale = { direction: rule.better, decimals: rule.decimals };
    return [{ measure, rule, chances: measureChances(measure, bounds, scale) }];
  });
}

/** Expected outcomes over states, each with one further measure at a star where one is given. */
function expected(
  states: readonly StarState[],
  outcomes: RatingOutcomes,
  further?: { readonly place: number; readonly weight: StarWeight; readonly star: number },
): Sums {
  const sums: Sums = { fourOrMore: 0, stars: 0, final: 0, payment: 0 };
  for (const { key, probability, stars } of states) {
    const outcome: Outcome = further
      ? outcomes.of(addedKey(key, further.weight, further.star), starsWith(stars, further.place, further.star))
      : outcomes.of(key, stars);
    sums.fourOrMore += probability * outcome.fourOrMore;
    sums.stars += probability * outcome.stars;
    sums.final += probability * outcome.final;
    sums.payment += probability * outcome.payment;
  }
  return sums;
}

/**
 * For each measure the states of all others. Halves are added once for all measures of the other half.
 */
function leaveOneOut(
  chances: readonly (readonly number[])[],
  weights: readonly StarWeight[],
  states: readonly StarState[],
  from: number,
  to: number,
  each: (place: number, others: readonly StarState[]) => void,
): void {
  if (to - from === 1) return each(from, states);
  const middle = (from + to) >> 1;
  const adding = (first: number, last: number): readonly StarState[] => {
    let sum = states;
    for (let place = first; place < last; place += 1)
      sum = withMeasure(sum, place, weights[place] as StarWeight, chances[place] ?? []);
    return sum;
  };
  leaveOneOut(chances, weights, adding(middle, to), from, middle, each);
  leaveOneOut(chances, weights, adding(from, middle), middle, to, each);
}

const starAt = (numerator: number, needed: readonly (number | null)[]): number =>
  1 + needed.filter((one) => one !== null && numerator >= one).length;

/** What one certain closure is worth: for each boundary the chance to tip it, times what the better star is worth. */
function closureValue({ tipping }: MeasureChances, byStar: readonly Sums[], isPaid: boolean): RatingValue {
  const sum = (name: keyof Sums): number =>
    tipping.reduce((total, chance, place) => {
      const gain = (byStar[place + 1]?.[name] ?? 0) - (byStar[place]?.[name] ?? 0);
      // What rounding of sums leaves of no difference at all is none.
      return Math.abs(gain) < 1e-12 ? total : total + chance * gain;
    }, 0);
  return {
    fourOrMore: sum('fourOrMore'),
    expectedStars: sum('stars'),
    expectedFinal: sum('final'),
    expectedRevenue: isPaid ? sum('payment') : null,
  };
}

/** A better star within reach, with what a closure on the way to it is worth. */
interface Step {
  readonly next: NextStar | null;
  readonly distance: number;
}

/** The better star that gains most for each closure beyond the expected ones; without a rating, stars by weight. */
function bestStep({ measure, rule, chances }: Scored, byStar: readonly Sums[] | null): Step {
  const { mean, needed } = chances;
  const now = starAt(Math.floor(mean + 1e-9), needed);
  const largest = measure.numerator + memberCount(measure.open);
  const steps = [2, 3, 4, 5].flatMap((star): Step[] => {
    const least = needed[star - 2] ?? null;
    if (star <= now || least === null || least > largest) return [];
    const gain = byStar ? (byStar[star - 1]?.final ?? 0) - (byStar[now - 1]?.final ?? 0) : null;
    const missing = least - mean;
    const distance = Math.max(0, gain ?? rule.weight * (star - now)) / Math.max(1, missing);
    return [{ next: { star, missing, gain }, distance }];
  });
  return steps.sort((a, b) => b.distance - a.distance)[0] ?? { next: null, distance: 0 };
}

function outlookOf(states: readonly StarState[], outcomes: RatingOutcomes, isPaid: boolean): RatingOutlook | null {
  const { rating } = outcomes;
  if (rating === null) return null;
  const chances = new Map<number, number>();
  for (const { key, probability, stars } of states) {
    const outcome = outcomes.of(key, stars);
    chances.set(outcome.stars, (chances.get(outcome.stars) ?? 0) + probability);
  }
  const { fourOrMore, stars, final, payment } = expected(states, outcomes);
  return {
    ...{ rating, fourOrMore, expectedStars: stars, expectedFinal: final, expectedRevenue: isPaid ? payment : null },
    chances: [...chances].sort(([a], [b]) => a - b).map(([value, probability]) => ({ stars: value, probability })),
  };
}

function unranked(
  measure: OpenMeasure,
  scored: Scored | undefined,
  byStar: readonly Sums[] | null,
  isPaid: boolean,
): UnrankedMeasure {
  const { next, distance } = scored ? bestStep(scored, byStar) : { next: null, distance: 0 };
  return {
    ...{ measure: measure.measure, measureId: measure.measureId, openGaps: memberCount(measure.open) },
    star: scored ? starAt(measure.numerator, scored.chances.needed) : null,
    chances: scored?.chances.chances ?? null,
    perClosure: scored && byStar ? closureValue(scored.chances, byStar, isPaid) : null,
    nextStar: next,
    distance,
    openness: measure.open.reduce((sum, { members, probability }) => sum + members * (1 - probability), 0),
  };
}

/** Values of each star of each scored measure, with the outlook of the whole. */
function throughTheRating(
  { contract, revenue }: MarginalOrder,
  ruleSet: RuleSet,
  scored: readonly Scored[],
): { outlook: RatingOutlook | null; byStar: Map<string, readonly Sums[]> } {
  const byStar = new Map<string, readonly Sums[]>();
  if (contract === null) return { outlook: null, byStar };
  const ids = scored.map(({ rule }) => rule.id);
  const outcomes = new RatingOutcomes(ruleSet, contract, ids, revenue);
  if (outcomes.rating === null) return { outlook: null, byStar };
  const chances = scored.map((one) => one.chances.chances.map((chance) => (chance < NEGLIGIBLE ? 0 : chance)));
  const weights = ids.map((id) => starWeight(ruleSet, contract, id));
  const none = NO_STARS(ids.length);
  if (ids.length > 0) {
    leaveOneOut(chances, weights, none, 0, ids.length, (place, others) => {
      const weight = weights[place] as StarWeight;
      const sums = [1, 2, 3, 4, 5].map((star) => expected(others, outcomes, { place, weight, star }));
      byStar.set(ids[place] as string, sums);
    });
  }
  const all = chances.reduce<readonly StarState[]>(
    (states, own, place) => withMeasure(states, place, weights[place] as StarWeight, own),
    none,
  );
  return { outlook: outlookOf(all, outcomes, revenue !== null), byStar };
}

/**
 * What closing one gap is worth, measure by measure, through the rules of the rating themselves: reward factor,
 * adjustment index, hold-harmless and rounding. Year-end stars follow from exact numerator distributions, measures are
 * independent, and everything else of the contract stays as it is.
 *
 * @throws SimulationInputError for impossible counts or revenue assumptions
 */
export function marginalValues(order: MarginalOrder): MarginalValues {
  const { ruleSet, measures, revenue } = order;
  const scored = scoredMeasures(order);
  const { outlook, byStar } = ruleSet
    ? throughTheRating(order, ruleSet, scored)
    : { outlook: null, byStar: new Map<string, readonly Sums[]>() };
  const found = new Map(scored.map((one) => [one.measure.measure, one]));
  const values = measures.map((measure) => {
    const own = found.get(measure.measure);
    return unranked(measure, own, byStar.get(own?.rule.id ?? '') ?? null, revenue !== null);
  });
  return { outlook, ...withLevels(values) };
}
