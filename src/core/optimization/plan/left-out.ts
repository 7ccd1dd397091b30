import type { Planner } from '../objectives/planner.js';
import { plannedStar } from '../problem/planned-measures.js';
import type { BindingLimit, LeftOut } from './plan-types.js';
import type { NumeratorOutlook } from './star-outlook.js';

const TEXTS: Readonly<Record<LeftOut['reason'], string>> = {
  cannotBeDoneInTime: 'no intervention works before these gaps are due',
  noIntervention: 'no intervention is offered for these gaps',
  noStarWithinReach: 'all interventions together do not reach the next star of the measure',
  starWouldNotRaiseTheRating: 'one more star of the measure would not raise the rating',
  starWouldLowerTheRating: 'one more star of the measure would lower the rating (the reward factor is lost)',
  targetReachedWithout: 'the plan does what it is for without them',
  tooExpensive: 'cheaper gaps do the same for the rating, or the money does not suffice',
  noCapacity: 'the channels have no time left',
};

/** What the rounded rating would be with one more star of a measure, less what it is, in micro-units before rounding. */
function starEffect(
  { compiled }: Planner,
  stars: readonly number[],
  place: number,
): { final: number; rounded: number } {
  const finalWith = (extra: number): number => {
    const [first, second] = [new Float64Array(3), new Float64Array(3)];
    compiled.measures.forEach(({ open }, at) => {
      if (!open) return;
      const star = (stars[at] as number) + (at === place ? extra : 0);
      first[open.group] = (first[open.group] as number) + open.weight * star;
      second[open.group] = (second[open.group] as number) + open.weight * star * star;
    });
    return compiled.rating.final(first, second);
  };
  const [before, after] = [finalWith(0), finalWith(1)];
  return { final: after - before, rounded: compiled.rating.stars(after) - compiled.rating.stars(before) };
}

/** Gaps that the plan does not work on, by measure, with the first reason that holds. */
export function leftOut(
  planner: Planner,
  outlooks: readonly NumeratorOutlook[],
  margin: number,
  isTarget: boolean,
  binding: readonly BindingLimit[],
): LeftOut[] {
  const { compiled } = planner;
  const { problem, measures, movers, reach, firstColumn, packages } = compiled;
  const { stars } = planner.planned(outlooks, margin);
  const reserve = planner.reserve(margin);
  const [open, inTime] = [new Map<string, number>(), new Map<string, number>()];
  problem.classes.forEach(({ gaps, members }, one) => {
    const own = packages.slice(firstColumn[one] as number, firstColumn[one + 1] as number);
    gaps.forEach(({ measureId }, place) => {
      open.set(measureId, (open.get(measureId) ?? 0) + members);
      const works = own.some(({ gains }) => (gains[place] as number) > 0);
      if (works) inTime.set(measureId, (inTime.get(measureId) ?? 0) + members);
    });
  });
  return measures.flatMap((measure, place): LeftOut[] => {
    const { measureId } = measure;
    const count = (open.get(measureId) ?? 0) - (outlooks[place]?.treated ?? 0);
    if (count <= 0) return [];
    const reason = ((): LeftOut['reason'] => {
      const isOffered = problem.interventions.some(({ effects }) =>
        effects.some((one) => one.measureId === measureId && one.success > 0),
      );
      if (!isOffered) return 'noIntervention';
      if ((inTime.get(measureId) ?? 0) <= (outlooks[place]?.treated ?? 0)) return 'cannotBeDoneInTime';
      const row = movers.indexOf(measure);
      if (row < 0) return 'starWouldNotRaiseTheRating';
      const most = measure.expected - (reserve[row] as number) + (reach[row] as number);
      if (plannedStar(measure.needed, most) <= (stars[place] as number)) return 'noStarWithinReach';
      const effect = starEffect(planner, stars, place);
      if (effect.final < 0) return 'starWouldLowerTheRating';
      if (problem.objective.kind !== 'value' && isTarget) return 'targetReachedWithout';
      if (effect.rounded === 0 && problem.objective.kind === 'value') return 'starWouldNotRaiseTheRating';
      return binding.some(({ kind }) => kind === 'channel') ? 'noCapacity' : 'tooExpensive';
    })();
    return [
      { kind: 'measure', name: measureId, count, reason, text: `${count} gaps of ${measureId}: ${TEXTS[reason]}` },
    ];
  });
}
