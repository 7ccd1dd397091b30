import type { CountedMeasure, GapInterventions } from '../../../core/simulation/index.js';
import type { FieldProblem } from '../../../platform/http/index.js';
import type { InterventionsChangeDto, PlannedInterventionsDto } from '../dto/from-gaps.dto.js';
import type { StoredIntervention } from './counted-gaps.repository.js';

/** A type of the catalogue, as far as a plan needs it. */
export interface PlannableType {
  readonly code: string;
  /** 0–1, decimal text. */
  readonly successRate: string;
  readonly active: boolean;
}

/** Ids that are unknown, at an end, or of members who are not treated. */
export function idProblems(ids: readonly string[], found: readonly StoredIntervention[]): FieldProblem[] {
  const byId = new Map(found.map((one) => [one.id, one]));
  return ids.flatMap((id, index): FieldProblem[] => {
    const pointer = `/interventions/ids/${index}`;
    const one = byId.get(id.toLowerCase());
    if (!one)
      return [{ pointer, code: 'unknownIntervention', message: 'The contract has no such intervention that year.' }];
    if (one.state !== 'planned' && one.state !== 'in_progress')
      return [{ pointer, code: 'ended', message: 'An intervention at its end changes nothing any more.' }];
    if (one.holdout) return [{ pointer, code: 'holdout', message: 'Its member is not treated.' }];
    return [];
  });
}

function lineProblems(
  { type, measures }: PlannedInterventionsDto,
  at: string,
  types: readonly PlannableType[],
  counted: readonly CountedMeasure[],
  elsewhere: ReadonlySet<string>,
): FieldProblem[] {
  const problems: FieldProblem[] = [];
  if (types.find(({ code }) => code === type)?.active !== true)
    problems.push({ pointer: `${at}/type`, code: 'unknownType', message: 'The catalogue has no such active type.' });
  measures.forEach((code, index) => {
    const pointer = `${at}/measures/${index}`;
    if (elsewhere.has(code))
      problems.push({ pointer, code: 'contradiction', message: 'The outlook of this measure is given.' });
    else if (!counted.some(({ measure }) => measure === code))
      problems.push({ pointer, code: 'noGaps', message: 'The contract has no gaps in this measure that year.' });
  });
  return problems;
}

/** Everything about a plan that cannot be: types, measures, more gaps than can still close. */
export function planProblems(
  plan: readonly PlannedInterventionsDto[],
  types: readonly PlannableType[],
  counted: readonly CountedMeasure[],
  elsewhere: ReadonlySet<string>,
): FieldProblem[] {
  return plan.flatMap((line, index): FieldProblem[] => {
    const at = `/interventions/plan/${index}`;
    const own = lineProblems(line, at, types, counted, elsewhere);
    if (own.length > 0) return own;
    const able = (code: string): number =>
      counted
        .filter(({ measure }) => measure === code)
        .flatMap(({ unsettled }) => unsettled)
        .reduce((sum, { lost, gaps }) => sum + (lost ? 0 : gaps), 0);
    return line.measures.some((code) => line.count > able(code))
      ? [{ pointer: `${at}/count`, code: 'tooMany', message: 'There are fewer open gaps that can still close.' }]
      : [];
  });
}

/** Interventions with the success rates of the catalogue. */
export function toInterventions(
  { plan = [], order = 'leastLikely', overlap = 'apart' }: InterventionsChangeDto,
  types: readonly PlannableType[],
): GapInterventions {
  const successRates = Object.fromEntries(types.map(({ code, successRate }) => [code, Number(successRate)]));
  return {
    successRates,
    plan: plan.map(({ type, count, measures }) => ({ successRate: successRates[type] ?? 0, count, measures })),
    order,
    overlap,
  };
}
