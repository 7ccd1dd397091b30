import { findMeasure, toUnits, type MeasureRule, type RuleSet } from '../rulesets/index.js';
import { contractTypeOf } from './contract-context.js';
import { RATING_KINDS, type ContractYear, type MeasureResult } from './contract-year.js';
import { decimalsOf, SCORE_PLACES, scoreUnits } from './decimal-text.js';
import { mayRevert } from './derive-stars.js';
import { measureStar } from './measure-star.js';

/** One thing that is wrong in a contract's data. The message never repeats the value. */
export interface ContractProblem {
  /** JSON pointer of the field, such as `/measures/3/score`. */
  readonly pointer: string;
  /** Stable code, such as `score.outOfRange`. */
  readonly code: string;
  readonly message: string;
}

function* scoreProblems(rule: MeasureRule, score: unknown, at: string): Generator<ContractProblem> {
  if (typeof score !== 'string') {
    yield { pointer: at, code: 'score.type', message: 'A score is decimal text, or null where there is none.' };
    return;
  }
  const units = scoreUnits(score);
  if (units === null) {
    const message =
      'A score is plain decimal text without a unit or exponent, such as "76" or "0.16", with at most nine decimals.';
    yield { pointer: at, code: 'score.notADecimal', message };
    return;
  }
  const [min, max] = [toUnits(rule.range.min, SCORE_PLACES), toUnits(rule.range.max, SCORE_PLACES)];
  if (units < Number(min) || units > Number(max)) {
    yield {
      pointer: at,
      code: 'score.outOfRange',
      message: `The score of ${rule.id} lies between ${rule.range.min} and ${rule.range.max}.`,
    };
  }
  if (decimalsOf(score) > rule.decimals) {
    yield {
      pointer: at,
      code: 'score.decimals',
      message: `The score of ${rule.id} has at most ${rule.decimals} decimals: round it half up first.`,
    };
  }
}

function isStar(value: unknown): boolean {
  return Number.isInteger(value) && Number(value) >= 1 && Number(value) <= 5;
}

function* starProblems(ruleSet: RuleSet, one: MeasureResult, at: string): Generator<ContractProblem> {
  const message = 'A measure star is a whole number from 1 to 5, or null where there is none.';
  if (one.star !== null && !isStar(one.star)) yield { pointer: `${at}/star`, code: 'star.invalid', message };
  for (const [id, star] of Object.entries(one.starsByCalculation ?? {})) {
    const where = `${at}/starsByCalculation/${id.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    if (!ruleSet.calculations.some((calculation) => calculation.id === id)) {
      yield { pointer: where, code: 'calculation.unknown', message: 'The rule set has no such calculation.' };
    }
    if (star !== null && !isStar(star)) yield { pointer: where, code: 'star.invalid', message };
  }
}

/** Score and star must agree where CMS reads the star from the cut points and no disaster can have changed it (TN p.7-9). */
function contradicts(ruleSet: RuleSet, contract: ContractYear, rule: MeasureRule, one: MeasureResult): boolean {
  if (one.score === null || one.star === null || (rule.method !== 'clustering' && rule.method !== 'fixed'))
    return false;
  const type = contractTypeOf(ruleSet, contract);
  if (!type || mayRevert(ruleSet, contract, rule.id)) return false;
  const { score } = one;
  const possible = ruleSet.calculations.map((calculation) =>
    measureStar(ruleSet, rule.id, score, type.cutPointSet, calculation.id),
  );
  return possible.every((result) => !('problem' in result) && result.star !== one.star);
}

function* measureProblems(ruleSet: RuleSet, contract: ContractYear): Generator<ContractProblem> {
  const seen = new Set<string>();
  for (const [index, one] of contract.measures.entries()) {
    const at = `/measures/${index}`;
    const rule = ruleSet.measures.find((measure) => measure.id === one.measureId);
    if (!rule) {
      const found = typeof one.measureId === 'string' ? findMeasure(ruleSet, one.measureId) : null;
      const hint = found ? `Use the CMS id ${found.id}.` : "Use CMS's measure ids of the star year.";
      yield {
        pointer: `${at}/measureId`,
        code: 'measure.unknown',
        message: `The ${ruleSet.starYear} rule set has no measure with this id. ${hint}`,
      };
      continue;
    }
    if (seen.has(rule.id))
      yield {
        pointer: `${at}/measureId`,
        code: 'measure.duplicate',
        message: `${rule.id} is given twice: keep one entry.`,
      };
    seen.add(rule.id);
    const before = [
      ...starProblems(ruleSet, one, at),
      ...(one.score === null ? [] : scoreProblems(rule, one.score, `${at}/score`)),
    ];
    yield* before;
    if (before.length === 0 && contradicts(ruleSet, contract, rule, one)) {
      yield {
        pointer: at,
        code: 'measure.contradiction',
        message: `Score and star of ${rule.id} contradict each other by the cut points: correct one, or give only one.`,
      };
    }
  }
}

function* factProblems(ruleSet: RuleSet, contract: ContractYear): Generator<ContractProblem> {
  if (!contractTypeOf(ruleSet, contract)) {
    yield {
      pointer: '/organizationType',
      code: 'organizationType.unknown',
      message: `No contract type of the ${ruleSet.starYear} rule set fits this organization type.`,
    };
  }
  for (const [year, percent] of Object.entries(contract.disasterPercents)) {
    const at = `/disasterPercents/${year.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    if (!ruleSet.disaster.years.includes(year))
      yield { pointer: at, code: 'disaster.year', message: 'Not a disaster year of the rule set.' };
    if (!(typeof percent === 'number' && percent >= 0 && percent <= 100)) {
      yield {
        pointer: at,
        code: 'disaster.percent',
        message: 'A percentage of affected beneficiaries lies between 0 and 100.',
      };
    }
  }
  for (const kind of RATING_KINDS) {
    const category = contract.adjustmentCategories[kind];
    const table = ruleSet.adjustmentIndex[kind];
    if (category === undefined || !table) continue;
    if (!Number.isInteger(category) || category < 1 || category > table.values.length) {
      const message = `A final adjustment category of ${kind} is a whole number from 1 to ${table.values.length}.`;
      yield { pointer: `/adjustmentCategories/${kind}`, code: 'adjustment.category', message };
    }
  }
}

/**
 * Everything that is wrong in a contract's data by the rules of the year: unknown or repeated measures, scores that are no
 * decimals or out of range or too precise, stars that are none, contradictions, unknown organization type, percentages and categories.
 */
export function checkContractYear(ruleSet: RuleSet, contract: ContractYear): ContractProblem[] {
  return [...factProblems(ruleSet, contract), ...measureProblems(ruleSet, contract)];
}
