import { type EvidenceCounts, gapRate, NO_GAPS } from '../gaps/index.js';
import { measureStar } from '../ratings/index.js';
import { type CutPointSet, findMeasure, type MeasureRule, type RuleSet } from '../rulesets/index.js';
import { nanoOf, nanoText, roundedRate } from './rounded-rate.js';
import type { GapGroup, MeasureStanding, OpenOutlook, RateStanding, TierOrNone } from './standing-types.js';

type TierCounts = Record<TierOrNone, EvidenceCounts>;

const noTiers = (): TierCounts => ({ high: NO_GAPS, medium: NO_GAPS, low: NO_GAPS, none: NO_GAPS });

const plus = (counts: EvidenceCounts, { evidence, gaps }: GapGroup): EvidenceCounts => ({
  ...counts,
  [evidence]: counts[evidence] + gaps,
});

function rateStanding(
  numerator: bigint,
  text: string,
  denominator: number,
  rule: MeasureRule | null,
  rules: { readonly ruleSet: RuleSet; readonly cutPoints: CutPointSet } | undefined,
): RateStanding {
  if (denominator === 0) return { numerator: text, denominator, rate: null, score: null, star: null };
  const rate = (Number(text) * 100) / denominator;
  if (!rule || !rules) return { numerator: text, denominator, rate, score: null, star: null };
  const score = roundedRate(numerator, denominator, rule.decimals);
  const result = measureStar(rules.ruleSet, rule.id, score, rules.cutPoints);
  return { numerator: text, denominator, rate, score, star: 'problem' in result ? null : result.star };
}

/**
 * Where each measure stands, in the order of the codes: counts by evidence and tier, the rate as it follows from the
 * gaps (HEDIS: excluded and not applicable members count in neither part), its rounding and star by the rule set.
 *
 * Year end is an expected value: the numerator plus, for each unsettled gap with a prediction, the probability that it
 * closes. Gaps without a prediction stay open and closed gaps stay closed. It is no distribution.
 * @param rules absent where there are no rules for the year: rates without scores and stars.
 */
export function measureStandings(
  groups: readonly GapGroup[],
  outlooks: readonly OpenOutlook[],
  rules?: { readonly ruleSet: RuleSet; readonly cutPoints: CutPointSet },
): MeasureStanding[] {
  const byMeasure = new Map<string, { counts: EvidenceCounts; tiers: TierCounts }>();
  for (const group of groups) {
    const known = byMeasure.get(group.measure) ?? { counts: NO_GAPS, tiers: noTiers() };
    const tier = group.tier ?? 'none';
    const tiers = { ...known.tiers, [tier]: plus(known.tiers[tier], group) };
    byMeasure.set(group.measure, { counts: plus(known.counts, group), tiers });
  }
  const outlookOf = new Map(outlooks.map((outlook) => [outlook.measure, outlook]));
  const codes = [...byMeasure.keys()].sort();
  return codes.map((measure): MeasureStanding => {
    const { counts, tiers } = byMeasure.get(measure) ?? { counts: NO_GAPS, tiers: noTiers() };
    const { numerator, denominator } = gapRate(counts);
    const outlook = outlookOf.get(measure);
    const rule = rules ? findMeasure(rules.ruleSet, measure) : null;
    const closed = nanoOf(String(numerator));
    const expected = closed + nanoOf(outlook?.expectedClosures ?? '0');
    return {
      ...{ measure, starId: rule?.id ?? null, counts, tiers, predicted: outlook?.predicted ?? 0 },
      current: rateStanding(closed, String(numerator), denominator, rule, rules),
      yearEnd: rateStanding(expected, nanoText(expected), denominator, rule, rules),
    };
  });
}
