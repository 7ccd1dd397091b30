import type { BindingLimit, CurvePoint, ShadowPrice } from '../plan/plan-types.js';
import type { Objective } from '../problem/problem-types.js';
import { type Decision, decide } from './decide.js';
import { HALF_STARS, type Planner, probabilityOf } from './planner.js';

/** Units of a channel, members or cents that are tried on top of a limit. */
const STEPS = { minutes: 60, slots: 100, members: 10, cents: 100_000 } as const;

const dollars = (cents: number): string =>
  `$${(cents / 100).toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;

function worth(gain: number, unit: ShadowPrice['unit']): string {
  return unit === 'cents' ? dollars(gain) : `${(gain * 100).toFixed(2)} points of probability`;
}

/** How good the best plan can be: proven bounds, so that whole members do not blur small differences. */
function bestOf(planner: Planner, objective: Objective, { candidate, value }: Decision): number {
  if (objective.kind === 'cost') {
    const { bound } = planner.search.leastCost(
      candidate?.targetStars ?? objective.targetStars,
      planner.reserve(candidate?.margin ?? 0),
    );
    return -bound * 100;
  }
  const decision = decide(planner, objective);
  return objective.kind === 'value' ? decision.bound : Math.max(decision.value, value);
}

function textOf(limit: BindingLimit, step: number, unit: string, gain: number, kind: ShadowPrice['unit']): string {
  const what =
    limit.kind === 'budget'
      ? `${dollars(step)} more budget`
      : limit.kind === 'channel'
        ? `${step} more ${unit} of ${limit.name ?? ''}`
        : `${step} fewer members asked for in ${limit.name ?? ''}`;
  return `${what} would be worth ${worth(gain, kind)}`;
}

/** What a little more of each binding limit is worth: every problem is solved again with it. */
export function shadowPrices(
  planner: Planner,
  objective: Objective,
  decision: Decision,
  binding: readonly BindingLimit[],
): ShadowPrice[] {
  const { compiled, search } = planner;
  const stated = search.amounts;
  const unit = objective.kind === 'probability' ? 'probability' : 'cents';
  const base = bestOf(planner, objective, decision);
  return binding.flatMap((limit): ShadowPrice[] => {
    const { kind, name, through } = limit;
    if (kind === 'members' || kind === 'contacts' || planner.isTimeUp) return [];
    const channel = compiled.problem.limits.channels?.find((one) => one.channel === name);
    const named = kind === 'budget' ? 'cents' : kind === 'channel' ? (channel?.unit ?? 'slots') : 'members';
    const step = kind === 'minimumEffort' ? Math.min(STEPS.members, limit.limit) : STEPS[named];
    const { budget } = planner;
    if (kind === 'budget') planner.budget += step / 100;
    search.setAmounts({
      capacities: stated.capacities.map(
        (amount, place) => amount + (kind === 'channel' && compiled.capacities[place]?.channel === name ? step : 0),
      ),
      efforts: stated.efforts.map(
        (members, place) =>
          members - (kind === 'minimumEffort' && compiled.efforts[place]?.stratum === name ? step : 0),
      ),
    });
    const gain = Math.max(0, bestOf(planner, objective, decision) - base);
    planner.budget = budget;
    search.setAmounts(stated);
    return [{ kind, name, through, step, gain, unit, text: textOf(limit, step, named, gain, unit) }];
  });
}

/** Least cost of every half star that is not there already, by the plan's margin. */
export function budgetCurve(planner: Planner, margin: number): CurvePoint[] {
  const start = planner.planned(planner.before.outlooks, margin).rating;
  return HALF_STARS.filter((stars) => stars >= start).flatMap((targetStars): CurvePoint[] => {
    if (planner.isTimeUp) return [];
    const found = planner.cheapest(targetStars, margin, Infinity);
    return [
      {
        targetStars,
        costCents: found === null ? null : Math.round(found.cost * 100),
        boundCents: found === null ? null : found.bound * 100,
        probability: found === null ? null : probabilityOf(found),
      },
    ];
  });
}
