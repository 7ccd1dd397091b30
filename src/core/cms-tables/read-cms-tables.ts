import { adjustmentTable } from './adjustment-table.js';
import { assembleContracts, type StarsOfCalculation } from './assemble-contracts.js';
import { calculationNames } from './calculation-names.js';
import type { CmsFile, CmsTableSet, CutPointsOfCalculation, PublishedRatings } from './cms-table-set.js';
import { ContractFacts } from './contract-facts.js';
import { cutPointTable } from './cut-points-table.js';
import { domainTable, type TableDomain } from './domain-table.js';
import { measureTable, tallyTexts, type MeasureColumn, type MeasureTable } from './measure-table.js';
import { openFile, type OpenFile } from './open-file.js';
import { highPerformingTable, lowPerformingTable } from './performing-tables.js';
import { scoreCell, starCell } from './cells.js';
import { knownMeasureText } from './special-texts.js';
import { summaryTable, type SummaryTable } from './summary-table.js';
import { contractCoverage, measureCoverage, missingTables, type Coverage } from './table-coverage.js';
import { TABLE_KINDS, type TableKind } from './table-kind.js';
import { ProblemLog, type TableProblem } from './table-problem.js';

/** The tables and everything that was found wrong or strange in them. */
export interface CmsReading {
  readonly tables: CmsTableSet;
  readonly problems: readonly TableProblem[];
}

/** Called after each file. */
export type ReadProgress = (event: { readonly file: string; readonly done: number; readonly total: number }) => void;

/** Kinds of which one year can have several files, one for each calculation of the ratings (2024). */
const BY_CALCULATION: readonly TableKind[] = ['measureStars', 'partCCutPoints', 'partDCutPoints'];

interface FileOfCalculation extends OpenFile {
  readonly calculation: string | null;
}

/**
 * Reads CMS's published Star Ratings tables of any year. Files are known by their names or first lines, columns by their
 * labels and measure ids; encoding, order and number of header lines do not matter. Never throws on bad input:
 * what cannot be used is left out and reported.
 */
export function readCmsTables(files: readonly CmsFile[], starYear: number, progress?: ReadProgress): CmsReading {
  const problems: TableProblem[] = [];
  const open: OpenFile[] = [];
  files.forEach((file, i) => {
    const opened = openFile(file, starYear);
    problems.push(...opened.problems);
    if (opened.open) open.push(opened.open);
    progress?.({ file: file.name, done: i + 1, total: files.length });
  });
  const chosen = chooseFiles(open);
  const tables = readTables(chosen, starYear, problems);
  const order = { error: 0, warning: 1 } as const;
  problems.push(...open.flatMap(({ log }) => log.problems));
  problems.sort((a, b) => order[a.severity] - order[b.severity]);
  return { tables, problems };
}

/**
 * Newest file of each kind. Measure stars can come in one file a calculation: then all of them, and all cut points, oldest first.
 * Copies of a file are dropped first.
 */
function chooseFiles(open: readonly OpenFile[]): FileOfCalculation[] {
  const several = withoutCopies(open.filter(({ kind }) => kind === 'measureStars')).length > 1;
  return TABLE_KINDS.flatMap((kind): FileOfCalculation[] => {
    const sorted = withoutCopies(open.filter((file) => file.kind === kind)).sort(
      (a, b) => a.date.localeCompare(b.date) || a.name.localeCompare(b.name),
    );
    const newest = sorted.at(-1);
    if (!newest || sorted.length === 1) return sorted.map((file) => ({ ...file, calculation: null }));
    if (several && BY_CALCULATION.includes(kind)) {
      const names = calculationNames(sorted.map(({ name }) => name));
      return sorted.map((file, i) => ({ ...file, calculation: names[i] ?? null }));
    }
    for (const file of sorted.slice(0, -1)) supersede(file, newest);
    return [{ ...newest, calculation: null }];
  });
}

function supersede(file: OpenFile, by: OpenFile): void {
  file.log.warning('supersededFile', `Not used: "${by.name}" holds the same table.`);
}

function withoutCopies(files: readonly OpenFile[]): OpenFile[] {
  const kept = new Map<string, OpenFile>();
  for (const file of files) {
    const content = JSON.stringify(file.rows);
    const same = kept.get(content);
    if (!same) kept.set(content, file);
    else if (!file.log.problems.some(({ code }) => code === 'supersededFile')) supersede(file, same);
  }
  return [...kept.values()];
}

