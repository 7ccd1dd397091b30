import { IsIn } from 'class-validator';

/** Changes of the rating's outlook. */
export class RatingValueResponse {
  /**
   * Change of P(4 stars or more), −1 to 1.
   * @example 0.00042
   */
  fourOrMore: number;

  /**
   * Change of the expected rating after rounding, in stars.
   * @example 0.00021
   */
  expectedStars: number;

  /**
   * Change of the expected value before rounding, in stars.
   * @example 0.00005
   */
  expectedFinal: number;

  /**
   * Change of the expected payments of the payment year, in dollars.
   * @example "1893.41"
   */
  expectedRevenue: string;
}

/** The nearest better star within reach, by gain for each closure. */
export class NextStarResponse {
  /** @example 4 */
  star: number;

  /**
   * Numerators missing beyond those that are expected anyway.
   * @example 118.4
   */
  missing: number;

  /**
   * What reaching it adds to the rating before rounding, in stars; null where the contract is not rated.
   * @example 0.0417
   */
  gain: number | null;
}

const COMPONENTS = ['fourOrMore', 'expectedStars', 'distance', 'openness', 'none'] as const;

/** What closing a gap of one measure is worth. */
export class MeasureValueResponse {
  /** @example "CBP" */
  measure: string;

  /** @example "C14" */
  starId: string | null;

  /** @example 412 */
  openGaps: number;

  /**
   * Open gaps without a prediction: taken to stay open, and ranked as average ones of their measure.
   * @example 3
   */
  unpredicted: number;

  /**
   * Star at today's numerator; null where not scored.
   * @example 3
   */
  star: number | null;

  /**
   * Chances of 1 to 5 stars at the end of the year.
   * @example [0, 0.02, 0.71, 0.27, 0]
   */
  chances: number[] | null;

  /** Worth of making sure of one gap that would stay open for certain; null where the rating does not count it. */
  perClosure: RatingValueResponse | null;

  nextStar: NextStarResponse | null;

  /**
   * Worth of a closure relative to the contract's best measure, 0.02–1. A gap's priority is 100 · level · probability
   * that it stays open.
   * @example 0.86
   */
  level: number;

  /**
   * What decided the level most.
   * @example "fourOrMore"
   */
  @IsIn(COMPONENTS)
  decidedBy: (typeof COMPONENTS)[number];
}

/** Half stars and their probability. */
export class StarChanceResponse {
  /** @example 4 */
  stars: number;

  /** @example 0.38 */
  probability: number;
}

/** The year-end rating as things stand. */
export class RatingOutlookResponse {
  /** @example "overall" */
  rating: string;

  /** @example 0.41 */
  fourOrMore: number;

  /** @example 3.71 */
  expectedStars: number;

  /** @example 3.7143 */
  expectedFinal: number;

  /**
   * Expected payments of the payment year, in dollars.
   * @example "262345678.90"
   */
  expectedRevenue: string;

  chances: StarChanceResponse[];
}

/** The rule set that was used. */
export class ValuesRuleSetResponse {
  /** @example "2026.1" */
  version: string;

  /** SHA-256, hexadecimal. */
  digest: string;
}

/** Everything that the payments rest on. */
export class ValuesRevenueResponse {
  /** @example "1100.00" */
  benchmarkPmpm: string;

  /** @example "950.00" */
  bidPmpm: string;

  /** @example 240000 */
  memberMonths: number;

  /** @example 0 */
  doubleBonusShare: number;

  /** @example 2027 */
  paymentYear: number;

  /**
   * Those that were not given.
   * @example ["benchmarkPmpm"]
   */
  assumed: string[];
}

/** Marginal values of a contract. */
export class MarginalValuesResponse {
  /** @example "H1234" */
  contractId: string;

  /** @example 2024 */
  measurementYear: number;

  /** @example 2026 */
  starYear: number;

  ruleSet: ValuesRuleSetResponse | null;

  /** SHA-256 of gaps, CMS's results and rules, hexadecimal. */
  inputsDigest: string;

  /** Null where the contract is not rated. */
  outlook: RatingOutlookResponse | null;

  /**
   * Weight of each component in the levels, summing to 1.
   * @example { "fourOrMore": 0.6, "expectedStars": 0.3, "distance": 0.1 }
   */
  components: Record<string, number>;

  measures: MeasureValueResponse[];

  revenue: ValuesRevenueResponse;

  /** What else the figures rest on. */
  assumptions: string[];

  /** When the worklist's priorities were computed last; null: never. */
  prioritiesAt: string | null;
}
