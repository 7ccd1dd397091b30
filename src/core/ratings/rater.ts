import type { RatingKind, RatingName, RuleSet } from '../rulesets/index.js';
import { compiledRules, type CompiledRules } from './compiled-rules.js';
import { contractContext, kindOf, type ContractContext } from './contract-context.js';
import type { ContractYear } from './contract-year.js';
import { microText } from './decimal-text.js';
import { existenceOf, type Existence } from './existence.js';
import { adjustmentOf, choicesOf, rateKind, sumsFor } from './kind-rating.js';
import type { ContractRatings, RatingOutcome } from './rating-outcome.js';
import { roundToStep } from './runs.js';

/** Stars in the order of the rule set's measures (0: not rated); one array, or one for each calculation of the year. */
export type StarArrays = Int8Array | readonly Int8Array[];

/** Rates one contract again and again with other stars. */
export interface Rater {
  /** Measure ids in the order of the star arrays. */
  readonly measureIds: readonly string[];
  /** The ratings for these stars. */
  rate(stars: StarArrays): ContractRatings;
  /** Only the final values of Part C, Part D and overall in micro-units, NaN where not rated; no objects or texts are made. */
  finals(stars: StarArrays, into: Float64Array): void;
}

export const PROVISIONAL_REASON =
  'The adjustment category is missing: computed without the Categorical Adjustment Index, not final.';

/** The stars of a contract in the rule set's measure order, for each calculation of the year. */
export function starArrays(ruleSet: RuleSet, contract: ContractYear): Int8Array[] {
  const rules = compiledRules(ruleSet);
  const base = new Int8Array(ruleSet.measures.length);
  for (const one of contract.measures) {
    const index = rules.indexById.get(one.measureId);
    if (index !== undefined) base[index] = one.star ?? 0;
  }
  const differ = contract.measures.filter((one) => one.starsByCalculation !== undefined);
  if (differ.length === 0) return ruleSet.calculations.map(() => base);
  return ruleSet.calculations.map((calculation) => {
    const stars = base.slice();
    for (const one of differ) {
      const index = rules.indexById.get(one.measureId);
      const star = one.starsByCalculation?.[calculation.id];
      if (index !== undefined && star !== undefined) stars[index] = star ?? 0;
    }
    return stars;
  });
}

interface Best {
  readonly final: number;
  readonly run: number;
  readonly calculation: number;
  readonly provisional: boolean;
}

/** The highest of the year's calculations in which the rating exists (the first on a tie). */
function bestCalculation(
  rules: CompiledRules,
  context: ContractContext,
  contract: ContractYear,
  name: RatingName,
  stars: readonly Int8Array[],
  existence: readonly Existence[],
): Best | null {
  const kind = kindOf(context, name);
  const category = contract.adjustmentCategories[kind];
  let best: Best | null = null;
  for (let c = 0; c < rules.calculations.length; c += 1) {
    const calculation = rules.calculations[c];
    const own = stars[c] ?? stars[0];
    const exists = existence[c] ?? existence[0];
    if (!calculation || !own || !exists?.rated) continue;
    const adjustment = adjustmentOf(calculation, kind, category);
    const sums = sumsFor(rules, context, name, own);
    const { run, final } = rateKind(
      rules,
      calculation,
      kind,
      choicesOf(rules, context, name, own),
      sums,
      adjustment ?? 0,
    );
    if (!best || final > best.final) best = { final, run, calculation: c, provisional: adjustment === null };
  }
  return best;
}

function outcome(rules: CompiledRules, kind: RatingKind, best: Best | null, existence: Existence): RatingOutcome {
  if (!best) {
    const { counted: ratedMeasures, minimum, reason, message } = existence;
    return {
      status: 'notRated',
      kind,
      message: message ?? '',
      reason: reason === 'enough' ? 'notEnoughData' : reason,
      ratedMeasures,
      minimum,
    };
  }
  return {
    status: 'rated',
    kind,
    stars: roundToStep(rules, best.final) / 1e6,
    final: microText(best.final),
    finalMicro: best.final,
    provisional: best.provisional,
    provisionalReason: best.provisional ? PROVISIONAL_REASON : null,
    calculation: rules.calculations[best.calculation]?.id ?? '',
    improvementUsed: (best.run & 2) === 0,
    newMeasuresUsed: (best.run & 1) === 0,
  };
}

/** Whether an outcome earns the high performing icon (TN p.23). */
export function isHighPerforming(ruleSet: RuleSet, highest: RatingOutcome | null): boolean {
  return highest?.status === 'rated' && highest.stars >= ruleSet.icons.highPerforming.stars;
}

/**
 * Prepares a contract for being rated with many sets of stars (simulations, what-ifs). Of the contract's measures only
 * the texts matter here: they decide what is not applicable or too new.
 * Throws `UnknownOrganizationTypeError` where no contract type fits; `rate` throws `MissingThresholdsError` where estimated thresholds were not filled in.
 */
export function createRater(ruleSet: RuleSet, facts: ContractYear): Rater {
  const rules = compiledRules(ruleSet);
  return raterFor(rules, contractContext(rules, facts), facts);
}

/** `createRater` for a contract whose context is known. */
export function raterFor(rules: CompiledRules, context: ContractContext, facts: ContractYear): Rater {
  const { ruleSet } = rules;
  const listOf = (stars: StarArrays): readonly Int8Array[] => (stars instanceof Int8Array ? [stars] : stars);
  const best = (
    name: RatingName,
    stars: readonly Int8Array[],
    existence: readonly Record<RatingName, Existence>[],
  ): Best | null =>
    bestCalculation(
      rules,
      context,
      facts,
      name,
      stars,
      existence.map((one) => one[name]),
    );
  return {
    measureIds: ruleSet.measures.map((one) => one.id),
    rate(input) {
      const stars = listOf(input);
      const existence = stars.map((one) => existenceOf(rules, context, one));
      const make = (name: RatingName): RatingOutcome =>
        outcome(
          rules,
          kindOf(context, name),
          best(name, stars, existence),
          (existence[0] as Record<RatingName, Existence>)[name],
        );
      const ratings = { partC: make('partC'), partD: make('partD'), overall: make('overall') };
      const { highest } = context;
      return {
        ...ratings,
        highestKind: highest && kindOf(context, highest),
        highPerforming: isHighPerforming(ruleSet, highest && ratings[highest]),
      };
    },
    finals(input, into) {
      const stars = listOf(input);
      const existence = stars.map((one) => existenceOf(rules, context, one));
      into[0] = best('partC', stars, existence)?.final ?? Number.NaN;
      into[1] = best('partD', stars, existence)?.final ?? Number.NaN;
      into[2] = best('overall', stars, existence)?.final ?? Number.NaN;
    },
  };
}
