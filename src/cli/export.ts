import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import { type Command, Option } from 'commander';
import { EXPORT_KINDS, type ExportKind, ExportsService } from '../modules/exports/index.js';
import { Problem } from '../platform/http/index.js';
import { asAdministrator } from './as-administrator.js';
import { CommandError } from './output.js';
import { withApp } from './with-app.js';

interface ExportOptions {
  kind: ExportKind;
  format: 'csv' | 'ndjson';
  out?: string;
  contract?: string;
  year?: string;
  measure?: string;
  tier?: string;
  state?: string;
}

async function run({ out, contract, year, ...order }: ExportOptions): Promise<void> {
  if (year !== undefined && !/^20\d\d$/.test(year)) {
    throw new CommandError('--year: a year from 2008 to 2099 is expected');
  }
  const filter = { contractId: contract, year: year === undefined ? undefined : Number(year) };
  await withApp((app) =>
    asAdministrator(app, async () => {
      const text = await app.get(ExportsService).start({ ...order, ...filter });
      const target = out === undefined ? process.stdout : createWriteStream(out, { mode: 0o600 });
      await pipeline(Readable.from(text, { objectMode: false }), target, { end: out !== undefined });
    }),
  ).catch((error: unknown) => {
    throw error instanceof Problem ? new CommandError(error.detail) : error;
  });
}

/** `export`: rows of one kind to standard output or a file. */
export function registerExport(program: Command): void {
  program
    .command('export')
    .description('export gaps, members, predictions, interventions or ratings (docs/bulk.md)')
    .addOption(new Option('--kind <kind>', 'what the rows are').choices(EXPORT_KINDS).makeOptionMandatory())
    .addOption(new Option('--format <format>', 'how they are written').choices(['csv', 'ndjson']).default('ndjson'))
    .option('--out <path>', 'file to write; standard output by default')
    .option('--contract <id>', 'only this contract')
    .option('--year <year>', 'only this measurement year (star year for ratings)')
    .option('--measure <code>', 'only this measure')
    .option('--tier <tier>', 'only this tier: high, medium, low')
    .option('--state <state>', 'only this evidence (gaps) or state (interventions)')
    .action(run);
}
