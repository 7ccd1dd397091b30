import { randomFrom } from '../models/random/index.js';
import type { ContractYear, Star } from '../ratings/index.js';
import { findMeasure, type RuleSet } from '../rulesets/index.js';
import { SYNTHETIC_MEASURES } from './synthetic-plan.js';

/** The name under which a made-up contract stands, so that nobody takes it for one of CMS's. */
export const SYNTHETIC_CONTRACT_NAME = 'Synthetic plan';

/** Stars of the measures that no member's gap decides. */
const OTHER_STARS: readonly (readonly [below: number, star: Star])[] = [
  [0.5, 3],
  [0.9, 4],
  [1, 5],
];

/**
 * A made-up contract somewhat below four stars, decided by the seed: the measures that a synthetic plan has gaps of have
 * three stars, as its rates do; no disaster, and the middle adjustment category of each rating.
 */
export function syntheticContract(ruleSet: RuleSet, contractId: string, seed: number): ContractYear {
  const random = randomFrom(Math.imul(seed, 0x85ebca6b) ^ ruleSet.starYear);
  const withGaps = new Set(Object.keys(SYNTHETIC_MEASURES).map((code) => findMeasure(ruleSet, code)?.id));
  const categories = Object.entries(ruleSet.adjustmentIndex).flatMap(([kind, table]) =>
    table ? [[kind, Math.ceil(table.values.length / 2)] as const] : [],
  );
  return {
    ...{ contractId, organizationType: 'Local CCP', snp: false, puertoRicoOnly: false, disasterPercents: {} },
    adjustmentCategories: Object.fromEntries(categories),
    measures: ruleSet.measures.map(({ id }) => {
      const draw = random();
      const star = withGaps.has(id) ? 3 : (OTHER_STARS.find(([below]) => draw < below)?.[1] ?? 4);
      return { measureId: id, score: null, star, note: null };
    }),
  };
}
