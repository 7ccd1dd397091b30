import {
  createRater,
  rateContract,
  starArrays,
  traceContract,
  type ContractYear,
  type Star,
} from '../src/core/ratings/index.js';
import type { RuleSet } from '../src/core/rulesets/index.js';
import type { Figures } from './figures.js';

/** Contracts made up in the shape of the rule set, for a bench without CMS's tables: every measure rated, no messages. */
export function syntheticContracts(ruleSet: RuleSet, count: number): ContractYear[] {
  const types = ruleSet.contractTypes.filter((one) => one.minimumRated.overall !== null);
  return Array.from({ length: count }, (_, n) => {
    const match = types[n % types.length]?.match[0];
    return {
      contractId: `H${String(n).padStart(4, '0')}`,
      organizationType: match?.organizationTypes[0] ?? '',
      snp: match?.snp ?? false,
      iSnpOnly: match?.iSnpOnly ?? false,
      puertoRicoOnly: n % 97 === 0,
      disasterPercents: Object.fromEntries(ruleSet.disaster.years.map((year) => [year, (n * 7) % 60])),
      adjustmentCategories: { partC: 1 + (n % 3), partDMapd: 1 + (n % 3), overall: 1 + (n % 3) },
      measures: ruleSet.measures.map((one, m) => ({
        measureId: one.id,
        score: null,
        star: (1 + ((n * 31 + m * 17 + ((n * m) % 7)) % 5)) as Star,
        note: null,
      })),
    };
  });
}

interface Speed {
  /** By the clock; on a busy machine lower than what the program can do. */
  readonly wall: number;
  /** By the processor time of this process, all its threads together. */
  readonly core: number;
}

function speedOf(milliseconds: number, work: () => number): Speed {
  for (let warm = 0; warm < 3; warm += 1) work();
  const start = process.hrtime.bigint();
  const used = process.cpuUsage();
  let done = 0;
  while (Number(process.hrtime.bigint() - start) < milliseconds * 1e6) done += work();
  const wall = Number(process.hrtime.bigint() - start) / 1e9;
  const { user, system } = process.cpuUsage(used);
  return { wall: Math.round(done / wall), core: Math.round(done / ((user + system) / 1e6)) };
}

/**
 * Measures the rating core by processor time: full contract ratings a second (Part C, Part D and overall, all runs)
 * without and with trace, star sets a second through one rater, and the time of all contracts once.
 */
export function benchRatingsCore(
  figures: Figures,
  ruleSet: RuleSet,
  contracts: readonly ContractYear[] = syntheticContracts(ruleSet, 769),
  milliseconds = 1500,
): void {
  const all = (rate: (contract: ContractYear) => unknown) => (): number => {
    for (const contract of contracts) rate(contract);
    return contracts.length;
  };
  const fast = speedOf(
    milliseconds,
    all((one) => rateContract(ruleSet, one)),
  );
  const traced = speedOf(
    milliseconds,
    all((one) => traceContract(ruleSet, one)),
  );
  const times = Array.from({ length: 5 }, () => {
    const start = process.hrtime.bigint();
    all((one) => rateContract(ruleSet, one))();
    return Number(process.hrtime.bigint() - start) / 1e6;
  }).sort((a, b) => a - b);
  const once = times[2] ?? 0;
  const raters = contracts.map((one) => ({ rater: createRater(ruleSet, one), stars: starArrays(ruleSet, one) }));
  const finals = new Float64Array(3);
  const simulated = speedOf(milliseconds, () => {
    for (const { rater, stars } of raters) rater.finals(stars, finals);
    return raters.length;
  });
  figures.note(`${contracts.length} contracts; by the clock ${fast.wall}/s rated, ${traced.wall}/s traced`);
  const rated = { what: 'rateContract', value: fast.core };
  figures.add({ what: 'contracts rated', value: fast.core, unit: '/s', target: { atLeast: 50_000 } });
  figures.add({
    ...{ what: 'contracts rated with trace', value: traced.core, unit: '/s', floor: rated },
    target: { atLeast: 10_000 },
  });
  figures.add({ what: 'star sets rated in a simulation', value: simulated.core, unit: '/s', floor: rated });
  figures.add({ what: 'all contracts once, median of 5', value: once, unit: 'ms', target: { atMost: 100 } });
}
