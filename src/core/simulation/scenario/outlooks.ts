import { type ContractYear, contractTypeOf, cutPointsOf } from '../../ratings/index.js';
import type { MeasureRule, RuleSet } from '../../rulesets/index.js';
import { adherenceReport } from '../adherence.js';
import { afterEnrolmentChange, memberCount, SimulationInputError } from '../distribution/index.js';
import type { GapOutlook, MeasureOutlook } from './scenario-types.js';

/** One thing that is wrong with the outlooks; the pointer begins at their list. */
export interface OutlookProblem {
  readonly pointer: string;
  readonly code: string;
  readonly message: string;
}

/** Members in all outlooks together: what may be asked for at once is limited by the caller. */
export function outlookMembers(outlooks: readonly MeasureOutlook[]): number {
  return outlooks.reduce((sum, one) => sum + ('open' in one ? memberCount(one.open) : 0), 0);
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

function gapProblems(outlook: GapOutlook, rule: MeasureRule, hasCutPoints: boolean): [string, string, string][] {
  const { denominator, numerator, open, memberCorrelation = 0, enrolment, adherence = [] } = outlook;
  const problems: [string, string, string][] = [];
  const add = (pointer: string, code: string, message: string): number => problems.push([pointer, code, message]);
  if (rule.method === 'cahps' || rule.method === 'improvement' || rule.unit !== 'percent')
    add('/code', 'measure.notARate', 'The star of this measure does not follow from members: give its chances.');
  else if (!hasCutPoints) add('/code', 'measure.noCutPoints', 'The rule set has no cut points for this measure.');
  if (!isCount(denominator) || denominator < 1)
    add('/denominator', 'count.invalid', 'A denominator is a whole number of at least 1.');
  if (!isCount(numerator) || numerator > denominator)
    add('/numerator', 'count.invalid', 'A numerator is a whole number up to the denominator.');
  open.forEach(({ probability, members }, place) => {
    if (!(probability >= 0 && probability <= 1))
      add(`/open/${place}/probability`, 'probability.outOfRange', 'A probability lies between 0 and 1.');
    if (!isCount(members)) add(`/open/${place}/count`, 'count.invalid', 'Members are a whole number.');
  });
  if (numerator + memberCount(open) > denominator)
    add('/open', 'count.contradiction', 'There are more open gaps than members without a numerator.');
  if (!(memberCorrelation >= 0 && memberCorrelation < 1))
    add('/memberCorrelation', 'correlation.outOfRange', 'A correlation lies between 0 and 1, 1 excluded.');
  if (enrolment !== undefined && problems.length === 0) problems.push(...enrolmentProblems(outlook));
  adherence.forEach((days, place) => {
    try {
      adherenceReport([{ ...days, memberId: '' }]);
    } catch (error) {
      if (!(error instanceof SimulationInputError)) throw error;
      add(`/adherence/${place}/${error.field}`, 'days.impossible', 'The days of a member contradict each other.');
    }
  });
  return problems;
}

function enrolmentProblems({ open, enrolment }: GapOutlook): [string, string, string][] {
  if (enrolment === undefined) return [];
  try {
    afterEnrolmentChange(open, enrolment);
    return [];
  } catch (error) {
    if (!(error instanceof SimulationInputError)) throw error;
    const place =
      error.field === 'leavingShare' ? 'leavingShare' : `joining/${error.field === 'members' ? 'count' : error.field}`;
    return [[`/enrolment/${place}`, 'enrolment.impossible', 'The change of enrolment is not possible.']];
  }
}

function chanceProblems(chances: readonly number[]): [string, string, string][] {
  const total = chances.reduce((sum, chance) => sum + chance, 0);
  const isFine = chances.length === 5 && chances.every((chance) => chance >= 0) && Math.abs(total - 1) < 1e-6;
  return isFine ? [] : [['/chances', 'chances.invalid', 'Chances are five probabilities that sum to 1.']];
}

/**
 * Everything that is impossible about the outlooks of a contract's measures: unknown or repeated measures, counts that
 * contradict each other, probabilities out of range, stars that do not follow from members.
 *
 * @param distance closing gaps has a distance only where higher is better
 */
export function outlookProblems(
  ruleSet: RuleSet,
  contract: ContractYear,
  outlooks: readonly MeasureOutlook[],
  distance = false,
): OutlookProblem[] {
  const set = contractTypeOf(ruleSet, contract)?.cutPointSet ?? 'mapd';
  const seen = new Set<string>();
  return outlooks.flatMap((outlook, place): OutlookProblem[] => {
    const rule = ruleSet.measures.find(({ id }) => id === outlook.measureId);
    const found: [string, string, string][] = [];
    if (rule === undefined) found.push(['/code', 'measure.unknown', 'The rule set has no such measure.']);
    else if (seen.has(rule.id)) found.push(['/code', 'measure.repeated', 'The measure is given twice.']);
    else {
      seen.add(rule.id);
      if ('chances' in outlook) found.push(...chanceProblems(outlook.chances));
      else found.push(...gapProblems(outlook, rule, cutPointsOf(ruleSet, rule, set) !== null));
      if (distance && rule.better === 'lower')
        found.push(['/code', 'measure.lowerIsBetter', 'Closing gaps has a distance only where higher is better.']);
    }
    return found.map(([pointer, code, message]) => ({ pointer: `/${place}${pointer}`, code, message }));
  });
}
