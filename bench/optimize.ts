import { existsSync } from 'node:fs';
import { runOptimizerBench } from '../src/cli/optimize.js';
import type { Figures } from './figures.js';

const TABLES = '../shared/cms/2026';

/**
 * Least cost of 4 stars for made-up plans of 1,000,000 members of three real contracts. The floor of the cost is its
 * proven bound; that of a baseline is the optimiser's cost.
 */
export async function benchOptimize(figures: Figures): Promise<void> {
  if (!existsSync(TABLES)) {
    figures.note(`left out: plans of real contracts, because ${TABLES} is absent`);
    return;
  }
  for (const one of await runOptimizerBench({ dir: TABLES, members: 1_000_000, contracts: 3 })) {
    const { contractId, costCents, boundCents, seconds, baselines } = one;
    const cost = costCents / 100;
    figures.add({ what: `${contractId}, plan with proven bound`, value: seconds, unit: 's', target: { atMost: 30 } });
    figures.add({
      what: `${contractId}, dollars for 4 stars`,
      value: cost,
      unit: '',
      floor: { what: 'proven bound', value: boundCents / 100 },
      target: { of: 'ratio', atMost: 1.005 },
    });
    for (const [rule, reached] of Object.entries(baselines)) {
      if (reached === null) continue;
      figures.add({
        what: `${contractId}, dollars by ${rule}`,
        value: reached / 100,
        unit: '',
        floor: { what: 'the optimiser', value: cost },
        target: { of: 'ratio', atLeast: 1 },
      });
    }
  }
}
