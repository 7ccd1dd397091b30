import type { RatingKind } from '../rulesets/index.js';
import type { CompiledCalculation, CompiledRules, Members } from './compiled-rules.js';
import type { Star } from './contract-year.js';
import { microText } from './decimal-text.js';
import type { Choices } from './hold-harmless.js';
import { rateKind } from './kind-rating.js';
import { moveStar, roundToStep, type GroupSums } from './runs.js';
import type { StarChange } from './trace-types.js';

/** One calculation in which a rating exists, ready to be asked what another star would give. */
export interface RatedCalculation {
  readonly calculation: CompiledCalculation;
  readonly stars: Int8Array;
  readonly sums: GroupSums;
  readonly choices: Choices;
  readonly adjustment: number;
}

function finalWith(
  rules: CompiledRules,
  kind: RatingKind,
  one: RatedCalculation,
  group: number,
  weight: number,
  from: number,
  to: number,
): number {
  if (from > 0) moveStar(one.sums, group, weight, from, to);
  const { final } = rateKind(rules, one.calculation, kind, one.choices, one.sums, one.adjustment);
  if (from > 0) moveStar(one.sums, group, weight, to, from);
  return final;
}

const LEVELS = [1, 2, 3, 4, 5] as const satisfies readonly Star[];

/**
 * Every change of a single rated measure to another star that moves the rounded rating. In a year with several
 * calculations the change is made in each of them. Measures of equal weight, group and star move it alike, so each such
 * change is computed once.
 */
export function starChanges(
  rules: CompiledRules,
  kind: RatingKind,
  members: Members,
  rated: readonly RatedCalculation[],
  current: number,
): StarChange[] {
  const [first] = rated;
  if (!first) return [];
  const known: ({ final: string; stars: number } | null | undefined)[] = [];
  const effect = (k: number, from: Star, to: Star): { final: string; stars: number } | null => {
    const [group, weight, index] = [
      members.groups[k] as number,
      members.weights[k] as number,
      members.indices[k] as number,
    ];
    const key = ((members.classes[k] as number) * 6 + from) * 6 + to;
    const before = rated.length === 1 ? known[key] : undefined;
    if (before !== undefined) return before;
    let final = -Infinity;
    for (const one of rated)
      final = Math.max(final, finalWith(rules, kind, one, group, weight, one.stars[index] as number, to));
    const stars = roundToStep(rules, final) / 1e6;
    const result = stars === current ? null : { final: microText(final), stars };
    if (rated.length === 1) known[key] = result;
    return result;
  };
  const changes: StarChange[] = [];
  for (let k = 0; k < members.indices.length; k += 1) {
    const index = members.indices[k] as number;
    const from = first.stars[index] as number;
    if (from < 1) continue;
    const measureId = rules.ruleSet.measures[index]?.id ?? '';
    for (const to of LEVELS) {
      const result = to === from ? null : effect(k, from as Star, to);
      if (result === null) continue;
      const { final, stars } = result;
      changes.push({ measureId, from: from as Star, to, final, stars });
    }
  }
  return changes;
}
