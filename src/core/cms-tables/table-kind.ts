/** The tables of CMS's published set that are read. */
export const TABLE_KINDS = [
  'measureData',
  'measureStars',
  'summaryRatings',
  'adjustment',
  'domainStars',
  'highPerforming',
  'lowPerforming',
  'partCCutPoints',
  'partDCutPoints',
] as const;
export type TableKind = (typeof TABLE_KINDS)[number];

/** What CMS calls each table. */
export const TABLE_TITLES: Readonly<Record<TableKind, string>> = {
  measureData: 'Measure Data',
  measureStars: 'Measure Stars',
  summaryRatings: 'Summary Ratings',
  adjustment: 'CAI',
  domainStars: 'Domain Stars',
  highPerforming: 'High Performing Contracts',
  lowPerforming: 'Low Performing Contracts',
  partCCutPoints: 'Part C Cut Points',
  partDCutPoints: 'Part D Cut Points',
};

type Pattern = readonly [RegExp, TableKind | 'other'];

/** Tables that CMS publishes beside the ratings and that hold nothing read here. */
const OTHER: readonly Pattern[] = [[/disenrol|display|crosswalk|technical|read.?me|enrollment/, 'other']];

const CUT_POINTS: readonly Pattern[] = [
  [/part.?d.?cut|part.?d\b.*(cut.?point|threshold)|(cut.?point|threshold).*part.?d\b/, 'partDCutPoints'],
  [/part.?c.?cut|part.?c\b.*(cut.?point|threshold)|(cut.?point|threshold).*part.?c\b/, 'partCCutPoints'],
];

const NAME_PATTERNS: readonly Pattern[] = [
  ...OTHER,
  ...CUT_POINTS,
  [/high.*perform/, 'highPerforming'],
  [/low.*perform/, 'lowPerforming'],
  [/domain/, 'domainStars'],
  [/summary/, 'summaryRatings'],
  [/\bcai\b|adjustment.?index/, 'adjustment'],
  [/measure.?stars?|star.?view|\bstars?\b$/, 'measureStars'],
  [/measure.?data|data.?view|\bdata\b$/, 'measureData'],
];

const TITLE_PATTERNS: readonly Pattern[] = [
  ...OTHER,
  ...CUT_POINTS,
  [/high.*perform/, 'highPerforming'],
  [/low.*perform/, 'lowPerforming'],
  [/domain/, 'domainStars'],
  [/summary/, 'summaryRatings'],
  [/\bcai\b/, 'adjustment'],
  [/star.?view|measure.?star/, 'measureStars'],
  [/data.?view|measure.?data/, 'measureData'],
];

function firstMatch(patterns: readonly Pattern[], text: string): TableKind | 'other' | null {
  return patterns.find(([pattern]) => pattern.test(text))?.[1] ?? null;
}

/** Words of a file name in lower case, without folder, ending, and the words that every table of the set carries. */
export function nameWords(fileName: string): string {
  return fileName
    .replace(/^.*[\\/]/, '')
    .replace(/\.[a-z]+$/i, '')
    .toLowerCase()
    .replace(/[_\s]+/g, ' ')
    .replace(/star ratings data tables?/g, ' ')
    .replace(/report card master table/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

/** Which table a file name announces; `other` for a CMS table that is not read, null where the name tells nothing. */
export function kindFromName(fileName: string): TableKind | 'other' | null {
  return firstMatch(NAME_PATTERNS, nameWords(fileName));
}

/** Which table the title row announces, such as `2026 Summary Star View: …`. */
export function kindFromTitle(title: string): TableKind | 'other' | null {
  return firstMatch(TITLE_PATTERNS, title.toLowerCase());
}

/** The star year that a file name or title starts with, such as 2026; null where it has none. */
export function yearAtStart(text: string): number | null {
  const found = /^\s*(20\d{2})\b/.exec(text.replace(/^.*[\\/]/, '').replace(/_/g, ' '));
  return found ? Number(found[1]) : null;
}
