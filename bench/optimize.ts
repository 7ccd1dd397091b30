import { existsSync } from 'node:fs';
import { runOptimizerBench } from '../src/cli/optimize.js';

const TABLES = '../shared/cms/2026';

/** `npm run bench -- optimize`: 1,000,000 members; the floor is the proven bound and two baselines of the same run. */
export async function benchOptimize(): Promise<void> {
  if (!existsSync(TABLES)) {
    console.log(`left out: plans of real contracts, because ${TABLES} is absent`);
    return;
  }
  const ratio = (a: number | null, b: number): string => (a === null ? 'target missed' : (a / b).toFixed(2));
  for (const one of await runOptimizerBench({ dir: TABLES, members: 1_000_000, contracts: 3 })) {
    const { contractId, costCents, gap, seconds, baselines } = one;
    console.log(
      `${contractId}: $${Math.round(costCents / 100)} for 4 stars, gap ${(gap * 100).toFixed(3)} % (target 0.5 %), ${seconds.toFixed(1)} s (target 30 s); ` +
        `greedy by probability × weight ${ratio(baselines.probabilityTimesWeight, costCents)} times, by value per dollar ${ratio(baselines.valuePerDollar, costCents)} times the cost`,
    );
  }
}
