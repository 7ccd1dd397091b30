import { adherenceStanding, type Evidence, type OpenReason, type Tier } from '../gaps/index.js';
import { type Random, randomFrom } from '../models/random/index.js';
import { tierOf, type TierThresholds } from '../prediction/index.js';
import type { ContractYear } from '../ratings/index.js';
import { cutPointsOf } from '../ratings/index.js';
import { findMeasure, type RuleSet } from '../rulesets/index.js';

/**
 * The portfolio's measures with the share of members who belong to each. The twelfth name on the usual list, HEI, is no
 * measure and has no gaps.
 */
export const SYNTHETIC_MEASURES = {
  GSD: 0.24,
  KED: 0.24,
  EED: 0.24,
  CBP: 0.45,
  BCS: 0.3,
  COL: 0.62,
  'PDC-DR': 0.16,
  'PDC-RASA': 0.42,
  'PDC-STA': 0.48,
  SUPD: 0.2,
  BPD: 0.24,
} as const;

export type SyntheticMeasure = keyof typeof SYNTHETIC_MEASURES;
const CODES = Object.keys(SYNTHETIC_MEASURES) as SyntheticMeasure[];

/** Rate of a measure that neither CMS's results nor the cut points tell. */
const OTHERWISE = 70;

/** A prediction that a gap stays open; base value and contributions add up to the margin. */
export interface SyntheticPrediction {
  readonly probability: number;
  readonly margin: number;
  readonly baseValue: number;
  readonly shapValues: Readonly<Record<string, number>>;
}

/** One gap of a made-up member. */
export interface SyntheticGap {
  readonly measure: SyntheticMeasure;
  readonly evidence: Evidence;
  readonly reason: OpenReason | null;
  readonly tier: Tier | null;
  readonly priority: number;
  readonly adherence: { daysCovered: number; daysAllowed: number; passUntil: string | null } | null;
  /** Only of unsettled gaps. */
  readonly prediction: SyntheticPrediction | null;
}

/** A made-up member. */
export interface SyntheticMember {
  /** Starts with `DEMO-`: to be hashed like any other. */
  readonly memberId: string;
  readonly active: boolean;
  readonly gaps: readonly SyntheticGap[];
  /** How an intervention over the unsettled gaps stands; null for none. */
  readonly intervention: 'planned' | 'in_progress' | 'failed' | 'holdout' | null;
}

/** What a plan is made from. */
export interface SyntheticOrder {
  readonly contractId: string;
  readonly seed: number;
  readonly measurementYear: number;
  /** Rate of each measure, 0–100; see `syntheticRates`. */
  readonly rates: ReadonlyMap<string, number>;
  /** What predictions get their tiers by. */
  readonly tiers: TierThresholds;
}

/**
 * The rates to come near: the contract's published scores where they are known, else a quarter of the way from the
 * boundary of three stars to that of four.
 */
export function syntheticRates(ruleSet: RuleSet | undefined, published: ContractYear | undefined): Map<string, number> {
  const rate = (code: string): number => {
    const rule = ruleSet ? findMeasure(ruleSet, code) : null;
    if (!rule || !ruleSet) return OTHERWISE;
    const score = Number(published?.measures.find(({ measureId }) => measureId === rule.id)?.score ?? Number.NaN);
    if (Number.isFinite(score)) return score;
    const bounds = cutPointsOf(ruleSet, rule, 'mapd');
    return bounds ? bounds[1] + (bounds[2] - bounds[1]) / 4 : OTHERWISE;
  };
  return new Map(CODES.map((code) => [code, rate(code)]));
}

/** The raw id of a made-up member. */
export const syntheticMemberId = (contractId: string, seed: number, index: number): string =>
  `DEMO-${contractId}-${seed}-${index}`;

/** Roughly normal, mean 0, variance 1. */
const bell = (random: Random): number => (random() + random() + random() + random() - 2) * Math.sqrt(3);

function prediction(random: Random): SyntheticPrediction {
  const baseValue = 2;
  const shapValues = {
    closed_last_year: bell(random) * 0.8,
    visits_last_year: bell(random) * 0.4,
    days_since_contact: bell(random) * 0.3,
    refills_late: bell(random) * 0.2,
  };
  const margin = Object.values(shapValues).reduce((sum, one) => sum + one, baseValue);
  return { probability: 1 / (1 + Math.exp(-margin)), margin, baseValue, shapValues };
}

function evidenceOf(random: Random, rate: number): Evidence {
  if (random() < 0.03) return 'excluded';
  if (random() * 100 < rate) return 'closed';
  return random() < 0.05 ? 'prospective' : 'open';
}

function adherenceOf(random: Random, evidence: Evidence, year: number): SyntheticGap['adherence'] {
  const missed = Math.floor(evidence === 'open' ? 35 + random() * 60 : random() * 30);
  const [treatmentStart, treatmentEnd, coveredThrough] = [`${year}-01-10`, `${year}-12-31`, `${year}-06-30`];
  const elapsed = (Date.UTC(year, 5, 30) - Date.UTC(year, 0, 10)) / 86_400_000 + 1;
  const daysCovered = elapsed - missed;
  const facts = { treatmentStart, treatmentEnd, coveredThrough, daysCovered };
  const { daysAllowed, passUntil } = adherenceStanding(facts, year);
  return { daysCovered, daysAllowed, passUntil };
}

function gapOf(
  measure: SyntheticMeasure,
  random: Random,
  { rates, tiers, measurementYear }: SyntheticOrder,
): SyntheticGap {
  const evidence = evidenceOf(random, rates.get(measure) ?? OTHERWISE);
  const adherent = measure.startsWith('PDC-');
  const adherence = adherent && evidence !== 'excluded' ? adherenceOf(random, evidence, measurementYear) : null;
  const predicted = evidence === 'open' || evidence === 'prospective' ? prediction(random) : null;
  const reason = evidence !== 'open' ? null : adherent ? 'days_missed' : 'no_service';
  return {
    ...{ measure, evidence, reason, adherence, prediction: predicted },
    tier: predicted ? tierOf(predicted.probability, tiers) : null,
    priority: predicted ? Math.round((1 - predicted.probability) * 1000) / 10 : 0,
  };
}

/** One made-up member, decided by seed and number alone. */
export function syntheticMember(order: SyntheticOrder, index: number): SyntheticMember {
  const random = randomFrom(Math.imul(order.seed, 0x85ebca6b) ^ Math.imul(index + 1, 0x9e3779b1));
  const memberId = syntheticMemberId(order.contractId, order.seed, index);
  const active = random() < 0.98;
  const gaps = CODES.filter((code) => random() < SYNTHETIC_MEASURES[code]).map((code) => gapOf(code, random, order));
  const unsettled = gaps.some((gap) => gap.prediction !== null);
  const draw = random();
  const steps = [
    [0.05, 'planned'],
    [0.09, 'in_progress'],
    [0.12, 'failed'],
    [0.14, 'holdout'],
  ] as const;
  const intervention = unsettled ? (steps.find(([below]) => draw < below)?.[1] ?? null) : null;
  return { memberId, active, gaps, intervention };
}
