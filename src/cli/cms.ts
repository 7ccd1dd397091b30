import type { Command } from 'commander';
import { conformance, ConformanceInputError, type ConformanceReport } from '../core/conformance/index.js';
import { CmsImportService, readRuleSetFile, RuleSetCatalog } from '../modules/ratings/index.js';
import { readCms, refuseErrors, starYearOption } from './cms-reading.js';
import { conformanceText } from './conformance-text.js';
import { CommandError, note, print } from './output.js';
import { withApp } from './with-app.js';

interface FolderOptions {
  starYear: number;
  dir: string;
  json?: boolean;
}

async function importTables({ starYear, dir, json }: FolderOptions): Promise<void> {
  const reading = await readCms(dir, starYear);
  refuseErrors(reading);
  const { tables } = reading;
  const summary = await withApp((app) => {
    note(`storing ${tables.contracts.length} contracts …`);
    return app.get(CmsImportService).import(tables, new Date());
  });
  print(json, summary, () => {
    const { contracts, measureResults, publishedRatings } = summary;
    return `Star year ${starYear}: ${contracts} contracts, ${measureResults} measure results, published ratings of ${publishedRatings}.`;
  });
}

function compared(work: () => ConformanceReport): ConformanceReport {
  try {
    return work();
  } catch (error) {
    throw error instanceof ConformanceInputError ? new CommandError(error.message) : error;
  }
}

async function compare({ starYear, dir, json, ruleset }: FolderOptions & { ruleset?: string }): Promise<void> {
  const rules = ruleset ? readRuleSetFile(ruleset) : new RuleSetCatalog(process.env.RULESETS_DIR).find(starYear);
  if (!rules) throw new CommandError(`There is no rule set of ${starYear}: name a file with --ruleset.`);
  if (rules.ruleSet.starYear !== starYear) throw new CommandError('--ruleset: the file is for another star year.');
  const { tables } = await readCms(dir, starYear);
  const report = compared(() => conformance(rules.ruleSet, tables));
  print(json, report, () => conformanceText(report));
  if (!report.ok) process.exitCode = 1;
}

/** `cms import` and `cms conformance`: CMS's published tables. */
export function registerCms(program: Command): void {
  const cms = program.command('cms').description("CMS's published Star Ratings tables");
  cms
    .command('import')
    .description('load the CSV tables of a star year into the database, all or nothing')
    .requiredOption('--star-year <year>', 'star year of the tables', starYearOption)
    .requiredOption('--dir <folder>', "folder with CMS's CSV files")
    .option('--json', 'print the summary as JSON')
    .action(importTables);
  cms
    .command('conformance')
    .description('compute every published rating and compare; no database needed')
    .requiredOption('--star-year <year>', 'star year of the tables', starYearOption)
    .requiredOption('--dir <folder>', "folder with CMS's CSV files")
    .option('--ruleset <file>', 'rule-set file; by default the one of the star year')
    .option('--json', 'print the report as JSON')
    .action(compare);
}
