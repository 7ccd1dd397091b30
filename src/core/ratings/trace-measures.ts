import { PARTS_OF_KIND, type MeasureRule, type RatingName, type RuleSet } from '../rulesets/index.js';
import type { CompiledRules } from './compiled-rules.js';
import { kindOf, type ContractContext } from './contract-context.js';
import type { ContractYear, MeasureResult, Star } from './contract-year.js';
import { mayRevert } from './derive-stars.js';
import { starOfScore, type MeasureStarResult } from './measure-star.js';
import type { MeasureLine, MeasureUse } from './trace-types.js';

const NAMES = ['partC', 'partD', 'overall'] as const satisfies readonly RatingName[];

interface StaticLine {
  readonly measure: MeasureRule;
  readonly duplicate: boolean;
  readonly exception: number | null;
}

const statics = new WeakMap<RuleSet, readonly StaticLine[]>();

function staticLines(ruleSet: RuleSet): readonly StaticLine[] {
  let lines = statics.get(ruleSet);
  if (!lines) {
    lines = ruleSet.measures.map((measure) => ({
      measure,
      duplicate: ruleSet.overallDuplicates.some((one) => one.drop === measure.id),
      exception: ruleSet.weightExceptions.find((one) => one.measures.includes(measure.id))?.weight ?? null,
    }));
    statics.set(ruleSet, lines);
  }
  return lines;
}

function useOf(
  line: StaticLine,
  context: ContractContext,
  name: RatingName,
  rated: boolean,
  weight: number,
): MeasureUse {
  if (!PARTS_OF_KIND[kindOf(context, name)].includes(line.measure.part)) return 'otherPart';
  if (line.duplicate && name === 'overall') return 'duplicate';
  if (!rated) return 'notRated';
  if (weight === 0) return 'weightZero';
  if (line.measure.method === 'improvement') return 'improvement';
  return line.measure.newMeasure ? 'newMeasure' : 'counted';
}

function difference(
  ruleSet: RuleSet,
  contract: ContractYear,
  star: Star | null,
  read: MeasureStarResult | null,
): string | null {
  if (star === null || read === null || read.star === star) return null;
  if (read.basis === 'baseGroup' && read.possibleStars.includes(star)) {
    return 'CAHPS: the star also depends on significance and reliability, which are not published';
  }
  if (mayRevert(ruleSet, contract, read.measureId))
    return "disaster: the higher of two years, judged by that year's cut points";
  return 'not explained by the rules of the year: check score and star';
}

function resultsByIndex(rules: CompiledRules, contract: ContractYear): readonly (MeasureResult | undefined)[] {
  const results = new Array<MeasureResult | undefined>(rules.ruleSet.measures.length).fill(undefined);
  for (const one of contract.measures) {
    const index = rules.indexById.get(one.measureId);
    if (index !== undefined) results[index] = one;
  }
  return results;
}

/** The measure lines of the ledger, in the rule set's order. */
export function measureLines(rules: CompiledRules, context: ContractContext, contract: ContractYear): MeasureLine[] {
  const { ruleSet } = rules;
  const given = resultsByIndex(rules, contract);
  return staticLines(ruleSet).map((line, index) => {
    const { measure } = line;
    const result = given[index];
    const star = result?.star ?? null;
    const stars = result?.starsByCalculation ?? null;
    const rated = star !== null || (stars !== null && Object.values(stars).some((one) => one !== null));
    const weight = context.puertoRicoOnly && line.exception !== null ? line.exception : measure.weight;
    const text = result?.score ?? null;
    const read = text === null ? null : starOfScore(ruleSet, measure, text, context.type.cutPointSet);
    const known = read && !('problem' in read) ? read : null;
    const use = (name: RatingName): MeasureUse => useOf(line, context, name, rated, weight);
    return {
      measureId: measure.id,
      name: measure.name,
      domain: measure.domain,
      score: text,
      note: result?.note ?? null,
      star,
      starsByCalculation: stars,
      weight,
      cutPointStar: known?.star ?? null,
      bounds: known?.bounds ?? null,
      difference: difference(ruleSet, contract, star, known),
      use: { partC: use(NAMES[0]), partD: use(NAMES[1]), overall: use(NAMES[2]) },
      source: measure.source,
    };
  });
}
