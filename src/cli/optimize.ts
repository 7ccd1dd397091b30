import type { Command } from 'commander';
import {
  type BenchCase,
  benchCase,
  compileProblem,
  nearContracts,
  syntheticProblem,
} from '../core/optimization/index.js';
import { RuleSetCatalog } from '../modules/ratings/index.js';
import { HighsSolver } from '../platform/solver/index.js';
import { readCms, refuseErrors } from './cms-reading.js';
import { CommandError, note, print } from './output.js';

const STAR_YEAR = 2026;
const TARGET = 4;
const CONFIDENCE = 0.9;

interface BenchOptions {
  dir: string;
  members: number;
  contracts: number;
  json?: boolean;
}

function whole(option: string, from: number, to: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < from || value > to)
      throw new CommandError(`${option}: a whole number from ${from} to ${to} is expected`);
    return value;
  };
}

const dollars = (cents: number | null): string =>
  cents === null ? 'target missed' : `$${Math.round(cents / 100).toLocaleString('en-US')}`;

function line(one: BenchCase): string {
  const { contractId, classes, columns, plannedStars, costCents, boundCents, gap, baselines, seconds, probability } =
    one;
  return [
    `${contractId}: ${classes} classes, ${columns} columns, ${plannedStars.before ?? '–'} → ${plannedStars.after ?? '–'} stars (P ${probability.toFixed(3)})`,
    `  cost ${dollars(costCents)}, bound ${dollars(boundCents)}, gap ${(gap * 100).toFixed(3)} %, ${seconds.toFixed(1)} s`,
    `  greedy by probability × weight ${dollars(baselines.probabilityTimesWeight)}, by value per dollar ${dollars(baselines.valuePerDollar)}`,
  ].join('\n');
}

/** The bench's cases: the first contracts, nearest to 4 stars, whose synthetic plan still misses them. */
export async function runOptimizerBench({ dir, members, contracts: wanted }: BenchOptions): Promise<BenchCase[]> {
  const rules = new RuleSetCatalog(process.env.RULESETS_DIR).find(STAR_YEAR);
  if (!rules) throw new CommandError(`There is no rule set of ${STAR_YEAR}.`);
  const { ruleSet } = rules;
  const reading = await readCms(dir, STAR_YEAR);
  refuseErrors(reading);
  const contracts = nearContracts(ruleSet, reading.tables.contracts);
  const solver = await HighsSolver.load();
  const cases: BenchCase[] = [];
  for (const contract of contracts) {
    if (cases.length === wanted) break;
    const objective = { kind: 'cost', targetStars: TARGET, confidence: CONFIDENCE } as const;
    const trial = compileProblem(
      syntheticProblem({ ruleSet, contract, members: Math.min(members, 20_000), seed: 1, objective }),
    );
    const { rating, movers } = trial;
    const sums = [0, 1].map((power) =>
      [0, 1, 2].map((group) =>
        movers.reduce((sum, { open, needed, expected }) => {
          const star = 1 + needed.filter((limit) => expected >= limit).length;
          return open?.group === group ? sum + open.weight * star ** (power + 1) : sum;
        }, 0),
      ),
    );
    if (rating.stars(rating.final(sums[0] ?? [], sums[1] ?? [])) >= TARGET) continue;
    note(`${contract.contractId}: making ${members} members …`);
    const problem = syntheticProblem({ ruleSet, contract, members, seed: 1, objective });
    const start = process.hrtime.bigint();
    const elapsed = (): number => Number(process.hrtime.bigint() - start) / 1e9;
    cases.push(benchCase(problem, members, solver, { elapsed }));
  }
  return cases;
}

async function bench(options: BenchOptions): Promise<void> {
  const cases = await runOptimizerBench(options);
  print(options.json, { starYear: STAR_YEAR, cases }, () => cases.map(line).join('\n'));
  if (cases.some(({ neverWorse }) => !neverWorse)) process.exitCode = 1;
}

/** `optimize bench`: the optimiser on made-up plans of real contracts near 4 stars. */
export function registerOptimize(program: Command): void {
  const optimize = program.command('optimize').description('the portfolio optimiser (docs/optimizer.md)');
  optimize
    .command('bench')
    .description(
      'least cost of 4 stars for made-up plans of real contracts, with bound and baselines; no database needed',
    )
    .option('--dir <folder>', "folder with CMS's CSV files of 2026", '../shared/cms/2026')
    .option('--members <number>', 'members of each plan', whole('--members', 1000, 5_000_000), 1_000_000)
    .option('--contracts <number>', 'contracts', whole('--contracts', 1, 10), 3)
    .option('--json', 'print the cases as JSON')
    .action(bench);
}