function readTables(files: readonly FileOfCalculation[], starYear: number, problems: TableProblem[]): CmsTableSet {
  const of = (kind: TableKind) => files.filter((file) => file.kind === kind);
  const [dataFile] = of('measureData');
  const data = dataFile ? measureTable(dataFile.rows, dataFile.title, dataFile.log) : null;
  if (data && dataFile)
    tallyTexts(data, (cell) => 'score' in scoreCell(cell) || knownMeasureText(cell) !== null, dataFile.log);
  const stars = of('measureStars').flatMap((file): (StarsOfCalculation & { file: FileOfCalculation })[] => {
    const table = measureTable(file.rows, file.title, file.log);
    if (table) tallyTexts(table, (cell) => starCell(cell) !== null || knownMeasureText(cell) !== null, file.log);
    return table ? [{ calculation: file.calculation, table, file }] : [];
  });
  const [summaryFile] = of('summaryRatings');
  const summary = summaryFile ? summaryTable(summaryFile.rows, summaryFile.title, starYear, summaryFile.log) : null;
  const [adjustmentFile] = of('adjustment');
  const adjustment = adjustmentFile
    ? adjustmentTable(adjustmentFile.rows, adjustmentFile.title, adjustmentFile.log)
    : null;

  const cuts = [...of('partCCutPoints'), ...of('partDCutPoints')].map((file) => ({
    file,
    table: cutPointTable(file.rows, file.log),
  }));
  const cutPoints = cuts.flatMap(({ file, table }): CutPointsOfCalculation[] =>
    (table?.cutPoints ?? []).map((points) => ({ ...points, calculation: file.calculation })),
  );
  const measures = mergeMeasures([
    ...stars.map(({ table }) => table.measures),
    data?.measures ?? [],
    ...cuts.map(({ table }) => table?.measures ?? []),
  ]);
  const [domainFile] = of('domainStars');
  const [highFile] = of('highPerforming');
  const [lowFile] = of('lowPerforming');

  const measureFiles = [
    ...stars.map(({ file, table }) => ({ kind: file.kind, file: file.name, table })),
    ...(data && dataFile ? [{ kind: dataFile.kind, file: dataFile.name, table: data }] : []),
  ];
  const coverage: Coverage[] = [
    ...measureFiles.map(({ kind, file, table }) => ({ kind, file, contractIds: [...table.table.byContract.keys()] })),
    ...(summary && summaryFile
      ? [{ kind: summaryFile.kind, file: summaryFile.name, contractIds: [...summary.rows.keys()] }]
      : []),
    ...(adjustment && adjustmentFile
      ? [{ kind: adjustmentFile.kind, file: adjustmentFile.name, contractIds: [...adjustment.rows.keys()] }]
      : []),
  ];
  const setLog = new ProblemLog(null, null);
  const facts = new ContractFacts(
    [summary?.table, ...measureFiles.map(({ table }) => table.table), adjustment?.table].filter(
      (table) => table !== undefined,
    ),
  );
  const contracts = assembleContracts({ data, stars, summary, adjustment, facts }, setLog);
  facts.reportConflicts(
    contracts.map(({ contractId }) => contractId),
    setLog,
  );
  problems.push(
    ...missingTables(new Set(files.map(({ kind }) => kind))),
    ...measureCoverage(measureFiles),
    ...contractCoverage(coverage),
  );
  problems.push(...setLog.problems);
  return {
    starYear,
    files: files.map(({ name, kind, encoding, title, rows, calculation }) => ({
      name,
      kind,
      encoding,
      title,
      rows: rows.length,
      calculation,
    })),
    calculations: stars.length > 1 ? stars.map(({ calculation }) => calculation ?? '') : [],
    measures,
    percentMeasures: data ? percentMeasures(data) : [],
    contracts,
    identities: contracts.map(({ contractId }) => facts.identity(contractId)),
    ratings: summary && publishedRatings(summary),
    domainStars: domainFile
      ? domainTable(domainFile.rows, domainFile.title, domainsOf(measures), domainFile.log)
      : null,
    cutPoints: cuts.length > 0 ? cutPoints : null,
    highPerforming: highFile ? highPerformingTable(highFile.rows, highFile.title, highFile.log) : null,
    lowPerforming: lowFile ? lowPerformingTable(lowFile.rows, lowFile.title, lowFile.log) : null,
  };
}

function publishedRatings(summary: SummaryTable): PublishedRatings[] {
  return [...summary.rows].map(([contractId, { ratings }]) => ({
    contractId,
    partC: ratings.partC ?? null,
    partD: ratings.partD ?? null,
    overall: ratings.overall ?? null,
  }));
}

/** One column a measure: the first table that names it, with the domain from the first that knows it. */
function mergeMeasures(tables: readonly (readonly MeasureColumn[])[]): MeasureColumn[] {
  const merged = new Map<string, MeasureColumn>();
  for (const column of tables.flat()) {
    const known = merged.get(column.id);
    if (!known) merged.set(column.id, column);
    else if (known.domainId === null && column.domainId !== null) {
      merged.set(column.id, { ...known, domainId: column.domainId, domainName: column.domainName });
    }
  }
  return [...merged.values()].sort((a, b) => a.id.localeCompare(b.id));
}

function percentMeasures({ indexOf, table }: MeasureTable): string[] {
  return [...indexOf].flatMap(([id, index]) =>
    table.rows.some(({ cells }) => cells[index]?.endsWith('%')) ? [id] : [],
  );
}

function domainsOf(measures: readonly MeasureColumn[]): TableDomain[] {
  return measures.flatMap(({ domainId, domainName }) =>
    domainId && domainName ? [{ id: domainId, name: domainName }] : [],
  );
}
