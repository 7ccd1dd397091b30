import { existsSync } from 'node:fs';
import { readCmsTables } from '../src/core/cms-tables/index.js';
import {
  backtestCutPoints,
  backtestInput,
  CUT_POINTS_2025,
  cutPointYear,
  forecastCutPoints,
} from '../src/core/cutpoints/index.js';
import { createRater, starArrays } from '../src/core/ratings/index.js';
import type { RuleSet } from '../src/core/rulesets/index.js';
import { type MonteCarloScenario, ratingOutlook, startScenario, whatIf } from '../src/core/simulation/index.js';
import { readCmsFolder, RuleSetCatalog } from '../src/modules/ratings/index.js';
import { SimulationRunner } from '../src/modules/simulations/index.js';
import { WorkerPool } from '../src/platform/workers/index.js';
import type { Figures } from './figures.js';
import { durations, percentile } from './percentiles.js';
import { syntheticContracts } from './ratings-core.js';

const TABLES = '../shared/cms/2026';
const DRAWS = 10_000;

function rules2026(): RuleSet {
  const found = new RuleSetCatalog().find(2026);
  if (!found) throw new Error('the rule set of 2026 is missing');
  return found.ruleSet;
}

function scenario(ruleSet: RuleSet): MonteCarloScenario {
  const [contract] = syntheticContracts(ruleSet, 1);
  if (!contract) throw new Error('no contract');
  const measures = ruleSet.measures.map((rule) =>
    rule.unit === 'percent' && rule.method === 'clustering'
      ? { measureId: rule.id, denominator: 5000, numerator: 3500, open: [{ probability: 0.3, members: 1000 }] }
      : { measureId: rule.id, chances: [0.1, 0.2, 0.4, 0.2, 0.1] },
  );
  return { kind: 'monteCarlo', ruleSet, contract, changes: [], measures, draws: DRAWS, seed: 1 };
}

/** Rating alone, without drawing: what every draw must cost at least. */
function floor({ ruleSet, contract }: MonteCarloScenario): void {
  const rater = createRater(ruleSet, contract);
  const stars = starArrays(ruleSet, contract);
  const three = new Float64Array(3);
  for (let i = 0; i < DRAWS; i++) rater.finals(stars, three);
}

/** The exact outlook of the overall rating, for a plan's size and for every measure uncertain. */
async function exactOutlooks({ ruleSet, contract, measures }: MonteCarloScenario, figures: Figures): Promise<void> {
  const three = [
    'C01',
    'C11',
    'C12',
    'C13',
    'C14',
    'D08',
    'D09',
    'D10',
    'D12',
    'C10',
    'C02',
    'C08',
    'C17',
    'C19',
    'C20',
  ];
  const chances = three.map((measureId) => ({ measureId, chances: [0, 0.2, 0.5, 0.3, 0] }));
  const every = measures.map(({ measureId }) => ({ measureId, chances: [0.1, 0.2, 0.4, 0.2, 0.1] }));
  for (const own of [chances.slice(0, 5), chances, every]) {
    const taken = await median(9, () => ratingOutlook({ ruleSet, contract, measures: own, ratings: ['overall'] }));
    const what = `exact outlook of the overall rating, ${own.length} uncertain measures`;
    figures.add({ what, value: taken, unit: 'ms' });
  }
}

const median = async (times: number, run: () => unknown): Promise<number> =>
  percentile(await durations(times, 2, () => Promise.resolve(run())), 50);

async function published(ruleSet: RuleSet, figures: Figures): Promise<void> {
  if (!existsSync(TABLES)) {
    figures.note(`left out: cut points of 2026, because ${TABLES} is absent`);
    return;
  }
  const { tables } = readCmsTables(await readCmsFolder(TABLES), 2026);
  const input = backtestInput(ruleSet, tables.contracts, CUT_POINTS_2025);
  const one = await median(5, () => backtestCutPoints({ ...input, options: { repeats: 1 } }));
  const clustered = 'cut points of a year, one random assignment, misses explained';
  figures.add({ what: clustered, value: one, unit: 'ms', target: { atMost: 2000 } });
  const [taken = 0] = await durations(1, 0, () =>
    Promise.resolve(forecastCutPoints([cutPointYear(ruleSet, tables.contracts)], { draws: 200 }, 1)),
  );
  figures.add({ what: 'forecast of a year of cut points, 200 draws', value: taken, unit: 'ms' });
}

/** `npm run bench -- simulations`. */
export async function benchSimulations(figures: Figures): Promise<void> {
  const ruleSet = rules2026();
  const order = scenario(ruleSet);
  const run = (): unknown => {
    const started = startScenario(order);
    started.advance(DRAWS);
    return started.result();
  };
  const [drawn, bare] = [await median(7, run), await median(7, () => floor(order))];
  figures.add({
    ...{ what: `${DRAWS} draws of a whole contract, one core`, value: drawn, unit: 'ms' },
    ...{ floor: { what: 'rating alone', value: bare }, target: { atMost: 500 } },
  });
  await exactOutlooks(order, figures);
  const pool = new WorkerPool();
  try {
    const runner = new SimulationRunner(pool);
    const inThread = await durations(5, 1, () => runner.run(order, new AbortController().signal));
    const direct = { what: 'not in a thread', value: drawn };
    figures.add({
      what: 'the same in a thread, there and back',
      value: percentile(inThread, 50),
      unit: 'ms',
      floor: direct,
    });
  } finally {
    await pool.onApplicationShutdown();
  }
  const change = [{ type: 'star', measureId: 'C01', star: 5 }] as const;
  const changed = await median(50, () => whatIf(ruleSet, order.contract, change));
  figures.add({ what: 'what-if with both ledgers', value: changed, unit: 'ms' });
  await published(ruleSet, figures);
}
