import {
  contractTypeOf,
  mayRevert,
  measureStar,
  sameText,
  type ContractYear,
  type MeasureResult,
  type Star,
} from '../ratings/index.js';
import type { MeasureRule, RuleSet } from '../rulesets/index.js';
import type { ByReason, Matched, MeasureStarsResult, StarMissReason, UnexplainedStar } from './conformance-report.js';

const MOST_LISTED = 100;

class Tally {
  matched = 0;
  total = 0;
  readonly byReason: Partial<Record<StarMissReason, number>> = {};

  add(miss: StarMissReason | null): void {
    this.total += 1;
    if (miss === null) this.matched += 1;
    else this.byReason[miss] = (this.byReason[miss] ?? 0) + 1;
  }

  result(): Matched & { byReason: ByReason } {
    return { matched: this.matched, total: this.total, byReason: this.byReason };
  }
}

interface Compared {
  readonly miss: StarMissReason | null;
  readonly computed: Star | null;
  readonly bounds: string | null;
}

/** Stars of a measure by the calculation whose cut points they follow. */
function starsOf(ruleSet: RuleSet, result: MeasureResult): { calculation: string; star: Star }[] {
  const [first] = ruleSet.calculations;
  const entries = result.starsByCalculation
    ? ruleSet.calculations.map(({ id }) => ({ calculation: id, star: result.starsByCalculation?.[id] ?? null }))
    : [{ calculation: first?.id ?? '', star: result.star }];
  return entries.flatMap(({ calculation, star }) => (star === null ? [] : [{ calculation, star }]));
}

function compare(
  ruleSet: RuleSet,
  contract: ContractYear,
  measure: MeasureRule,
  score: string,
  calculation: string,
  star: Star,
): Compared {
  const type = contractTypeOf(ruleSet, contract);
  if (!type) return { miss: 'unknownContractType', computed: null, bounds: null };
  const read = (id: string) => measureStar(ruleSet, measure.id, score, type.cutPointSet, id);
  const own = read(calculation);
  if ('problem' in own)
    return { miss: own.problem === 'notADecimal' ? 'notADecimal' : 'noCutPoints', computed: null, bounds: null };
  const { star: computed, bounds, possibleStars } = own;
  if (computed === star) return { miss: null, computed, bounds };
  const others = ruleSet.calculations.map(({ id }) => read(id));
  if (others.some((one) => !('problem' in one) && one.star === star))
    return { miss: 'otherCalculation', computed, bounds };
  if (own.basis === 'baseGroup' && possibleStars.includes(star)) return { miss: 'cahpsBaseGroup', computed, bounds };
  if (mayRevert(ruleSet, contract, measure.id)) return { miss: 'disasterRevert', computed, bounds };
  return { miss: 'unexplained', computed, bounds };
}

/**
 * Recomputes the star of every published score from the cut points (TN p.9–10) and classes every miss. Improvement
 * stars cannot be recomputed (their scores are not published) and are only counted.
 */
export function compareMeasureStars(ruleSet: RuleSet, contracts: readonly ContractYear[]): MeasureStarsResult {
  const rules = new Map(ruleSet.measures.map((measure) => [measure.id, measure]));
  const [clustered, cahps, integrity] = [new Tally(), new Tally(), new Tally()];
  const byMeasure = new Map<string, Tally>();
  const counts = { improvementNotPublished: 0, starWithoutScore: 0, scoreWithoutStar: 0 };
  const unexplained: UnexplainedStar[] = [];
  for (const contract of contracts) {
    for (const result of contract.measures) {
      const measure = rules.get(result.measureId);
      if (!measure) continue;
      const { score, note } = result;
      const stars = starsOf(ruleSet, result);
      if (score === null) {
        if (stars.length === 0) continue;
        const isIntegrity = note !== null && ruleSet.dataIntegrity.texts.some((text) => sameText(text, note));
        if (isIntegrity)
          for (const { star } of stars) integrity.add(star === ruleSet.dataIntegrity.star ? null : 'unexplained');
        else if (measure.method === 'improvement') counts.improvementNotPublished += 1;
        else counts.starWithoutScore += 1;
        continue;
      }
      if (stars.length === 0) counts.scoreWithoutStar += 1;
      for (const { calculation, star } of stars) {
        const { miss, computed, bounds } = compare(ruleSet, contract, measure, score, calculation, star);
        (measure.method === 'cahps' ? cahps : clustered).add(miss);
        const own = byMeasure.get(measure.id) ?? new Tally();
        byMeasure.set(measure.id, own);
        own.add(miss);
        if (miss === 'unexplained' && unexplained.length < MOST_LISTED) {
          unexplained.push({
            contractId: contract.contractId,
            measureId: measure.id,
            calculation,
            score,
            published: star,
            computed,
            bounds,
          });
        }
      }
    }
  }
  return {
    ...clustered.result(),
    cahps: cahps.result(),
    dataIntegrity: { matched: integrity.matched, total: integrity.total },
    ...counts,
    byMeasure: Object.fromEntries(
      [...byMeasure].sort(([a], [b]) => a.localeCompare(b)).map(([id, tally]) => [id, tally.result()]),
    ),
    unexplained,
  };
}
