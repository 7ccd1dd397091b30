import { type Command, Option } from 'commander';
import { IMPORT_KINDS, type ImportKind } from '../core/imports/index.js';
import { Problem } from '../platform/http/index.js';
import { asAdministrator } from './as-administrator.js';
import { type FileReport, importFile } from './import-file.js';
import { CommandError, note, print } from './output.js';
import { withApp } from './with-app.js';

interface ImportOptions {
  kind: ImportKind;
  file: string;
  contract?: string;
  year?: string;
  dryRun?: boolean;
  json?: boolean;
}

function yearOption(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^20\d\d$/.test(text)) throw new CommandError('--year: a year from 2008 to 2099 is expected');
  return Number(text);
}

function reportText({ status, result, errorCode, errors }: FileReport): string {
  errors.forEach(({ line, field, code }) => note(`line ${line}${field === '' ? '' : `, ${field}`}: ${code}`));
  const counts = Object.entries(result ?? {}).filter(([, value]) => typeof value === 'number');
  const reason = errorCode === null ? '' : ` (${errorCode})`;
  return `${status}${reason}: ${counts.map(([name, value]) => `${String(value)} ${name}`).join(', ')}`;
}

async function run({ kind, file, contract, year, dryRun = false, json }: ImportOptions): Promise<void> {
  if (contract !== undefined && !/^[A-Z][0-9]{4}$/.test(contract)) {
    throw new CommandError('--contract: a letter and four digits are expected');
  }
  const order = { kind, file, contractId: contract, year: yearOption(year), dryRun };
  const report = await withApp((app) => asAdministrator(app, () => importFile(app, order))).catch((error: unknown) => {
    if (!(error instanceof Problem)) throw error;
    const places = error.errors.map(({ pointer, code }) => `${pointer || '/'}: ${code}`);
    throw new CommandError([error.detail, ...places].join('\n'));
  });
  print(json, report, () => reportText(report));
  if (report.status === 'failed') process.exitCode = 1;
}

/** `import`: a file of members, gaps, outcomes or measure results. */
export function registerImport(program: Command): void {
  program
    .command('import')
    .description('import a CSV or NDJSON file, optionally gzip (docs/bulk.md)')
    .addOption(new Option('--kind <kind>', 'what the rows are').choices(IMPORT_KINDS).makeOptionMandatory())
    .requiredOption('--file <path>', 'file: .csv, .ndjson or .jsonl, with .gz when compressed')
    .option('--contract <id>', 'contract of rows that name none')
    .option('--year <year>', 'measurement year (star year for measure results) of rows that name none')
    .option('--dry-run', 'check every row and change nothing')
    .option('--json', 'print the report as JSON')
    .action(run);
}
