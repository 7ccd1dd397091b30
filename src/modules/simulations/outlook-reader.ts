import type { ContractYear } from '../../core/ratings/index.js';
import { findMeasure, type RuleSet } from '../../core/rulesets/index.js';
import {
  type GapGroup,
  groupProbabilities,
  type MeasureOutlook,
  outlookProblems,
} from '../../core/simulation/index.js';
import { type FieldProblem, Problem } from '../../platform/http/index.js';
import type { EnrolmentDto, OutlookDto } from './dto/outlook.dto.js';

const OF_MEMBERS = ['denominator', 'numerator', 'open', 'probabilities', 'memberCorrelation', 'enrolment'] as const;

function shapeProblems(outlook: OutlookDto, at: string, distance: boolean): FieldProblem[] {
  const { chances, denominator, numerator, open, probabilities } = outlook;
  const problems: FieldProblem[] = [];
  const add = (field: string, code: string, message: string): void => {
    problems.push({ pointer: `${at}/${field}`, code, message });
  };
  if (chances !== undefined) {
    if (distance) add('chances', 'notForKind', 'A distance follows from members.');
    for (const field of OF_MEMBERS)
      if (outlook[field] !== undefined) add(field, 'contradiction', 'Give either members or chances.');
  } else {
    if (denominator === undefined) add('denominator', 'missing', 'Members need a denominator.');
    if (numerator === undefined) add('numerator', 'missing', 'Members need a numerator.');
    if (open === undefined && probabilities === undefined)
      add('open', 'missing', 'Give the open gaps in groups or one by one, or the chances of the stars.');
    if (open !== undefined && probabilities !== undefined)
      add('probabilities', 'contradiction', 'Give the open gaps either in groups or one by one.');
  }
  if (outlook.adherence !== undefined && (!distance || chances !== undefined))
    add('adherence', 'notForKind', 'Days of members are for a distance.');
  return problems;
}

function openGaps({ open, probabilities = [] }: OutlookDto): GapGroup[] {
  return open?.map(({ count, probability }) => ({ probability, members: count })) ?? groupProbabilities(probabilities);
}

function enrolmentOf({ leavingShare, joining }: EnrolmentDto): { leavingShare: number; joining: GapGroup } {
  return { leavingShare, joining: { probability: joining.probability, members: joining.count } };
}

function toOutlook(outlook: OutlookDto, measureId: string): MeasureOutlook {
  const { chances, denominator = 0, numerator = 0, memberCorrelation, enrolment, adherence } = outlook;
  if (chances !== undefined) return { measureId, chances };
  return {
    measureId,
    denominator,
    numerator,
    open: openGaps(outlook),
    ...(memberCorrelation === undefined ? {} : { memberCorrelation }),
    ...(enrolment === undefined ? {} : { enrolment: enrolmentOf(enrolment) }),
    ...(adherence === undefined ? {} : { adherence: adherence.map((days) => ({ ...days })) }),
  };
}

/**
 * The outlooks of a request.
 *
 * @throws Problem naming every field that is missing, unknown, impossible or contradicting another.
 */
export function readOutlooks(
  ruleSet: RuleSet,
  contract: ContractYear,
  outlooks: readonly OutlookDto[],
  distance: boolean,
): MeasureOutlook[] {
  const shape = outlooks.flatMap((outlook, index) => shapeProblems(outlook, `/outlooks/${index}`, distance));
  if (shape.length > 0) throw new Problem('validation-failed', 'One or more fields are not valid.', shape);
  const read = outlooks.map((outlook) => toOutlook(outlook, findMeasure(ruleSet, outlook.code)?.id ?? ''));
  const problems = outlookProblems(ruleSet, contract, read, distance);
  if (problems.length > 0) {
    const errors = problems.map((problem) => ({ ...problem, pointer: `/outlooks${problem.pointer}` }));
    throw new Problem('validation-failed', 'One or more fields are not valid.', errors);
  }
  return read;
}
