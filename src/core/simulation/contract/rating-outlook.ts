import { type ContractYear, ratingBySums, type RatingBySums, starArrays } from '../../ratings/index.js';
import type { RatingName } from '../../rulesets/index.js';
import { SimulationInputError } from '../distribution/index.js';
import { chancesGiven, nodesOf } from './common-factor.js';
import { type DrawnMeasure, drawPlan } from './draw-plan.js';
import { RatingCollector } from './rating-collector.js';
import type { OutlookOfRating, RatingOutlook, RatingOutlookInput } from './rating-outlook-types.js';
import { simulateContract } from './simulate-contract.js';
import {
  cellsOf,
  type SumsDistribution,
  sumsDistribution,
  type WeightedStars,
  weightsOf,
} from './sums-distribution.js';

const NAMES = ['partC', 'partD', 'overall'] as const;
const HIGHEST = ['overall', 'partC', 'partD'] as const;

/** Largest table, and most combinations of the groups' sums, of the exact way: some 200 ms of one core. */
const MOST_CELLS = 2_000_000;

/** A drawn measure as it enters a rating; the range of stars is that without the factor, so that tables keep their size. */
function starsOf(
  measure: DrawnMeasure,
  given: readonly number[],
  weights: readonly [number, number, number],
): WeightedStars {
  const ever = chancesGiven(measure, 0, 0);
  const lowest = ever.findIndex((chance) => chance > 0);
  const highest = ever.findLastIndex((chance) => chance > 0);
  return { weights, lowest: lowest + 1, chances: given.slice(lowest, highest + 1) };
}

interface ExactRating {
  readonly bySums: RatingBySums;
  readonly drawn: readonly { readonly measure: DrawnMeasure; readonly weights: readonly [number, number, number] }[];
}

function collect(
  groups: readonly SumsDistribution[],
  bySums: RatingBySums,
  weight: number,
  into: RatingCollector,
): void {
  const [always, improvement, fresh] = groups as [SumsDistribution, SumsDistribution, SumsDistribution];
  const shifts = new Float64Array(6);
  for (let c = 0; c < fresh.probability.length; c += 1) {
    [shifts[4], shifts[5]] = [Number(fresh.first[c]), Number(fresh.second[c])];
    for (let b = 0; b < improvement.probability.length; b += 1) {
      [shifts[2], shifts[3]] = [Number(improvement.first[b]), Number(improvement.second[b])];
      const rest = weight * Number(fresh.probability[c]) * Number(improvement.probability[b]);
      for (let a = 0; a < always.probability.length; a += 1) {
        shifts[0] = always.first[a] as number;
        shifts[1] = always.second[a] as number;
        into.add(bySums.final(shifts), rest * (always.probability[a] as number));
      }
    }
  }
}

function combinations(groups: readonly SumsDistribution[]): number {
  return groups.reduce((product, { probability }) => product * probability.length, 1);
}

function exactOutlook(
  { bySums, drawn }: ExactRating,
  { ruleSet, measureCorrelation = 0, mostCells = MOST_CELLS }: RatingOutlookInput,
): OutlookOfRating | null {
  const GROUPS = [0, 1, 2] as const;
  const at = (factor: number): WeightedStars[] =>
    drawn.map(({ measure, weights }) => starsOf(measure, chancesGiven(measure, measureCorrelation, factor), weights));
  const ever = at(0);
  // A measure of two groups at once would tie their sums together.
  if (drawn.some(({ weights }) => weights.filter((weight) => weight > 0).length > 1)) return null;
  if (GROUPS.some((group) => cellsOf(ever, group) > mostCells)) return null;
  const collector = new RatingCollector(ruleSet.arithmetic.step);
  for (const { factor, weight } of nodesOf(measureCorrelation)) {
    const groups = GROUPS.map((group) => sumsDistribution(at(factor), group));
    if (combinations(groups) > mostCells) return null;
    collect(groups, bySums, weight, collector);
  }
  return collector.outlook();
}

