import { SimulationInputError } from '../distribution/index.js';
import { centsOf, moneyText } from './money.js';

/** Everything a revenue figure rests on; all of it comes back with the answer. Amounts are decimal text in dollars. */
export interface RevenueAssumptions {
  /** Star year S of the ratings; the payment year is S + 1. */
  readonly starYear: number;
  /** Benchmark per member and month before the quality bonus, risk-adjusted as paid. */
  readonly benchmarkPmpm: string;
  /** The plan's bid per member and month, on the same basis. */
  readonly bidPmpm: string;
  readonly memberMonths: number;
  /** Share of members in double-bonus counties, 0–1. */
  readonly doubleBonusShare: number;
  /** Highest benchmark with bonus per member and month (the cap of the Affordable Care Act); null: no cap binds. */
  readonly benchmarkCapPmpm?: string | null;
  /** New contracts get their own bonus and rebate share, whatever the rating. Default `rated`. */
  readonly contract?: 'rated' | 'new';
  /** Bonus in percent of the benchmark at 4 stars or more. Default 5. */
  readonly bonusPercent?: number;
  /** Bonus of new contracts in percent. Default 3.5. */
  readonly newContractBonusPercent?: number;
  /** Factor of the bonus in double-bonus counties. Default 2. */
  readonly doubleBonusFactor?: number;
}

/** What one rating pays. */
export interface RevenueByRating {
  readonly stars: number;
  readonly probability: number;
  /** Bonus in percent of the benchmark, averaged over counties. */
  readonly bonusPercent: number;
  readonly rebatePercent: number;
  readonly benchmarkPmpm: string;
  readonly rebatePmpm: string;
  /** Bid (at most the benchmark) plus rebate. */
  readonly paymentPmpm: string;
  readonly paymentTotal: string;
  /** Payment less that at the baseline rating, over all member months. */
  readonly differenceTotal: string;
}

/** A distribution of revenue, never one number. */
export interface RevenueEffect {
  readonly starYear: number;
  readonly paymentYear: number;
  readonly baselineStars: number;
  readonly byRating: readonly RevenueByRating[];
  readonly expectedDifference: string;
  readonly p10Difference: string;
  readonly p50Difference: string;
  readonly p90Difference: string;
  /** Probability that the payment is higher than at the baseline rating. */
  readonly gainProbability: number;
  readonly assumptions: Required<RevenueAssumptions>;
  readonly notes: readonly string[];
}

const NOTES = [
  'The bonus is a percentage of the given benchmark; county rates, risk scores and coding changes are not modelled.',
  'The bid is held fixed: a plan that bids against a higher benchmark moves both.',
  'Rebates are worth their amount to members; they are counted as revenue of the plan here.',
] as const;

/** Rebate share of the savings in percent: 70 from 4.5 stars, 65 from 3.5, else 50 (42 CFR 422.266). New contracts: 65. */
export function rebatePercent(stars: number, contract: 'rated' | 'new' = 'rated'): number {
  if (contract === 'new') return 65;
  return stars >= 4.5 ? 70 : stars >= 3.5 ? 65 : 50;
}

function checked(assumptions: RevenueAssumptions): Required<RevenueAssumptions> {
  const full = {
    benchmarkCapPmpm: null,
    contract: 'rated' as const,
    bonusPercent: 5,
    newContractBonusPercent: 3.5,
    doubleBonusFactor: 2,
    ...assumptions,
  };
  const { memberMonths, doubleBonusShare, bonusPercent, newContractBonusPercent, doubleBonusFactor, starYear } = full;
  if (!Number.isInteger(starYear)) throw new SimulationInputError('starYear', 'not a year');
  if (!Number.isSafeInteger(memberMonths) || memberMonths < 0 || memberMonths > 1e9)
    throw new SimulationInputError('memberMonths', 'not a whole number of 0 … 1,000,000,000');
  if (!(doubleBonusShare >= 0 && doubleBonusShare <= 1))
    throw new SimulationInputError('doubleBonusShare', 'not in 0–1');
  if (!(bonusPercent >= 0)) throw new SimulationInputError('bonusPercent', 'not at least 0');
  if (!(newContractBonusPercent >= 0)) throw new SimulationInputError('newContractBonusPercent', 'not at least 0');
  if (!(doubleBonusFactor >= 1)) throw new SimulationInputError('doubleBonusFactor', 'not at least 1');
  return full;
}

