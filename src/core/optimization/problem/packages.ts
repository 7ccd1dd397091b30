import { dayOf } from './calendar.js';
import type { InterventionOption, MemberClass, OptimizationProblem } from './problem-types.js';

/** Use of a channel that must be done by a day. */
export interface ChannelUse {
  readonly channel: string;
  readonly latest: number;
  readonly amount: number;
}

/** Interventions that one member of a class can get together. */
export interface Package {
  readonly interventions: readonly InterventionOption[];
  /** Whole cents for one member. */
  readonly costCents: number;
  readonly uses: readonly ChannelUse[];
  /** By place in the class's gaps: chance of closing with the package less that without. */
  readonly gains: Float64Array;
}

interface Usable {
  readonly option: InterventionOption;
  readonly use: ChannelUse;
  /** By place in the class's gaps: chance that the gap stays open although this was tried; 1 where it does nothing. */
  readonly misses: Float64Array;
}

function usable(problem: OptimizationProblem, one: MemberClass, option: InterventionOption): Usable | null {
  if (one.excluded?.includes(option.code)) return null;
  const [start, end] = [dayOf(problem.startsOn), dayOf(problem.yearEnd)];
  const lead = option.leadDays ?? 0;
  const misses = new Float64Array(one.gaps.length).fill(1);
  let latest = -Infinity;
  one.gaps.forEach(({ measureId, dueOn }, place) => {
    const success = option.effects.find((effect) => effect.measureId === measureId)?.success ?? 0;
    const last = Math.min(end, dueOn === undefined ? end : dayOf(dueOn)) - lead;
    if (success === 0 || last < start) return;
    misses[place] = 1 - success;
    // One contact closes several gaps: it must be done by the earliest day of those it is counted for.
    latest = latest === -Infinity ? last : Math.min(latest, last);
  });
  if (latest === -Infinity) return null;
  return { option, use: { channel: option.channel, latest, amount: option.amount }, misses };
}

/** What a member of a class can get: every combination of interventions within the contacts, none of them useless. */
export function packagesOf(problem: OptimizationProblem, one: MemberClass): Package[] {
  const limit = Math.min(one.contactsLeft ?? Infinity, problem.limits.contactsPerMember ?? 1);
  const options = problem.interventions.flatMap((option) => usable(problem, one, option) ?? []);
  const packages: Package[] = [];
  const extend = (from: number, chosen: readonly Usable[], contacts: number): void => {
    for (let next = from; next < options.length; next += 1) {
      const added = options[next] as Usable;
      const taken = contacts + (added.option.contacts ?? 1);
      if (taken > limit) continue;
      const together = [...chosen, added];
      const gains = Float64Array.from(one.gaps, ({ chance }, place) => {
        const miss = together.reduce((product, { misses }) => product * (misses[place] as number), 1);
        return (1 - chance) * (1 - miss);
      });
      packages.push({
        interventions: together.map(({ option }) => option),
        costCents: together.reduce((sum, { option }) => sum + option.costCents, 0),
        uses: together.map(({ use }) => use),
        gains,
      });
      extend(next + 1, together, taken);
    }
  };
  extend(0, [], 0);
  return packages.filter(({ gains }) => gains.some((gain) => gain > 0));
}
