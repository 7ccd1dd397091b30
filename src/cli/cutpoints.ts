import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import type { CmsTableSet } from '../core/cms-tables/index.js';
import {
  type BacktestInput,
  backtestCutPoints,
  backtestInput,
  CutPointInputError,
  disasterExclusion,
  PriorFileError,
  type PriorCutPoints,
  priorFromRuleSet,
  readPriorCutPoints,
  withPublishedCutPoints,
  YOUNG_MEASURES,
} from '../core/cutpoints/index.js';
import { checkRuleSet, type RuleSet } from '../core/rulesets/index.js';
import { readRuleSetFile, RuleSetCatalog } from '../modules/ratings/index.js';
import { readCms, refuseErrors, starYearOption } from './cms-reading.js';
import { cutPointsReport } from './cutpoints-report.js';
import { cutPointsText } from './cutpoints-text.js';
import { CommandError, print } from './output.js';

interface BacktestCommand {
  starYear: number;
  dir: string;
  prior: string;
  ruleset?: string;
  seed?: number;
  repeats?: number;
  carryOverPercent?: number | 'none';
  withoutGuardrail?: string[];
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

function carryOver(text: string): number | 'none' {
  return text === 'none' ? text : whole('--carry-over-percent', 1, 100)(text);
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    throw new CommandError('--prior: there is no such file, or it cannot be read');
  }
}

/** Prior cut points from the CSV format or from the rule-set file of the year before. */
function readPrior(path: string): PriorCutPoints[] {
  const text = textOf(path).replace(/^\uFEFF/, '');
  if (!text.trimStart().startsWith('{')) {
    try {
      return readPriorCutPoints(text);
    } catch (error) {
      throw error instanceof PriorFileError ? new CommandError(`--prior: ${error.message}`) : error;
    }
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new CommandError('--prior: neither CSV nor valid JSON');
  }
  const checked = checkRuleSet(json);
  if ('problems' in checked)
    throw new CommandError(`--prior: not a valid rule set (${checked.problems.length} problems; see ruleset check)`);
  return priorFromRuleSet(checked.ruleSet);
}

/** Measures without any score left are taken out; what could not be compared is said. */
function prepare(
  ruleSet: RuleSet,
  tables: CmsTableSet,
  prior: readonly PriorCutPoints[],
  carryOverPercent: number | null,
  withoutGuardrail: readonly string[],
): { input: BacktestInput; notes: string[] } {
  const all = backtestInput(ruleSet, tables.contracts, prior);
  const unknown = withoutGuardrail.filter((id) => !ruleSet.measures.some((rule) => rule.id === id));
  if (unknown.length > 0) throw new CommandError('--without-guardrail: not a measure of the star year');
  const hasScores = ({ scores }: BacktestInput['measures'][number]): boolean =>
    scores.some(({ disasterPercent = 0 }) => carryOverPercent === null || disasterPercent < carryOverPercent);
  const measures = all.measures
    .filter(hasScores)
    .map((entry) =>
      withoutGuardrail.includes(entry.measure.id)
        ? { ...entry, measure: { ...entry.measure, guardrail: 'none' as const } }
        : entry,
    );
  if (measures.length === 0)
    throw new CommandError('The tables have no scores of measures with cut points: nothing to compare.');
  const compared = new Set(measures.map(({ measure }) => measure.id));
  const names = ruleSet.measures.filter(({ id }) => !compared.has(id)).map(({ id }) => id);
  const held = measures.filter(({ measure }) => measure.guardrail !== 'none');
  const unheld = held.filter(({ measure }) => measure.prior === undefined);
  const notes = [
    ...(names.length > 0 ? [`Not compared, because scores or cut points are not published: ${names.join(', ')}.`] : []),
    ...(unheld.length > 0
      ? [
          `No prior cut points by part, set and name, so no guardrail: ${unheld.map(({ measure }) => `${measure.id} ${measure.set}`).join(', ')}.`,
        ]
      : []),
    ...(measures.every(({ published }) => published.beforeGuardrails === undefined)
      ? ['Cut points before guardrails and outer fences of this star year are not known: only final ones are compared.']
      : []),
    ...(YOUNG_MEASURES[ruleSet.starYear] === undefined && withoutGuardrail.length === 0
      ? [
          'Which measures are in their second or third star year is not known for this year: they are held by a guardrail unless named with --without-guardrail.',
        ]
      : []),
  ];
  return { input: { starYear: ruleSet.starYear, measures }, notes };
}

async function backtest(options: BacktestCommand): Promise<void> {
  const { starYear, dir, ruleset, seed, repeats, json } = options;
  const rules = ruleset ? readRuleSetFile(ruleset) : new RuleSetCatalog(process.env.RULESETS_DIR).find(starYear);
  if (!rules) throw new CommandError(`There is no rule set of ${starYear}: name a file with --ruleset.`);
  if (rules.ruleSet.starYear !== starYear) throw new CommandError('--ruleset: the file is for another star year.');
  const prior = readPrior(options.prior);
  const reading = await readCms(dir, starYear);
  refuseErrors(reading);
  const { ruleSet, replaced } = withPublishedCutPoints(rules.ruleSet, reading.tables.cutPoints);
  const { carryOverPercent: asked = 25 } = options;
  const carryOverPercent = asked === 'none' ? disasterExclusion(starYear) : asked;
  const { input, notes } = prepare(ruleSet, reading.tables, prior, carryOverPercent, options.withoutGuardrail ?? []);
  const choices = { ...(seed === undefined ? {} : { seed }), ...(repeats === undefined ? {} : { repeats }) };
  try {
    const report = backtestCutPoints({ ...input, options: { ...choices, carryOverPercent } });
    const { estimatedCaps } = report;
    const all = [
      ...notes,
      ...(replaced.length > 0
        ? [`Cut points of the tables differ from the rule set's and were compared with: ${replaced.join(', ')}.`]
        : []),
      ...(estimatedCaps.length > 0
        ? [
            `The range guardrail needs the prior year's scores; this year's range stands in: ${estimatedCaps.join(', ')}.`,
          ]
        : []),
    ];
    const answer = cutPointsReport(input, report, { ruleSet, digest: rules.digest }, all);
    print(json, answer, () => cutPointsText(answer));
  } catch (error) {
    throw error instanceof CutPointInputError ? new CommandError(error.message) : error;
  }
}

/** `cutpoints backtest`: CMS's clustering applied to the public scores, compared with what CMS published. */
export function registerCutPoints(program: Command): void {
  const cutpoints = program.command('cutpoints').description('cut points of measures (docs/cutpoints.md)');
  cutpoints
    .command('backtest')
    .description("compute a star year's cut points from the public scores and compare; no database needed")
    .requiredOption('--star-year <year>', 'star year of the tables', starYearOption)
    .requiredOption('--dir <folder>', "folder with CMS's CSV files")
    .requiredOption('--prior <file>', "the year before's cut points: CSV, or its rule-set file")
    .option('--ruleset <file>', 'rule-set file; by default the one of the star year')
    .option('--seed <number>', 'seed of the random assignments', whole('--seed', 0, Number.MAX_SAFE_INTEGER))
    .option('--repeats <number>', 'random assignments averaged, 1 to 1000', whole('--repeats', 1, 1000))
    .option(
      '--carry-over-percent <percent>',
      'leave out contracts with such a part in a disaster area, or none',
      carryOver,
    )
    .option('--without-guardrail <ids>', 'measures in their first three star years, such as C18,C20', (text) =>
      text.split(',').map((id) => id.trim()),
    )
    .option('--json', 'print the report as JSON')
    .action(backtest);
}