interface Payment {
  readonly bonusPercent: number;
  readonly rebatePercent: number;
  readonly benchmark: number;
  readonly rebate: number;
  readonly payment: number;
}

/** Payment per member and month in whole cents at a rating. */
function paymentAt(stars: number, assumptions: Required<RevenueAssumptions>): Payment {
  const { contract, doubleBonusShare, doubleBonusFactor, benchmarkCapPmpm } = assumptions;
  const single = contract === 'new' ? assumptions.newContractBonusPercent : stars >= 4 ? assumptions.bonusPercent : 0;
  const bonusPercent = single * (1 + doubleBonusShare * (doubleBonusFactor - 1));
  const before = centsOf('benchmarkPmpm', assumptions.benchmarkPmpm);
  const raised = Math.round(before * (1 + bonusPercent / 100));
  // The cap limits the bonus; it never takes away from a benchmark that is above it already.
  const cap = benchmarkCapPmpm === null ? raised : Math.max(before, centsOf('benchmarkCapPmpm', benchmarkCapPmpm));
  const benchmark = Math.min(raised, cap);
  const bid = centsOf('bidPmpm', assumptions.bidPmpm);
  const share = rebatePercent(stars, contract);
  const rebate = Math.round((Math.max(0, benchmark - bid) * share) / 100);
  return { bonusPercent, rebatePercent: share, benchmark, rebate, payment: Math.min(bid, benchmark) + rebate };
}

/**
 * The effect of a rating's distribution on the payments of the year after the star year: the quality bonus is a cliff
 * at 4 stars, the rebate share has steps at 3.5 and 4.5. Every assumption is in the answer.
 *
 * @param chances half-star ratings with their probabilities, such as a simulation's `chances`; they sum to 1
 * @param baselineStars rating that payments are compared with
 * @throws SimulationInputError for negative money, impossible shares, or probabilities that do not sum to 1
 */
export function revenueEffect(
  chances: readonly { readonly stars: number; readonly probability: number }[],
  baselineStars: number,
  given: RevenueAssumptions,
): RevenueEffect {
  const assumptions = checked(given);
  const total = chances.reduce((sum, { probability }) => sum + probability, 0);
  if (chances.some(({ probability }) => !(probability >= 0)) || !(Math.abs(total - 1) < 1e-6))
    throw new SimulationInputError('chances', 'not probabilities that sum to 1');
  const isHalf = (stars: number): boolean => Number.isInteger(stars * 2) && stars >= 1 && stars <= 5;
  if (![baselineStars, ...chances.map(({ stars }) => stars)].every(isHalf))
    throw new SimulationInputError('stars', 'not half stars of 1–5');
  const base = paymentAt(baselineStars, assumptions).payment;
  const rows = chances
    .map(({ stars, probability }) => ({ stars, probability, ...paymentAt(stars, assumptions) }))
    .map((row) => ({ ...row, difference: (row.payment - base) * assumptions.memberMonths }));
  const ascending = [...rows].sort((a, b) => a.difference - b.difference);
  const quantile = (share: number): string => {
    let sum = 0;
    const found = ascending.find(({ probability }) => (sum += probability) >= share - 1e-9);
    return moneyText((found ?? ascending.at(-1))?.difference ?? 0);
  };
  return {
    starYear: assumptions.starYear,
    paymentYear: assumptions.starYear + 1,
    baselineStars,
    byRating: [...rows]
      .sort((a, b) => a.stars - b.stars)
      .map((row) => ({
        stars: row.stars,
        probability: row.probability,
        bonusPercent: row.bonusPercent,
        rebatePercent: row.rebatePercent,
        benchmarkPmpm: moneyText(row.benchmark),
        rebatePmpm: moneyText(row.rebate),
        paymentPmpm: moneyText(row.payment),
        paymentTotal: moneyText(row.payment * assumptions.memberMonths),
        differenceTotal: moneyText(row.difference),
      })),
    expectedDifference: moneyText(rows.reduce((sum, row) => sum + row.probability * row.difference, 0)),
    p10Difference: quantile(0.1),
    p50Difference: quantile(0.5),
    p90Difference: quantile(0.9),
    gainProbability: rows.reduce((sum, row) => sum + (row.difference > 0 ? row.probability : 0), 0),
    assumptions,
    notes: NOTES,
  };
}
