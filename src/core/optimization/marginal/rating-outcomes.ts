import { type ContractYear, createRater, starArrays } from '../../ratings/index.js';
import type { RatingName, RuleSet } from '../../rulesets/index.js';
import { revenueEffect, type RevenueAssumptions } from '../../simulation/index.js';

/** What a rating is worth. */
export interface Outcome {
  readonly stars: number;
  readonly final: number;
  readonly fourOrMore: 0 | 1;
  readonly payment: number;
}

const HALF_STARS = [1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5] as const;
const NAMES = ['partC', 'partD', 'overall'] as const;

/** Payment of the payment year in dollars at each half star. */
function payments(assumptions: RevenueAssumptions): Map<number, number> {
  const equal = HALF_STARS.map((stars) => ({ stars, probability: 1 / HALF_STARS.length }));
  const { byRating } = revenueEffect(equal, 3, assumptions);
  return new Map(byRating.map(({ stars, paymentTotal }) => [stars, Number(paymentTotal)]));
}

/** Rates one contract by the stars of some of its measures, each set of sums once. */
export class RatingOutcomes {
  private readonly known = new Map<string, Outcome>();
  private readonly arrays: Int8Array[];
  private readonly places: readonly number[];
  private readonly rater: ReturnType<typeof createRater>;
  private readonly paid: Map<number, number> | null;
  private readonly three = new Float64Array(3);
  /** The contract's highest rating: overall, or that of its only part; null where it has none. */
  readonly rating: RatingName | null;

  /** @throws SimulationInputError for impossible revenue assumptions. */
  constructor(
    private readonly ruleSet: RuleSet,
    contract: ContractYear,
    measureIds: readonly string[],
    revenue: RevenueAssumptions | null,
  ) {
    this.rater = createRater(ruleSet, contract);
    this.arrays = starArrays(ruleSet, contract).map((stars) => stars.slice());
    this.places = measureIds.map((id) => ruleSet.measures.findIndex((rule) => rule.id === id));
    this.paid = revenue === null ? null : payments(revenue);
    for (const place of this.places) for (const stars of this.arrays) stars[place] = 3;
    const rated = this.rater.rate(this.arrays);
    this.rating = (['overall', 'partC', 'partD'] as const).find((name) => rated[name].status === 'rated') ?? null;
  }

  /** The outcome of a state. `key` names its sums; `stars` is one set of stars with them. */
  of(key: string, stars: Int8Array): Outcome {
    const before = this.known.get(key);
    if (before) return before;
    this.places.forEach((place, index) => {
      for (const array of this.arrays) array[place] = stars[index] as number;
    });
    this.rater.finals(this.arrays, this.three);
    const final = this.three[NAMES.indexOf(this.rating ?? 'overall')] as number;
    const step = Math.round(this.ruleSet.arithmetic.step * 1e6);
    // Nearest step, halves up (TN p.23).
    const rounded = (Math.floor((2 * final + step) / (2 * step)) * step) / 1e6;
    const payment = this.paid?.get(rounded) ?? 0;
    const outcome: Outcome = { stars: rounded, final: final / 1e6, fourOrMore: rounded >= 4 ? 1 : 0, payment };
    this.known.set(key, outcome);
    return outcome;
  }
}
