import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EVIDENCE, type Evidence, TIERS } from '../gaps/index.js';
import type { ContractYear, Star } from '../ratings/index.js';
import json2026 from '../rulesets/data/2026.json' with { type: 'json' };
import { checkRuleSet, type RuleSet } from '../rulesets/index.js';
import { type GapGroup, measureStandings, nanoOf, portfolioRatings, portfolioTrend, roundedRate } from './index.js';

const checked = checkRuleSet(json2026);
if ('problems' in checked) throw new Error('the 2026 rule set does not pass its check');
const ruleSet: RuleSet = checked.ruleSet;
const rules = { ruleSet, cutPoints: 'mapd' as const };

const group = (measure: string, evidence: Evidence, gaps: number, tier: GapGroup['tier'] = null): GapGroup => ({
  ...{ measure, evidence, tier, gaps },
});
const bcs = (closed: number, open: number): GapGroup[] => [group('BCS', 'closed', closed), group('BCS', 'open', open)];

/** Every measure rated with the same star. */
const contract = (star: Star, scores: Readonly<Record<string, string>> = {}): ContractYear => ({
  contractId: 'H0001',
  organizationType: 'Local CCP',
  snp: false,
  puertoRicoOnly: false,
  disasterPercents: { '2023': 0, '2024': 0 },
  adjustmentCategories: { partC: 4, partDMapd: 3, overall: 4 },
  measures: ruleSet.measures
    .filter(({ id }) => !['C07', 'C08', 'C09'].includes(id))
    .map(({ id }) => ({ measureId: id, score: scores[id] ?? null, star, note: null })),
});

describe('roundedRate: half up to the measure’s decimals', () => {
  it.each([
    [1, 200, 0, '1'],
    [151, 200, 0, '76'],
    [1509, 2000, 0, '75'],
    [1, 3, 2, '33.33'],
    [2, 3, 2, '66.67'],
    [0, 7, 1, '0.0'],
    [7, 7, 1, '100.0'],
  ])('%d of %d with %d decimals is %s', (numerator, denominator, decimals, text) => {
    expect(roundedRate(nanoOf(String(numerator)), denominator, decimals)).toBe(text);
  });

  it('differs from the exact rate by half a unit at most, and never rounds a half down', () => {
    const pairs = fc
      .integer({ min: 1, max: 5_000_000 })
      .chain((d) => fc.tuple(fc.integer({ min: 0, max: d }), fc.constant(d)));
    fc.assert(
      fc.property(pairs, fc.integer({ min: 0, max: 2 }), ([n, d], decimals) => {
        const units = BigInt(roundedRate(BigInt(n) * 1_000_000_000n, d, decimals).replace('.', ''));
        const twice = 2n * BigInt(n) * 100n * 10n ** BigInt(decimals) - 2n * units * BigInt(d);
        expect(twice >= -BigInt(d) && twice < BigInt(d)).toBe(true);
      }),
    );
  });

  it('refuses a rate without a denominator, above 100 or below 0', () => {
    expect(() => roundedRate(0n, 0, 0)).toThrow(RangeError);
    expect(() => roundedRate(nanoOf('3'), 2, 0)).toThrow(RangeError);
    expect(() => roundedRate(-1n, 2, 0)).toThrow(RangeError);
  });

  it.each(['-1', '1e3', '', '0.1234567890'])('nanoOf refuses %j', (text) => {
    expect(() => nanoOf(text)).toThrow(RangeError);
  });
});

describe('measureStandings', () => {
  it('excluded and not applicable gaps count in neither part; prospective ones in the denominator', () => {
    const groups = [
      ...bcs(70, 20),
      group('BCS', 'prospective', 10),
      group('BCS', 'excluded', 1000),
      group('BCS', 'not_applicable', 500),
    ];
    const [standing] = measureStandings(groups, [], rules);
    expect(standing).toMatchObject({
      starId: 'C01',
      current: { numerator: '70', denominator: 100, rate: 70, score: '70' },
    });
    expect(standing?.current.star).toBe(2); // 58/71/76/84
  });

  it('the rounded rate decides the star: 70.5 % is 71 and three stars', () => {
    expect(measureStandings(bcs(705, 295), [], rules)[0]?.current).toMatchObject({ score: '71', star: 3 });
    expect(measureStandings(bcs(7049, 2951), [], rules)[0]?.current).toMatchObject({ score: '70', star: 2 });
  });

  it('year end adds expected closures of predicted gaps; the rest stays open', () => {
    const outlook = { measure: 'BCS', predicted: 8, expectedClosures: '5.500000000' };
    const [standing] = measureStandings(bcs(70, 30), [outlook], rules);
    expect(standing?.yearEnd).toMatchObject({ numerator: '75.500000000', rate: 75.5, score: '76', star: 4 });
    expect(standing?.predicted).toBe(8);
    expect(measureStandings(bcs(70, 30), [], rules)[0]?.yearEnd.score).toBe('70');
  });

  it('a measure that the rule set does not score has a rate and no star', () => {
    const [standing] = measureStandings([group('BPD', 'closed', 3), group('BPD', 'open', 1)], [], rules);
    expect(standing).toMatchObject({ starId: null, current: { rate: 75, score: null, star: null } });
  });

  it('without rules there are rates only', () => {
    expect(measureStandings(bcs(3, 1), [])[0]?.current).toMatchObject({ rate: 75, score: null, star: null });
  });

  it('a measure with excluded gaps only has no rate', () => {
    expect(measureStandings([group('BCS', 'excluded', 4)], [], rules)[0]?.current).toMatchObject({
      rate: null,
      score: null,
    });
  });

  it('tiers add up to the counts, and closing a gap never lowers the rate', () => {
    const groups = fc.array(
      fc.record({
        measure: fc.constantFrom('BCS', 'COL', 'PDC-STA'),
        evidence: fc.constantFrom(...EVIDENCE),
        tier: fc.constantFrom(...TIERS, null),
        gaps: fc.integer({ min: 1, max: 5000 }),
      }),
    );
    fc.assert(
      fc.property(groups, (given) => {
        for (const standing of measureStandings(given, [], rules)) {
          for (const evidence of EVIDENCE) {
            const inTiers = Object.values(standing.tiers).reduce((sum, counts) => sum + counts[evidence], 0);
            expect(inTiers).toBe(standing.counts[evidence]);
          }
          if (standing.counts.open === 0) continue;
          const closing = [group(standing.measure, 'open', -1), group(standing.measure, 'closed', 1)];
          const after = measureStandings([...given, ...closing], [], rules).find((s) => s.measure === standing.measure);
          expect(after?.current.rate).toBeGreaterThan(standing.current.rate ?? 101);
          expect(after?.current.star).toBeGreaterThanOrEqual(standing.current.star ?? 6);
        }
      }),
    );
  });
});

