import type { MinimumException, RatingName } from '../rulesets/index.js';
import type { CompiledRules } from './compiled-rules.js';
import { kindOf, type ContractContext } from './contract-context.js';

/** Whether a rating exists, how many measures counted, and the message otherwise. */
export interface Existence {
  readonly rated: boolean;
  readonly reason: 'enough' | 'fixedMessage' | 'notApplicable' | 'tooNew' | 'notEnoughData';
  readonly message: string | null;
  readonly counted: number;
  readonly minimum: number | null;
}

/** The exception for a type without a certain measure, where it applies (TN p.12-13, notes to Tables 6 and 7). */
export function minimumException(rules: CompiledRules, typeId: string, stars: Int8Array): MinimumException | null {
  for (const exception of rules.ruleSet.existence.minimumExceptions) {
    const index = rules.indexById.get(exception.withoutMeasure) ?? -1;
    if (exception.contractTypes.includes(typeId) && stars[index] === 0) return exception;
  }
  return null;
}

function countRated(indices: Int32Array, stars: Int8Array): number {
  let rated = 0;
  for (const index of indices) if (Number(stars[index]) > 0) rated += 1;
  return rated;
}

function check(
  rules: CompiledRules,
  context: ContractContext,
  name: RatingName,
  stars: Int8Array,
  partsRated: boolean,
): Existence {
  const counted = countRated(rules.kinds[kindOf(context, name)].counted, stars);
  const refusal = context.refusals[name];
  if (refusal) return { rated: false, ...refusal, counted, minimum: context.type.minimumRated[name] };
  const exception = minimumException(rules, context.type.id, stars);
  const minimum = exception?.minimumRated[name] ?? context.type.minimumRated[name];
  if (partsRated && minimum !== null && counted >= minimum)
    return { rated: true, reason: 'enough', message: null, counted, minimum };
  const { messages } = rules.ruleSet.existence;
  return context.tooNew[name]
    ? { rated: false, reason: 'tooNew', message: messages.tooNew, counted, minimum }
    : { rated: false, reason: 'notEnoughData', message: messages.notEnoughData, counted, minimum };
}

/** Which of the three ratings exist (TN p.12-13, messages p.193-194). The improvement measures do not count. */
export function existenceOf(
  rules: CompiledRules,
  context: ContractContext,
  stars: Int8Array,
): Record<RatingName, Existence> {
  const partC = check(rules, context, 'partC', stars, true);
  const partD = check(rules, context, 'partD', stars, true);
  const bothParts = !rules.ruleSet.existence.overallNeedsBothParts || (partC.rated && partD.rated);
  return { partC, partD, overall: check(rules, context, 'overall', stars, bothParts) };
}
