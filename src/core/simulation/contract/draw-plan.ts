import { type ContractYear, contractTypeOf, cutPointsOf } from '../../ratings/index.js';
import type { MeasureRule, RuleSet } from '../../rulesets/index.js';
import { SimulationInputError } from '../distribution/index.js';
import { drawsOf, starChances } from '../star-chances.js';
import type { MeasureByNumerator, SimulatedMeasure } from './simulation-types.js';

/** A measure ready to be drawn: where its star goes and what star a uniform number means. */
export interface DrawnMeasure {
  readonly measureId: string;
  /** Places in the star array: its own, and the same measure's in the other part (C28 and D02). */
  readonly places: readonly number[];
  /** For each draw of the cut points four ascending limits: the star is 1 plus the number of limits not above the uniform. */
  readonly limits: Float64Array;
  readonly cutPointDraws: number;
}

function limitsOf(chances: readonly number[]): number[] {
  let sum = 0;
  // A sum that misses 1 by binary rounding must not leave a sliver for stars of probability 0.
  return chances.slice(0, 4).map((chance) => ((sum += chance) > 1 - 1e-12 ? 1 : sum));
}

function checkChances(chances: readonly number[]): void {
  const total = chances.reduce((sum, chance) => sum + chance, 0);
  if (chances.length !== 5 || chances.some((chance) => !(chance >= 0)) || !(Math.abs(total - 1) < 1e-6))
    throw new SimulationInputError('chances', 'not five probabilities that sum to 1');
}

function numeratorLimits(
  measure: MeasureByNumerator,
  rule: MeasureRule,
  ruleSet: RuleSet,
  contract: ContractYear,
): number[] {
  if (rule.method === 'cahps' || rule.method === 'improvement')
    throw new SimulationInputError(measure.measureId, 'its star does not follow from a rate: give chances');
  const set = contractTypeOf(ruleSet, contract)?.cutPointSet ?? 'mapd';
  const cutPoints = measure.cutPoints ?? cutPointsOf(ruleSet, rule, set);
  if (cutPoints === null) throw new SimulationInputError(measure.measureId, 'the rule set has no cut points for it');
  const scale = { direction: rule.better, decimals: rule.decimals };
  return drawsOf(cutPoints).flatMap((draw) =>
    limitsOf(starChances(measure.numerator, measure.denominator, draw, scale)),
  );
}

/** The place of the same measure in the other part, if the contract has a star there and it is not simulated itself. */
function twinPlaces(ruleSet: RuleSet, measureId: string, simulated: ReadonlySet<string>, stars: Int8Array): number[] {
  return ruleSet.overallDuplicates.flatMap(({ drop, keep }) => {
    const twin = measureId === keep ? drop : measureId === drop ? keep : null;
    if (twin === null || simulated.has(twin)) return [];
    const place = ruleSet.measures.findIndex(({ id }) => id === twin);
    return place >= 0 && stars[place] !== 0 ? [place] : [];
  });
}

/**
 * Prepares the measures of a simulation.
 *
 * @throws SimulationInputError for measures that are unknown or given twice, chances that are none, or numerators for
 *   measures whose star does not follow from a rate
 */
export function drawPlan(
  ruleSet: RuleSet,
  contract: ContractYear,
  measures: readonly SimulatedMeasure[],
  stars: Int8Array,
): DrawnMeasure[] {
  const simulated = new Set(measures.map(({ measureId }) => measureId));
  if (simulated.size !== measures.length) throw new SimulationInputError('measures', 'a measure is given twice');
  return measures.map((measure) => {
    const { measureId } = measure;
    const place = ruleSet.measures.findIndex(({ id }) => id === measureId);
    const rule = ruleSet.measures[place];
    if (rule === undefined) throw new SimulationInputError('measureId', 'not a measure of the rule set');
    let limits: number[];
    if ('chances' in measure) {
      checkChances(measure.chances);
      limits = limitsOf(measure.chances);
    } else limits = numeratorLimits(measure, rule, ruleSet, contract);
    const places = [place, ...twinPlaces(ruleSet, measureId, simulated, stars)];
    return { measureId, places, limits: Float64Array.from(limits), cutPointDraws: limits.length / 4 };
  });
}
