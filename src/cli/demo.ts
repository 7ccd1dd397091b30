import type { Command } from 'commander';
import { DemoService } from '../modules/demo/index.js';
import { Problem } from '../platform/http/index.js';
import { asAdministrator } from './as-administrator.js';
import { CommandError, print, progress } from './output.js';
import { withApp } from './with-app.js';

const MOST_MEMBERS = 2_000_000;

function whole(name: string, text: string, from: number, to: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < from || value > to) {
    throw new CommandError(`--${name}: a whole number from ${from} to ${to} is expected`);
  }
  return value;
}

function contractOption(text: string): string {
  if (!/^[A-Z][0-9]{4}$/.test(text)) throw new CommandError('--contract: a letter and four digits are expected');
  return text;
}

function withDemo<T>(work: (demo: DemoService) => Promise<T>): Promise<T> {
  return withApp((app) => asAdministrator(app, () => work(app.get(DemoService)))).catch((error: unknown) => {
    throw error instanceof Problem ? new CommandError(error.detail) : error;
  });
}

const RATES = {
  published: 'rates near CMS’s published ones',
  'cut-points': 'rates near the cut points, stars of the other measures made up',
};

interface LoadOptions {
  members: string;
  contract: string;
  seed: string;
  year?: string;
  json?: boolean;
}

async function load({ members, contract, seed, year, json }: LoadOptions): Promise<void> {
  const order = {
    contractId: contractOption(contract),
    members: whole('members', members, 1, MOST_MEMBERS),
    seed: whole('seed', seed, 0, 4_294_967_295),
  };
  const chosen = year === undefined ? undefined : whole('year', year, 2020, 2100);
  const loaded = await withDemo((demo) =>
    demo.load({ ...order, measurementYear: chosen ?? demo.latestYear() }, (count) => progress(`${count} members`)),
  );
  progress('');
  print(json, loaded, () =>
    [
      `Synthetic plan in ${loaded.contractId}, measurement year ${loaded.measurementYear}, seed ${loaded.seed}:`,
      `${loaded.members} members, ${loaded.gaps} gaps, ${loaded.predictions} predictions,`,
      `${loaded.interventions} interventions; ${RATES[loaded.ratesFrom]}.`,
    ].join(' '),
  );
}

async function clear({ contract, json }: { contract: string; json?: boolean }): Promise<void> {
  const contractId = contractOption(contract);
  const cleared = await withDemo((demo) => demo.clear(contractId));
  print(json, cleared, () => `${cleared.members} synthetic members and ${cleared.snapshots} snapshots are gone.`);
}

/** `demo …`: a made-up, labelled plan to try everything with. */
export function registerDemo(program: Command): void {
  const demo = program.command('demo').description('A synthetic plan, to try everything with');
  demo
    .command('load')
    .description('fill a contract that has no members with made-up ones (docs/portfolio.md)')
    .requiredOption('--members <n>', 'how many members')
    .requiredOption('--contract <id>', 'CMS contract number')
    .option('--seed <n>', 'equal seeds make equal plans', '1')
    .option('--year <year>', 'measurement year; left out: that of the latest rule set')
    .option('--json', 'print JSON')
    .action(load);
  demo
    .command('clear')
    .description('remove the synthetic plan of a contract, and nothing else')
    .requiredOption('--contract <id>', 'CMS contract number')
    .option('--json', 'print JSON')
    .action(clear);
}
