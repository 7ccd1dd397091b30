import type { ContractYear } from '../../core/ratings/index.js';
import { type CutPoints, findMeasure, type RuleSet } from '../../core/rulesets/index.js';
import { applyChanges, type WhatIfChange, WhatIfError } from '../../core/simulation/index.js';
import { type FieldProblem, Problem } from '../../platform/http/index.js';
import { decimalText } from '../ratings/index.js';
import type { ChangeDto } from './dto/change.dto.js';

type Field = Exclude<keyof ChangeDto, 'type' | 'code'>;

const FIELDS: readonly Field[] = [
  'star',
  'score',
  'numerator',
  'denominator',
  'added',
  'openGaps',
  'rate',
  'cutPoints',
  'set',
];

const NEEDED: Readonly<Record<ChangeDto['type'], readonly Field[]>> = {
  star: ['star'],
  score: ['score'],
  numerators: ['numerator', 'denominator', 'added'],
  closureRate: ['numerator', 'denominator', 'openGaps', 'rate'],
  cutPoints: ['cutPoints'],
};

const refuse = (errors: FieldProblem[]): Problem =>
  new Problem('validation-failed', 'One or more fields are not valid.', errors);

function fieldProblems(change: ChangeDto, at: string): FieldProblem[] {
  const needed = NEEDED[change.type];
  const allowed: readonly Field[] = change.type === 'cutPoints' ? [...needed, 'set'] : needed;
  return FIELDS.flatMap((field): FieldProblem[] => {
    const pointer = `${at}/${field}`;
    const isGiven = change[field] !== undefined;
    if (!isGiven && needed.includes(field))
      return [{ pointer, code: 'missing', message: 'A change of this type needs this field.' }];
    if (isGiven && !allowed.includes(field))
      return [{ pointer, code: 'notForType', message: 'A change of this type does not have this field.' }];
    return [];
  });
}

function toChange(change: ChangeDto, measureId: string): WhatIfChange {
  const { type, star, score, numerator = 0, denominator = 0, added = 0, openGaps = 0, rate = 0, set } = change;
  switch (type) {
    case 'star':
      return { type, measureId, star: star ?? 1 };
    case 'score':
      return { type, measureId, score: decimalText(score) ?? '' };
    case 'numerators':
      return { type, measureId, numerator, denominator, added };
    case 'closureRate':
      return { type, measureId, numerator, denominator, openGaps, rate };
    case 'cutPoints':
      return {
        type,
        measureId,
        cutPoints: change.cutPoints as unknown as CutPoints,
        ...(set === undefined ? {} : { set }),
      };
  }
}

/**
 * The changes of a request, tried on the contract.
 *
 * @throws Problem naming every field that is missing, out of place, unknown, impossible or contradicting another.
 */
export function readChanges(ruleSet: RuleSet, contract: ContractYear, changes: readonly ChangeDto[]): WhatIfChange[] {
  const problems: FieldProblem[] = [];
  const read = changes.map((change, index) => {
    const at = `/changes/${index}`;
    const own = fieldProblems(change, at);
    const measure = findMeasure(ruleSet, change.code);
    if (!measure) {
      const message = 'This measure is not in the rule set of the star year; see /api/v1/measures.';
      own.push({ pointer: `${at}/code`, code: 'unknownMeasure', message });
    }
    problems.push(...own);
    return toChange(change, measure?.id ?? '');
  });
  if (problems.length > 0) throw refuse(problems);
  try {
    applyChanges(ruleSet, contract, read);
  } catch (error) {
    if (!(error instanceof WhatIfError)) throw error;
    const pointer = `/changes${error.pointer.replace(/\/measureId$/, '/code')}`;
    throw refuse([{ pointer, code: error.code, message: error.message.slice(error.pointer.length + 2) }]);
  }
  return read;
}
