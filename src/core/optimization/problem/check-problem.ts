import { dayNumber } from '../../gaps/index.js';
import { contractTypeOf, cutPointsOf } from '../../ratings/index.js';
import { OptimizationInputError, type ProblemFault } from './input-error.js';
import type { OptimizationProblem } from './problem-types.js';

type Add = (pointer: string, code: string, message: string) => void;

const isCount = (value: number, least = 0): boolean => Number.isSafeInteger(value) && value >= least;
const isShare = (value: number): boolean => value >= 0 && value <= 1;

function repeated(values: readonly string[], pointer: (place: number) => string, add: Add): void {
  const seen = new Set<string>();
  values.forEach((value, place) => {
    if (seen.has(value)) add(pointer(place), 'name.repeated', 'The name is used twice.');
    seen.add(value);
  });
}

function checkMeasures({ ruleSet, contract, measures, otherMeasures = [] }: OptimizationProblem, add: Add): void {
  const set = contractTypeOf(ruleSet, contract)?.cutPointSet ?? 'mapd';
  const rule = (id: string): (typeof ruleSet.measures)[number] | undefined =>
    ruleSet.measures.find((one) => one.id === id);
  repeated(
    [...measures, ...otherMeasures].map((one) => one.measureId),
    (place) => (place < measures.length ? `/measures/${place}` : `/otherMeasures/${place - measures.length}`),
    add,
  );
  measures.forEach(({ measureId, numerator, denominator }, place) => {
    const found = rule(measureId);
    const at = `/measures/${place}`;
    if (!found) add(`${at}/measureId`, 'measure.unknown', 'The rule set has no such measure.');
    else if (found.unit !== 'percent' || found.method === 'cahps' || found.method === 'improvement')
      add(`${at}/measureId`, 'measure.notARate', 'The star of this measure does not follow from members.');
    else if (found.better === 'lower')
      add(`${at}/measureId`, 'measure.lowerIsBetter', 'Closing gaps is for measures where higher is better.');
    else if (!cutPointsOf(ruleSet, found, set))
      add(`${at}/measureId`, 'measure.noCutPoints', 'The rule set has no cut points for this measure.');
    if (!isCount(denominator, 1)) add(`${at}/denominator`, 'count.invalid', 'A whole number of at least 1.');
    if (!isCount(numerator) || numerator > denominator)
      add(`${at}/numerator`, 'count.invalid', 'A whole number up to the denominator.');
  });
  otherMeasures.forEach(({ measureId, chances }, place) => {
    if (!rule(measureId)) add(`/otherMeasures/${place}`, 'measure.unknown', 'The rule set has no such measure.');
    const sum = chances.reduce((total, one) => total + one, 0);
    if (chances.length !== 5 || !chances.every(isShare) || Math.abs(sum - 1) > 1e-6)
      add(`/otherMeasures/${place}/chances`, 'chances.invalid', 'Five probabilities that sum to 1.');
  });
}

function checkClasses({ classes, measures, interventions }: OptimizationProblem, add: Add): void {
  const known = new Set(measures.map(({ measureId }) => measureId));
  const open = new Map<string, number>();
  repeated(
    classes.map(({ id }) => id),
    (place) => `/classes/${place}/id`,
    add,
  );
  classes.forEach(({ members, gaps, contactsLeft = 0 }, place) => {
    const at = `/classes/${place}`;
    if (!isCount(members, 1)) add(`${at}/members`, 'count.invalid', 'A whole number of at least 1.');
    if (!isCount(contactsLeft)) add(`${at}/contactsLeft`, 'count.invalid', 'A whole number of at least 0.');
    repeated(
      gaps.map(({ measureId }) => measureId),
      (gap) => `${at}/gaps/${gap}/measureId`,
      add,
    );
    gaps.forEach(({ measureId, chance, dueOn }, gap) => {
      if (!known.has(measureId))
        add(`${at}/gaps/${gap}/measureId`, 'measure.unknown', 'It is none of the problem’s measures.');
      if (!isShare(chance)) add(`${at}/gaps/${gap}/chance`, 'chance.invalid', 'A probability lies between 0 and 1.');
      if (dueOn !== undefined && dayNumber(dueOn) === undefined)
        add(`${at}/gaps/${gap}/dueOn`, 'date.invalid', 'A day is written YYYY-MM-DD.');
      open.set(measureId, (open.get(measureId) ?? 0) + members);
    });
  });
  measures.forEach(({ measureId, numerator, denominator }, place) => {
    if (numerator <= denominator && numerator + (open.get(measureId) ?? 0) > denominator)
      add(`/measures/${place}`, 'count.contradiction', 'There are more open gaps than members without a numerator.');
  });
  repeated(
    interventions.map(({ code }) => code),
    (place) => `/interventions/${place}/code`,
    add,
  );
  interventions.forEach(({ costCents, amount, contacts = 1, leadDays = 0, effects }, place) => {
    const at = `/interventions/${place}`;
    if (!isCount(costCents)) add(`${at}/costCents`, 'money.invalid', 'Whole cents of at least 0.');
    if (!(amount >= 0 && amount < Infinity)) add(`${at}/amount`, 'amount.invalid', 'A number of at least 0.');
    if (!isCount(contacts)) add(`${at}/contacts`, 'count.invalid', 'A whole number of at least 0.');
    if (!isCount(leadDays)) add(`${at}/leadDays`, 'count.invalid', 'A whole number of at least 0.');
    effects.forEach(({ success }, effect) => {
      if (!isShare(success))
        add(`${at}/effects/${effect}/success`, 'chance.invalid', 'A probability lies between 0 and 1.');
    });
    repeated(
      effects.map(({ measureId }) => measureId),
      (effect) => `${at}/effects/${effect}/measureId`,
      add,
    );
  });
}

