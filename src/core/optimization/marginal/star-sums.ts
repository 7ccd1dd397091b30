import type { ContractYear } from '../../ratings/index.js';
import type { RuleSet } from '../../rulesets/index.js';

/** What a rating needs to know of a measure's star. */
export interface StarWeight {
  readonly weight: number;
  /** New measures are left out of some runs (TN p.8), so their sums are kept apart. */
  readonly fresh: boolean;
}

/** The weight that counts for a contract, in hundredths (TN p.131 for Puerto Rico). */
export function starWeight(ruleSet: RuleSet, contract: ContractYear, measureId: string): StarWeight {
  const rule = ruleSet.measures.find(({ id }) => id === measureId);
  const exception = contract.puertoRicoOnly
    ? ruleSet.weightExceptions.find(({ measures }) => measures.includes(measureId))
    : undefined;
  return { weight: Math.round(100 * (exception?.weight ?? rule?.weight ?? 0)), fresh: rule?.newMeasure ?? false };
}

/** Stars that give the same rating, with their probability. `stars` is one set of them; 0 where not chosen yet. */
export interface StarState {
  readonly key: string;
  readonly probability: number;
  readonly stars: Int8Array;
}

/** The distribution of the weighted sums, starting from nothing. */
export const NO_STARS = (measures: number): readonly StarState[] => [
  { key: '0 0 0 0', probability: 1, stars: new Int8Array(measures) },
];

/**
 * The sums after one more measure: Σ weight · star and Σ weight · star², for old and new measures apart. A rating
 * depends on its measures' stars through nothing else (TN p.13-16), so that sets of stars with equal sums are one state.
 */
export function addedKey(key: string, { weight, fresh }: StarWeight, star: number): string {
  const [a = 0, b = 0, c = 0, d = 0] = key.split(' ').map(Number);
  const [first, second] = [weight * star, weight * star * star];
  return fresh ? `${a} ${b} ${c + first} ${d + second}` : `${a + first} ${b + second} ${c} ${d}`;
}

/** The states after a measure whose stars have these chances. */
export function withMeasure(
  states: readonly StarState[],
  place: number,
  weight: StarWeight,
  chances: readonly number[],
): StarState[] {
  const next = new Map<string, StarState>();
  for (const state of states) {
    for (let star = 1; star <= 5; star += 1) {
      const chance = chances[star - 1] ?? 0;
      if (chance === 0) continue;
      const key = addedKey(state.key, weight, star);
      const known = next.get(key);
      const probability = state.probability * chance + (known?.probability ?? 0);
      next.set(key, { key, probability, stars: known?.stars ?? starsWith(state.stars, place, star) });
    }
  }
  return [...next.values()];
}

/** A set of stars with one more chosen. */
export function starsWith(stars: Int8Array, place: number, star: number): Int8Array {
  const copy = stars.slice();
  copy[place] = star;
  return copy;
}
