import type { RatingKind, RatingName, RuleSet } from '../rulesets/index.js';
import { compiledRules, type CompiledRules, GROUP } from './compiled-rules.js';
import { contractContext, kindOf, membersOf, type ContractContext } from './contract-context.js';
import type { ContractYear } from './contract-year.js';
import { existenceOf } from './existence.js';
import { adjustmentOf, choicesOf, rateKind, sumsFor } from './kind-rating.js';
import { starArrays } from './rater.js';
import type { GroupSums } from './runs.js';

/** How a measure's star enters one rating. */
export interface RatingPart {
  readonly measureId: string;
  /** Whole number: the weight in the smallest unit of the rule set's weights. */
  readonly weight: number;
  /** Group of measures: 0 is in every run; 1 and 2 (improvement, new measures) can be left out and have sums of their own. */
  readonly group: 0 | 1 | 2;
}

/** One rating of a contract as a function of sums over its measures: sets of stars with equal sums have equal ratings. */
export interface RatingBySums {
  /** Measures with a star in this rating. */
  readonly parts: readonly RatingPart[];
  /**
   * The final value in micro-units.
   *
   * @param shifts by group the change of Σ weight · star and of Σ weight · star² against the contract's own stars: six numbers
   */
  final(shifts: Float64Array): number;
}

interface OwnCalculation {
  readonly index: number;
  readonly sums: GroupSums;
  readonly choices: ReturnType<typeof choicesOf>;
  readonly adjustment: number;
}

const SUMS = 12;

function calculationsOf(
  rules: CompiledRules,
  context: ContractContext,
  contract: ContractYear,
  name: RatingName,
  kind: RatingKind,
): OwnCalculation[] {
  return starArrays(rules.ruleSet, contract).flatMap((stars, index): OwnCalculation[] => {
    const calculation = rules.calculations[index];
    if (!calculation || !existenceOf(rules, context, stars)[name].rated) return [];
    const adjustment = adjustmentOf(calculation, kind, contract.adjustmentCategories[kind]) ?? 0;
    const sums = sumsFor(rules, context, name, stars);
    return [{ index, sums, choices: choicesOf(rules, context, name, stars), adjustment }];
  });
}

function partsOf(rules: CompiledRules, context: ContractContext, name: RatingName, stars: Int8Array): RatingPart[] {
  const { indices, weights, groups } = membersOf(rules, context, name);
  return [...indices].flatMap((index, place): RatingPart[] => {
    const measure = rules.ruleSet.measures[index];
    if (measure === undefined || stars[index] === 0) return [];
    return [{ measureId: measure.id, weight: Number(weights[place]), group: groups[place] as 0 | 1 | 2 }];
  });
}

/** Groups that no rule can leave out for this contract are in every run: their sums need not be kept apart. */
function joined(parts: readonly RatingPart[], calculations: readonly OwnCalculation[]): RatingPart[] {
  const isApart = (group: number): boolean =>
    calculations.some(({ choices }) => (group === GROUP.improvement ? choices.improvement : choices.fresh));
  return parts.map((part) => (part.group === 0 || isApart(part.group) ? part : { ...part, group: 0 }));
}

/**
 * A rating as a function of sums, for exact distributions. Measures may change their star, not whether they have one.
 * Null where the contract has no such rating.
 *
 * @throws UnknownOrganizationTypeError where no contract type fits
 */
export function ratingBySums(ruleSet: RuleSet, contract: ContractYear, name: RatingName): RatingBySums | null {
  const rules = compiledRules(ruleSet);
  const context = contractContext(rules, contract);
  const kind = kindOf(context, name);
  const calculations = calculationsOf(rules, context, contract, name, kind);
  if (calculations.length === 0) return null;
  const stars = starArrays(ruleSet, contract)[0] ?? new Int8Array();
  const moved = new Float64Array(SUMS);
  const finalIn = ({ index, sums, choices, adjustment }: OwnCalculation, shifts: Float64Array): number => {
    const calculation = rules.calculations[index];
    if (!calculation) return Number.NEGATIVE_INFINITY;
    moved.set(sums);
    for (let group = 0; group < 3; group += 1) {
      moved[4 * group + 1] = Number(moved[4 * group + 1]) + Number(shifts[2 * group]);
      moved[4 * group + 2] = Number(moved[4 * group + 2]) + Number(shifts[2 * group + 1]);
    }
    return rateKind(rules, calculation, kind, choices, moved, adjustment).final;
  };
  return {
    parts: joined(partsOf(rules, context, name, stars), calculations),
    final: (shifts) => Math.max(...calculations.map((one) => finalIn(one, shifts))),
  };
}
