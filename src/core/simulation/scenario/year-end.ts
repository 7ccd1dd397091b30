import type { CutPoints } from '../../cutpoints/index.js';
import { type ContractYear, contractTypeOf, cutPointsOf } from '../../ratings/index.js';
import type { MeasureRule, RuleSet } from '../../rulesets/index.js';
import type { SimulatedMeasure } from '../contract/index.js';
import {
  afterEnrolmentChange,
  commonFactorDistribution,
  type GapGroup,
  memberCount,
  type NumeratorDistribution,
  numeratorQuantile,
  poissonBinomial,
  shifted,
  SimulationInputError,
} from '../distribution/index.js';
import { type CutPointsOrDraws, starChances } from '../star-chances.js';
import type { ChanceSource, GapOutlook, MeasureOutlook, SimulatedMeasureLine } from './scenario-types.js';

/** A measure ready for the draws, and the line that says what of it is uncertain. */
export interface YearEnd {
  readonly simulated: SimulatedMeasure;
  readonly line: SimulatedMeasureLine;
}

function stayingGaps({ open, enrolment }: GapOutlook): readonly GapGroup[] {
  return enrolment === undefined ? open : afterEnrolmentChange(open, enrolment);
}

/** The year-end denominator: without leavers, with joiners. */
export function yearEndDenominator(outlook: GapOutlook): number {
  return outlook.denominator + memberCount(stayingGaps(outlook)) - memberCount(outlook.open);
}

/** The expected year-end numerator, not rounded. */
export function expectedNumerator(outlook: GapOutlook): number {
  return stayingGaps(outlook).reduce((sum, { probability, members }) => sum + probability * members, outlook.numerator);
}

/** The year-end numerator of a measure and the denominator it counts in. Leavers leave both, joiners enter both. */
export function yearEndNumerator(outlook: GapOutlook): { numerator: NumeratorDistribution; denominator: number } {
  const { memberCorrelation = 0 } = outlook;
  const groups = stayingGaps(outlook);
  const denominator = yearEndDenominator(outlook);
  const closures =
    memberCorrelation === 0 ? poissonBinomial(groups) : commonFactorDistribution(groups, memberCorrelation);
  return { numerator: shifted(closures, outlook.numerator), denominator };
}

/** The measure's cut points for a contract: drawn ones, or those of the rule set. */
export function cutPointsFor(
  ruleSet: RuleSet,
  contract: ContractYear,
  rule: MeasureRule,
  drawn?: Readonly<Record<string, readonly CutPoints[]>>,
): CutPointsOrDraws {
  const draws = drawn?.[rule.id];
  if (draws !== undefined && draws.length > 0) return draws;
  const fixed = cutPointsOf(ruleSet, rule, contractTypeOf(ruleSet, contract)?.cutPointSet ?? 'mapd');
  if (fixed === null) throw new SimulationInputError(rule.id, 'the rule set has no cut points for it');
  return fixed;
}

/**
 * A measure's year-end outlook through its distribution and cut points.
 *
 * @throws SimulationInputError for unknown measures or impossible counts
 */
export function yearEnd(
  ruleSet: RuleSet,
  contract: ContractYear,
  outlook: MeasureOutlook,
  source: ChanceSource,
  drawn?: Readonly<Record<string, readonly CutPoints[]>>,
): YearEnd {
  const { measureId } = outlook;
  const rule = ruleSet.measures.find(({ id }) => id === measureId);
  if (rule === undefined) throw new SimulationInputError('measureId', 'not a measure of the rule set');
  const star = contract.measures.find((one) => one.measureId === measureId)?.star ?? null;
  const head = { measureId, name: rule.name, source, star };
  if ('chances' in outlook) {
    const { chances } = outlook;
    return { simulated: { measureId, chances }, line: { ...head, chances, expectedRate: null, numerator: null } };
  }
  const { numerator, denominator } = yearEndNumerator(outlook);
  const cutPoints = cutPointsFor(ruleSet, contract, rule, drawn);
  const chances = starChances(numerator, denominator, cutPoints, { direction: rule.better, decimals: rule.decimals });
  const [p10, p50, p90] = [0.1, 0.5, 0.9].map((share) => numeratorQuantile(numerator, share)) as [
    number,
    number,
    number,
  ];
  const { mean, method, errorBound } = numerator;
  return {
    simulated: { measureId, numerator, denominator, cutPoints },
    line: {
      ...head,
      chances,
      expectedRate: (100 * mean) / denominator,
      numerator: { denominator, mean, p10, p50, p90, method, errorBound },
    },
  };
}
