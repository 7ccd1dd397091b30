import type { RatingKind, RatingName } from '../rulesets/index.js';
import type { CompiledCalculation, CompiledRules } from './compiled-rules.js';
import { kindOf, membersOf, type ContractContext } from './contract-context.js';
import { chooseRun, type Choices } from './hold-harmless.js';
import { finalOfRun, sumGroups, type GroupSums } from './runs.js';

/** The reward thresholds of a needed run have no values: they are estimated ones that nobody filled in yet. */
export class MissingThresholdsError extends Error {
  constructor(readonly kind: RatingKind) {
    super(`The rule set has no reward thresholds for a run of ${kind}: estimate them from the contracts first.`);
    this.name = 'MissingThresholdsError';
  }
}

/** The runs a rating of this contract may be taken from. */
export function choicesOf(rules: CompiledRules, context: ContractContext, name: RatingName, stars: Int8Array): Choices {
  const kind = rules.kinds[kindOf(context, name)];
  const rule = rules.ruleSet.improvementHoldHarmless;
  const improvement = rule !== null && kind.hasImprovement && (rule.scope === 'all' || name === context.highest);
  let fresh = false;
  for (const index of kind.fresh) if (context.heldHarmless[index] === 1 && Number(stars[index]) > 0) fresh = true;
  return { improvement, fresh };
}

/** One rating in one calculation: the run it is taken from and its final value in micro-units. */
export function rateKind(
  rules: CompiledRules,
  calculation: CompiledCalculation,
  kind: RatingKind,
  choices: Choices,
  sums: GroupSums,
  adjustment: number,
): { run: number; final: number } {
  const thresholds = calculation.thresholds[kind];
  return chooseRun(rules, choices, (run) => {
    const ofRun = thresholds[run];
    if (!ofRun) throw new MissingThresholdsError(kind);
    return finalOfRun(rules, sums, run, ofRun, adjustment);
  });
}

/** Sums of a rating's measures in the weights that hold for the contract. */
export function sumsFor(
  rules: CompiledRules,
  context: ContractContext,
  name: RatingName,
  stars: Int8Array,
  into?: GroupSums,
): GroupSums {
  return sumGroups(membersOf(rules, context, name), stars, into);
}

/** The adjustment of a rating in micro-units; null where its category is missing (a rating without it is not final). */
export function adjustmentOf(
  calculation: CompiledCalculation,
  kind: RatingKind,
  category: number | undefined,
): number | null {
  const values = calculation.adjustments[kind];
  if (values === null) return 0;
  return category === undefined ? null : (values[category - 1] ?? null);
}
