import { contractTypeOf, cutPointsOf } from '../../ratings/index.js';
import type { MeasureRule } from '../../rulesets/index.js';
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
import { starOutlooks } from './star-outlooks.js';

/** A measure whose year-end star follows from its gaps. */
interface Scored {
  readonly measure: OpenMeasure;
  readonly rule: MeasureRule;
  readonly chances: MeasureChances;
}

/** A better star within reach, with what a closure on the way to it is worth. */
interface Step {
  readonly next: NextStar | null;
  readonly distance: number;
}

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

const starAt = (numerator: number, needed: readonly (number | null)[]): number =>
  1 + needed.filter((one) => one !== null && numerator >= one).length;

/** What one certain closure is worth: for each boundary the chance to tip it, times what the better star is worth. */
function closureValue({ tipping }: MeasureChances, byStar: readonly RatingOutlook[]): RatingValue {
  const sum = (name: keyof RatingValue): number =>
    tipping.reduce((total, chance, place) => {
      const gain = (byStar[place + 1]?.[name] ?? 0) - (byStar[place]?.[name] ?? 0);
      // What rounding of sums leaves of no difference at all is none.
      return Math.abs(gain) < 1e-12 ? total : total + chance * gain;
    }, 0);
  return {
    fourOrMore: sum('fourOrMore'),
    expectedStars: sum('expectedStars'),
    expectedFinal: sum('expectedFinal'),
    expectedRevenue: (byStar[0]?.expectedRevenue ?? null) === null ? null : sum('expectedRevenue'),
  };
}

/** The better star that gains most for each closure beyond the expected ones; without a rating, stars by weight. */
function bestStep({ measure, rule, chances }: Scored, byStar: readonly RatingOutlook[] | undefined): Step {
  const { mean, needed } = chances;
  const now = starAt(Math.floor(mean + 1e-9), needed);
  const largest = measure.numerator + memberCount(measure.open);
  const steps = [2, 3, 4, 5].flatMap((star): Step[] => {
    const least = needed[star - 2] ?? null;
    if (star <= now || least === null || least > largest) return [];
    const gain = byStar ? (byStar[star - 1]?.expectedFinal ?? 0) - (byStar[now - 1]?.expectedFinal ?? 0) : null;
    const missing = least - mean;
    const distance = Math.max(0, gain ?? rule.weight * (star - now)) / Math.max(1, missing);
    return [{ next: { star, missing, gain }, distance }];
  });
  return steps.sort((a, b) => b.distance - a.distance)[0] ?? { next: null, distance: 0 };
}

function unranked(
  measure: OpenMeasure,
  scored: Scored | undefined,
  byStar: readonly RatingOutlook[] | undefined,
): UnrankedMeasure {
  const { next, distance } = scored ? bestStep(scored, byStar) : { next: null, distance: 0 };
  return {
    ...{ measure: measure.measure, measureId: measure.measureId, openGaps: memberCount(measure.open) },
    star: scored ? starAt(measure.numerator, scored.chances.needed) : null,
    chances: scored?.chances.chances ?? null,
    perClosure: scored && byStar ? closureValue(scored.chances, byStar) : null,
    nextStar: next,
    distance,
    openness: measure.open.reduce((sum, { members, probability }) => sum + members * (1 - probability), 0),
  };
}

/**
 * What closing one gap is worth, measure by measure, through the rules of the rating themselves: reward factor,
 * adjustment index, hold-harmless and rounding. Year-end stars follow from exact numerator distributions, measures are
 * independent, and everything else of the contract stays as it is.
 *
 * @throws SimulationInputError for impossible counts or revenue assumptions
 */
export function marginalValues(order: MarginalOrder): MarginalValues {
  const scored = scoredMeasures(order);
  const chances = scored.map(({ rule, chances: own }) => ({ measureId: rule.id, chances: own.chances }));
  const outlooks = starOutlooks(order, chances);
  const found = new Map(scored.map((one) => [one.measure.measure, one]));
  const values = order.measures.map((measure) => {
    const own = found.get(measure.measure);
    return unranked(measure, own, own && outlooks?.byStar.get(own.rule.id));
  });
  return { outlook: outlooks?.outlook ?? null, ...withLevels(values) };
}
