import type { RatingName, RuleSet } from '../rulesets/index.js';
import { compiledRules, type CompiledRules } from './compiled-rules.js';
import { contractContext, kindOf, membersOf, type ContractContext } from './contract-context.js';
import type { ContractYear } from './contract-year.js';
import { microText, signedMicroText } from './decimal-text.js';
import { existenceOf, type Existence } from './existence.js';
import { adjustmentOf, choicesOf, sumsFor } from './kind-rating.js';
import { raterFor, starArrays } from './rater.js';
import type { ContractRatings, RatedOutcome } from './rating-outcome.js';
import { starChanges, type RatedCalculation } from './star-changes.js';
import { measureLines } from './trace-measures.js';
import { traceCalculation } from './trace-runs.js';
import {
  MEASURE_USES,
  TRACE_FORMAT,
  type CalculationTrace,
  type ContractTrace,
  type Distance,
  type RatingTrace,
} from './trace-types.js';

const FOUR_STARS = 4_000_000;

function minimumText({ reason, counted, minimum }: Existence): string {
  switch (reason) {
    case 'enough':
      return `${counted} rated measures, ${minimum} needed`;
    case 'fixedMessage':
      return 'contracts of this type always get this message';
    case 'notApplicable':
      return 'contracts of this type have no such rating, or the part is not required of the contract';
    case 'tooNew':
      return `${counted} rated measures of ${minimum} needed; the deciding measure says that the plan is too new`;
    case 'notEnoughData':
      return minimum !== null && counted >= minimum
        ? `${counted} rated measures, ${minimum} needed, but a part is not rated`
        : `${counted} rated measures, ${minimum} needed`;
  }
}

function distanceTo(rules: CompiledRules, goal: number, final: number): Distance {
  const value = goal - rules.step / 2;
  return { stars: goal / 1e6, value: microText(value), distance: signedMicroText(value - final) };
}

function nextStep(rules: CompiledRules, rated: RatedOutcome): Distance | null {
  const goal = Math.round(rated.stars * 1e6) + rules.step;
  return goal > Math.min(rules.cap, 5_000_000) ? null : distanceTo(rules, goal, rated.finalMicro);
}

interface Asked {
  readonly rules: CompiledRules;
  readonly context: ContractContext;
  readonly contract: ContractYear;
  readonly stars: readonly Int8Array[];
  readonly existence: readonly Record<RatingName, Existence>[];
  readonly ratings: ContractRatings;
}

function traceRating({ rules, context, contract, stars, existence, ratings }: Asked, name: RatingName): RatingTrace {
  const kind = kindOf(context, name);
  const outcome = ratings[name];
  const category = contract.adjustmentCategories[kind];
  const [calculations, rated]: [CalculationTrace[], RatedCalculation[]] = [[], []];
  for (const [c, calculation] of rules.calculations.entries()) {
    const own = stars[c];
    if (!own || !existence[c]?.[name].rated) continue;
    const choices = choicesOf(rules, context, name, own);
    const sums = sumsFor(rules, context, name, own);
    const value = adjustmentOf(calculation, kind, category);
    const {
      finalMicro: _final,
      run: _run,
      ...line
    } = traceCalculation(rules, calculation, kind, choices, sums, { category, value });
    calculations.push(line);
    rated.push({ calculation, stars: own, sums, choices, adjustment: value ?? 0 });
  }
  const first =
    existence.find((one) => one[name].rated)?.[name] ?? (existence[0] as Record<RatingName, Existence>)[name];
  const isRated = outcome.status === 'rated';
  return {
    kind,
    outcome,
    minimum: { counted: first.counted, minimum: first.minimum, why: minimumText(first) },
    calculations,
    publishedFrom: isRated ? outcome.calculation : null,
    nextHalfStar: isRated ? nextStep(rules, outcome) : null,
    fourStars: isRated ? distanceTo(rules, FOUR_STARS, outcome.finalMicro) : null,
    changes: isRated ? starChanges(rules, kind, membersOf(rules, context, name), rated, outcome.stars) : [],
  };
}

/**
 * The ratings of a contract with their ledger: every measure and why it counts, the runs with means, variances, thresholds
 * and reward, the decisions of the hold-harmless rules, the distance to the next half star and to four stars, and every
 * change of a single measure star that would move a rating. Same ratings and errors as `rateContract`.
 */
export function traceContract(ruleSet: RuleSet, contract: ContractYear): ContractTrace {
  const rules = compiledRules(ruleSet);
  const context = contractContext(rules, contract);
  const stars = starArrays(ruleSet, contract);
  const ratings = raterFor(rules, context, contract).rate(stars);
  const existence = stars.map((one) => existenceOf(rules, context, one));
  const asked: Asked = { rules, context, contract, stars, existence, ratings };
  return {
    format: TRACE_FORMAT,
    starYear: ruleSet.starYear,
    ruleSet: { version: ruleSet.version, status: ruleSet.status, title: ruleSet.title },
    contractId: contract.contractId,
    contractType: { id: context.type.id, title: context.type.title },
    puertoRicoOnly: contract.puertoRicoOnly,
    highestKind: ratings.highestKind,
    highPerforming: ratings.highPerforming,
    measures: measureLines(rules, context, contract),
    uses: MEASURE_USES,
    ratings: {
      partC: traceRating(asked, 'partC'),
      partD: traceRating(asked, 'partD'),
      overall: traceRating(asked, 'overall'),
    },
  };
}
