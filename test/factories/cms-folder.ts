import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MEASURE_IDS_2026 } from './rate-contract.js';

/** One made-up contract in the shape of CMS's tables: every measure with the same star. */
export interface FolderContract {
  readonly id: string;
  readonly star: number;
  /** Published Part C, Part D and overall rating. */
  readonly published: readonly [string, string, string];
  /** Cells of single measures: scores, which are otherwise not public, and stars other than `star`. */
  readonly scores?: Readonly<Record<string, string>>;
  readonly stars?: Readonly<Record<string, number>>;
}

/** Four stars everywhere give 4.5 (mean 4, no variance, reward 0.4); three give 3. */
export const FOUR_STARS: FolderContract = { id: 'H0001', star: 4, published: ['4.5', '4.5', '4.5'] };
export const THREE_STARS: FolderContract = { id: 'H0002', star: 3, published: ['3', '3', '3'] };

const line = (cells: readonly (string | number)[]): string => cells.join(',');
const padded = (cells: readonly string[], width: number): string[] => [
  ...cells,
  ...Array<string>(width - cells.length).fill(''),
];

function measureTable(
  title: string,
  contracts: readonly FolderContract[],
  names: Readonly<Record<string, string>>,
  cell: (one: FolderContract, id: string) => string,
): string {
  const width = 5 + MEASURE_IDS_2026.length;
  const identity = [
    'CONTRACT_ID',
    'Organization Type',
    'Contract Name',
    'Organization Marketing Name',
    'Parent Organization',
  ];
  return [
    line(padded([title], width)),
    line(padded(identity, width)),
    line(['', '', '', '', '', ...MEASURE_IDS_2026.map((id) => `${id}: ${names[id] ?? `Measure ${id}`}`)]),
    line(padded([], width)),
    ...contracts.map((one) =>
      line([one.id, 'Local CCP', 'NAME', 'MARKETING', 'PARENT', ...MEASURE_IDS_2026.map((id) => cell(one, id))]),
    ),
  ].join('\r\n');
}

/** A folder with a small made-up set of CMS's 2026 tables, with the real names of some measures; returns its path. */
export function cmsFolder(
  contracts: readonly FolderContract[] = [FOUR_STARS, THREE_STARS],
  names: Readonly<Record<string, string>> = {},
): string {
  const dir = mkdtempSync(join(tmpdir(), 'stars-cms-'));
  const write = (name: string, text: string): void =>
    writeFileSync(join(dir, `2026 Star Ratings Data Table - ${name} (Oct 8 2025).csv`), `\uFEFF${text}\r\n`);
  const only = 'Medicare shows only a Star Rating for this topic';
  write(
    'Measure Data',
    measureTable('2026 Data View', contracts, names, ({ scores }, id) => scores?.[id] ?? only),
  );
  write(
    'Measure Stars',
    measureTable('2026 Star View', contracts, names, ({ star, stars }, id) => String(stars?.[id] ?? star)),
  );
  const summary = [
    'Contract Number',
    'Organization Type',
    'Contract Name',
    'Organization Marketing Name',
    'Parent Organization',
  ];
  summary.push(
    'SNP',
    '2023 Disaster %',
    '2024 Disaster %',
    '2026 Part C Summary',
    '2026 Part D Summary',
    '2026 Overall',
  );
  write(
    'Summary Ratings',
    [
      line(padded(['2026 Summary Star View'], summary.length)),
      line(summary),
      ...contracts.map((one) =>
        line([one.id, 'Local CCP', 'NAME', 'MARKETING', 'PARENT', 'Yes', 0, 0, ...one.published]),
      ),
    ].join('\r\n'),
  );
  const cai = [
    'Contract Number',
    'Organization Marketing Name',
    'Contract Name',
    'Parent Organization',
    'Puerto Rico Only',
  ];
  cai.push('Part C FAC', 'Part D MA-PD FAC', 'Part D PDP FAC', 'Overall FAC');
  write(
    'CAI',
    [
      line(padded(['2026 CAI View'], cai.length)),
      line(cai),
      ...contracts.map(({ id }) => line([id, 'MARKETING', 'NAME', 'PARENT', 'No', 4, 3, 'N/A', 4])),
    ].join('\r\n'),
  );
  return dir;
}