function checkLimits({ limits, startsOn, yearEnd }: OptimizationProblem, add: Add): void {
  const { budgetCents = 0, channels = [], contactsPerMember = 1, minimumEffort = [] } = limits;
  if (!isCount(budgetCents)) add('/limits/budgetCents', 'money.invalid', 'Whole cents of at least 0.');
  if (!isCount(contactsPerMember) || contactsPerMember > 5)
    add('/limits/contactsPerMember', 'count.invalid', 'A whole number from 0 to 5.');
  repeated(
    channels.map(({ channel }) => channel),
    (place) => `/limits/channels/${place}/channel`,
    add,
  );
  channels.forEach(({ capacity }, place) => {
    let [day, amount] = [-Infinity, 0];
    if (capacity.length === 0) add(`/limits/channels/${place}/capacity`, 'capacity.missing', 'One entry at least.');
    capacity.forEach((one, entry) => {
      const at = `/limits/channels/${place}/capacity/${entry}`;
      const through = dayNumber(one.through ?? yearEnd);
      if (through === undefined || through <= day)
        add(`${at}/through`, 'date.invalid', 'Days are written YYYY-MM-DD and ascend.');
      if (!(one.amount >= amount && one.amount < Infinity))
        add(`${at}/amount`, 'amount.invalid', 'Amounts are cumulative: at least that of the day before.');
      [day, amount] = [through ?? day, one.amount];
    });
  });
  minimumEffort.forEach(({ members }, place) => {
    if (!isCount(members)) add(`/limits/minimumEffort/${place}/members`, 'count.invalid', 'A whole number.');
  });
  const [first, last] = [dayNumber(startsOn), dayNumber(yearEnd)];
  if (first === undefined) add('/startsOn', 'date.invalid', 'A day is written YYYY-MM-DD.');
  if (last === undefined || (first !== undefined && last < first))
    add('/yearEnd', 'date.invalid', 'A day that is not before the start.');
}

function checkObjective({ objective }: OptimizationProblem, add: Add): void {
  if (objective.kind === 'value') return;
  const { targetStars } = objective;
  if (!Number.isInteger(targetStars * 2) || targetStars < 1 || targetStars > 5)
    add('/objective/targetStars', 'stars.invalid', 'A half star from 1 to 5.');
  if (objective.kind === 'cost' && !(objective.confidence >= 0.5 && objective.confidence <= 0.999))
    add('/objective/confidence', 'chance.invalid', 'A probability from 0.5 to 0.999.');
}

/** Refuses impossible problems. @throws OptimizationInputError with everything that is wrong */
export function checkProblem(problem: OptimizationProblem): void {
  const faults: ProblemFault[] = [];
  const add: Add = (pointer, code, message) => {
    if (faults.length < 100) faults.push({ pointer, code, message });
  };
  checkMeasures(problem, add);
  checkClasses(problem, add);
  checkLimits(problem, add);
  checkObjective(problem, add);
  if (faults.length > 0) throw new OptimizationInputError(faults);
}