describe('portfolioRatings', () => {
  it('takes member-level measures from the gaps and all others from CMS’s results', () => {
    const standings = measureStandings(bcs(90, 10), [], rules);
    const { contract: rated, fromGaps } = portfolioRatings(ruleSet, contract(3, { C01: '72' }), standings, 'current');
    expect(fromGaps).toEqual(['C01']);
    expect(rated.measures.find(({ measureId }) => measureId === 'C01')).toMatchObject({ score: '90', star: 5 });
    expect(rated.measures.filter(({ star }) => star === 3)).toHaveLength(rated.measures.length - 1);
  });

  it('gaps with the published rate give the published rating', () => {
    const published = portfolioRatings(ruleSet, contract(4), [], 'current').ratings;
    const standings = measureStandings(bcs(80, 20), [], rules);
    expect(portfolioRatings(ruleSet, contract(4), standings, 'current').ratings).toEqual(published);
    expect(published.overall).toMatchObject({ status: 'rated', stars: 4.5 });
  });

  it('year end is rated by the expected scores', () => {
    const outlooks = [{ measure: 'GSD', predicted: 40, expectedClosures: '40' }];
    const groups = [group('GSD', 'closed', 50), group('GSD', 'open', 50)];
    const standings = measureStandings(groups, outlooks, rules);
    const star = (moment: 'current' | 'yearEnd') =>
      portfolioRatings(ruleSet, contract(4), standings, moment).contract.measures.find((m) => m.measureId === 'C12')
        ?.star;
    expect([star('current'), star('yearEnd')]).toEqual([1, 4]);
  });

  it('a measure without a score keeps CMS’s result', () => {
    const standings = measureStandings([group('BCS', 'excluded', 4)], [], rules);
    expect(portfolioRatings(ruleSet, contract(3), standings, 'current').fromGaps).toEqual([]);
  });

  it('works for drug plans by their own cut points', () => {
    const groups = [group('PDC-STA', 'closed', 91), group('PDC-STA', 'open', 9)];
    const star = (cutPoints: 'mapd' | 'pdp') => measureStandings(groups, [], { ruleSet, cutPoints })[0]?.current.star;
    expect([star('mapd'), star('pdp')]).toEqual([4, 4]);
    const ninety = [group('PDC-STA', 'closed', 90), group('PDC-STA', 'open', 10)];
    expect(measureStandings(ninety, [], { ruleSet, cutPoints: 'pdp' })[0]?.current.star).toBe(4);
    const eightyEight = [group('PDC-STA', 'closed', 88), group('PDC-STA', 'open', 12)];
    const at = (cutPoints: 'mapd' | 'pdp') =>
      measureStandings(eightyEight, [], { ruleSet, cutPoints })[0]?.current.star;
    expect([at('mapd'), at('pdp')]).toEqual([3, 2]);
  });
});

describe('portfolioTrend', () => {
  const point = (groups: GapGroup[], overall: number | null) => ({
    membersActive: 10,
    standings: measureStandings(groups, [], rules),
    current: overall === null ? null : { partC: 4, partD: null, overall },
    yearEnd: null,
  });

  it('tells the change of each measure and rating', () => {
    const trend = portfolioTrend(point(bcs(70, 30), 3.5), point(bcs(77, 23), 4));
    expect(trend.measures).toHaveLength(1);
    expect(trend.measures[0]).toMatchObject({
      ...{ measure: 'BCS', starId: 'C01', numerator: { from: 70, to: 77, change: 7 }, open: { change: -7 } },
      ...{ rate: { change: 7 }, star: { from: 2, to: 4, change: 2 } },
    });
    expect(trend.ratings.overall.current).toEqual({ from: 3.5, to: 4, change: 0.5 });
    expect(trend.ratings.partD.current).toEqual({ from: null, to: null, change: null });
    expect(trend.membersActive.change).toBe(0);
  });

  it('a measure that one end lacks has no change; two equal ends have none either', () => {
    const trend = portfolioTrend(point([], null), point(bcs(70, 30), 4));
    expect(trend.measures[0]?.rate).toEqual({ from: null, to: 70, change: null });
    expect(trend.ratings.overall.current.change).toBeNull();
    const back = portfolioTrend(point(bcs(70, 30), 4), point([], null));
    expect(back.measures[0]).toMatchObject({ starId: 'C01', star: { from: 2, to: null, change: null } });
    const same = portfolioTrend(point(bcs(70, 30), 4), point(bcs(70, 30), 4));
    expect(same.measures[0]).toMatchObject({ rate: { change: 0 }, star: { change: 0 } });
  });
});
