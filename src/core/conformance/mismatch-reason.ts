import type { PublishedRating, RatingName } from '../cms-tables/index.js';
import {
  contractTypeOf,
  traceContract,
  type CalculationTrace,
  type ContractYear,
  type RatingTrace,
  type RunTrace,
} from '../ratings/index.js';
import type { RuleSet } from '../rulesets/index.js';

const runName = ({ improvement, newMeasures }: RunTrace) =>
  `${improvement} improvement and ${newMeasures} new measures`;

/** The parts a final value is made of. */
function composition(calculation: CalculationTrace, several: boolean): string {
  const run = calculation.runs.find(({ used }) => used);
  if (!run) return `final ${calculation.final}`;
  const category =
    calculation.adjustmentCategory === null
      ? 'no adjustment category in the tables'
      : `category ${calculation.adjustmentCategory}`;
  const name = several ? `calculation ${calculation.calculation}, ` : '';
  return `final ${calculation.final} = mean ${run.mean} + reward ${run.reward} + adjustment ${calculation.adjustment} (${name}${category}, run ${runName(run)}, ${run.measures} measures of weight ${run.weight}, variance ${run.variance})`;
}

/** Runs, calculations and rewards that would have given the published rating. */
function alternatives(trace: RatingTrace, wanted: number, ruleSet: RuleSet): string[] {
  const found: string[] = [];
  for (const calculation of trace.calculations) {
    const several = trace.calculations.length > 1 ? ` of calculation ${calculation.calculation}` : '';
    for (const run of calculation.runs) {
      if (!(run.used && calculation.calculation === trace.publishedFrom) && run.stars === wanted) {
        found.push(`run ${runName(run)}${several} would give ${wanted} (${run.final})`);
      }
    }
    const used = calculation.runs.find(({ used: isUsed }) => isUsed);
    if (!used) continue;
    const { step, cap } = ruleSet.arithmetic;
    const rounded = (value: number) => Math.floor(Math.min(value, cap ?? value) / step + 0.5 + 1e-9) * step;
    const base = Number(used.mean) + Number(calculation.adjustment);
    const rewards = [...new Set(Object.values(ruleSet.rewardFactor.factors))].filter(
      (factor) => factor !== Number(used.reward) && rounded(base + factor) === wanted,
    );
    const { meanRelativelyHigh, meanHigh, varianceLow, varianceHigh, basis } = used.thresholds;
    if (rewards.length > 0) {
      found.push(
        `a reward of ${rewards.join(' or ')} in place of ${used.reward} would give ${wanted}${several} (mean ${used.mean} against ${meanRelativelyHigh} and ${meanHigh}, variance ${used.variance} against ${varianceLow} and ${varianceHigh}, thresholds ${basis})`,
      );
    }
    const bare = Number(used.mean) + Number(used.reward);
    const fitting = adjustments(ruleSet, trace).filter(({ value }) => rounded(bare + value) === wanted);
    if (fitting.length > 0)
      found.push(
        `adjustment category ${fitting.map(({ category }) => category).join(' or ')} would give ${wanted}${several}`,
      );
  }
  return found;
}

function adjustments(ruleSet: RuleSet, trace: RatingTrace): { category: number; value: number }[] {
  const own = trace.calculations.find(({ calculation }) => calculation === trace.publishedFrom)?.adjustmentCategory;
  const values = ruleSet.adjustmentIndex[trace.kind]?.values ?? [];
  return values.map((value, i) => ({ category: i + 1, value })).filter(({ category }) => category !== own);
}

/** Contract types for the same organization type under which the rating would exist, or would not. */
function otherTypes(
  ruleSet: RuleSet,
  contract: ContractYear,
  name: RatingName,
  counted: number,
  rated: boolean,
): string {
  const own = contractTypeOf(ruleSet, contract);
  const fitting = ruleSet.contractTypes.filter(({ id, match, minimumRated }) => {
    const minimum = minimumRated[name];
    const reached = minimum !== null && counted >= minimum;
    return (
      id !== own?.id &&
      reached === rated &&
      match.some(({ organizationTypes }) => organizationTypes.includes(contract.organizationType))
    );
  });
  if (fitting.length === 0) return '';
  const list = fitting.map(({ id, minimumRated }) => `${id} (needs ${minimumRated[name] ?? 'no rating'})`).join(', ');
  return `; as ${list} the published would follow: check the contract's type, SNP flag and the list of I-SNP-only contracts`;
}

function deciderNotes(ruleSet: RuleSet, contract: ContractYear): string {
  const ids = [...ruleSet.existence.deciders.partC, ...ruleSet.existence.deciders.partD];
  const said = contract.measures.filter(({ measureId, note }) => ids.includes(measureId) && note !== null);
  const list = said.map(({ measureId, note }) => `${measureId} says "${note}"`).join(', ');
  return list === '' ? `deciding measures ${ids.join(', ')} have no text` : list;
}

/**
 * What a computed rating rests on and what would give the published one, for the person who looks for the fault in a
 * rule-set file: the run, reward, adjustment category or contract type that fits the published value.
 */
export function mismatchReason(
  ruleSet: RuleSet,
  contract: ContractYear,
  name: RatingName,
  published: PublishedRating,
): string {
  const whole = traceContract(ruleSet, contract);
  const trace = whole.ratings[name];
  const { outcome, minimum } = trace;
  const type = `contract type ${whole.contractType.id}`;
  if (outcome.status === 'notRated') {
    const head = `computed message "${outcome.message}": ${minimum.counted} of ${minimum.minimum ?? 'no'} measures, ${minimum.why} (${type}; ${deciderNotes(ruleSet, contract)})`;
    if (published.stars !== null) return head + otherTypes(ruleSet, contract, name, minimum.counted, true);
    return `published message "${published.message}", ${head}`;
  }
  if (published.stars === null) {
    const head = `published message "${published.message}", computed ${outcome.stars}: ${minimum.counted} of ${minimum.minimum ?? 'no'} measures (${type})`;
    return head + otherTypes(ruleSet, contract, name, minimum.counted, false);
  }
  const calculation = trace.calculations.find((one) => one.calculation === trace.publishedFrom);
  const parts = calculation ? composition(calculation, trace.calculations.length > 1) : `final ${outcome.final}`;
  const others = alternatives(trace, published.stars, ruleSet);
  const changes = trace.changes.filter(
    (change) => change.stars === published.stars && Math.abs(change.to - change.from) === 1,
  );
  if (changes.length > 0) {
    const list = changes.slice(0, 4).map(({ measureId, from, to }) => `${measureId} ${from}→${to}`);
    others.push(
      `one other measure star would give ${published.stars} (${list.join(', ')}${changes.length > 4 ? ', …' : ''})`,
    );
  }
  const tail =
    others.length > 0
      ? others.join('; ')
      : 'no other run, reward, adjustment category or single star gives the published rating: check weights and measures';
  return `computed ${outcome.stars} from ${parts}; ${tail}`;
}