/** The contract with the lowest star that each drawn measure can get, in all calculations of the year. */
function atLowest(
  contract: ContractYear,
  plan: readonly DrawnMeasure[],
  idOf: (place: number) => string,
): ContractYear {
  const lowest = new Map(
    plan.flatMap((measure) => {
      const star = chancesGiven(measure, 0, 0).findIndex((chance) => chance > 0) + 1;
      return measure.places.map((place) => [idOf(place), star as 1 | 2 | 3 | 4 | 5] as const);
    }),
  );
  const kept = contract.measures.filter(({ measureId }) => !lowest.has(measureId));
  const noteOf = (id: string): string | null => contract.measures.find((one) => one.measureId === id)?.note ?? null;
  const drawn = [...lowest].map(([measureId, star]) => ({ measureId, score: null, star, note: noteOf(measureId) }));
  return { ...contract, measures: [...kept, ...drawn] };
}

function drawnOutlook(input: RatingOutlookInput, names: readonly RatingName[]): RatingOutlook['ratings'] {
  const { ruleSet, contract, measures, measureCorrelation, draws = 10_000, seed = 1 } = input;
  const { ratings } = simulateContract({ ruleSet, contract, measures, draws, seed, measureCorrelation });
  return Object.fromEntries(
    names.flatMap((name) => {
      const own = ratings[name];
      if (own === undefined) return [];
      const { fourOrMore, expectedStars, expectedFinal, standardDeviation } = own;
      const chances = [...own.chances].sort((a, b) => a.stars - b.stars);
      return [[name, { chances, fourOrMore: fourOrMore.probability, expectedStars, expectedFinal, standardDeviation }]];
    }),
  );
}

/**
 * What a contract's ratings will be, given what its uncertain measures can become: the probability of each half star, of
 * 4 stars or more, and the expected stars, through the whole arithmetic of the year (reward factor, adjustment,
 * hold-harmless, rounding).
 *
 * Exact where possible: a rating depends on its stars through two sums (Σ weight · star and its square), so sets of
 * stars with equal sums are one case, and the measures are convolved. Without correlation and for measures that can get
 * two or three stars each this takes about 0.4 ms for five of them, 0.6 ms for fifteen, and 150 ms for all 45 with five
 * stars each (one core, one rating); a correlation costs 65 to 200 times that, one round for each value of the common factor. Where a
 * table would exceed `mostCells`, the ratings are drawn (`method` says so): some 20 µs a draw of a whole contract.
 *
 * It makes no allowance for repeated calls: for many of them keep the chances of the measures that stay (`starChances`),
 * because a numerator's distribution costs more than the convolution, and ask only for the rating wanted.
 *
 * @throws SimulationInputError for measures that are unknown, given twice or impossible, and numbers out of range
 */
export function ratingOutlook(input: RatingOutlookInput): RatingOutlook {
  const { ruleSet, contract, measures, measureCorrelation = 0, ratings: wanted = NAMES } = input;
  if (!(measureCorrelation >= 0 && measureCorrelation < 1))
    throw new SimulationInputError('measureCorrelation', 'not in 0–1 (1 excluded)');
  const plan = drawPlan(ruleSet, contract, measures, (starArrays(ruleSet, contract)[0] ?? new Int8Array()).slice());
  const idOf = (place: number): string => ruleSet.measures[place]?.id ?? '';
  const lowest = atLowest(contract, plan, idOf);
  const outlooks: [RatingName, OutlookOfRating][] = [];
  const drawnNames: RatingName[] = [];
  for (const name of wanted) {
    const bySums = ratingBySums(ruleSet, lowest, name);
    if (bySums === null) continue;
    const drawn = plan.flatMap((measure) => {
      const weights = weightsOf(bySums.parts, measure.places.map(idOf));
      return weights === null ? [] : [{ measure, weights }];
    });
    const own = exactOutlook({ bySums, drawn }, input);
    if (own === null) drawnNames.push(name);
    else outlooks.push([name, own]);
  }
  const isExact = drawnNames.length === 0;
  const drawnRatings = isExact ? {} : drawnOutlook(input, drawnNames);
  const ratings = { ...Object.fromEntries(outlooks), ...drawnRatings } as RatingOutlook['ratings'];
  return {
    method: isExact ? 'exact' : 'monteCarlo',
    ratings,
    highest: HIGHEST.find((name) => ratings[name] !== undefined) ?? null,
  };
}
