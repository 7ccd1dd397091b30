import type { MonteCarloResult } from '../../../core/simulation/index.js';
import type { SimulationEntity } from '../simulation.entity.js';
import type { SimulationInputs } from '../simulation-inputs.js';
import type { LedgerEntry } from './forecast-ledger.js';

/** What a Monte Carlo simulation forecast, for the ledger. */
export function toLedgerEntry(row: SimulationEntity, inputs: SimulationInputs, result: MonteCarloResult): LedgerEntry {
  const { highest, ratings, measures } = result;
  const rating = highest === null ? undefined : ratings[highest];
  return {
    contractId: row.contractId,
    starYear: inputs.ratingYear,
    source: 'simulation',
    sourceId: row.id,
    rating: highest,
    fourOrMore: rating?.fourOrMore.probability ?? null,
    expectedStars: rating?.expectedStars ?? null,
    measures: measures.map(({ measureId, name, expectedRate, chances }) => ({
      measureId,
      name,
      expectedRate,
      chances,
    })),
    ruleSet: { version: row.rulesetVersion, digest: row.rulesetDigest },
    inputsDigest: row.inputsDigest,
    modelVersions: row.modelVersions,
    seed: inputs.seed,
  };
}
