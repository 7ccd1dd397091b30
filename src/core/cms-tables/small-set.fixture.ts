import type { CmsFile } from './cms-table-set.js';

/** A cell as CMS's CSV writes it: quoted where it holds a comma or a quote. */
const quoted = (cell: string) => (/[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);

/** CSV text of rows, CRLF line ends as in CMS's files. */
export function csv(rows: readonly (readonly string[])[], newline = '\r\n'): string {
  return rows.map((row) => row.map(quoted).join(',') + newline).join('');
}

/** UTF-8 bytes with a byte order mark. */
export const utf8Bom = (text: string): Uint8Array => new TextEncoder().encode(`\uFEFF${text}`);
export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

const HIGH = new Map(
  [...'€‚ƒ„…†‡ˆ‰Š‹Œ'].map((c, i) => [
    c,
    [0x80, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88, 0x89, 0x8a, 0x8b, 0x8c][i] ?? 0,
  ]),
);
for (const [i, c] of [...'‘’“”•–—˜™'].entries()) HIGH.set(c, 0x91 + i);

/** Windows-1252 bytes. */
export const windows1252 = (text: string): Uint8Array =>
  Uint8Array.from([...text], (c) => HIGH.get(c) ?? c.charCodeAt(0));

/** Turns the columns of a table by `by` places, header included. */
export const turned = (rows: readonly (readonly string[])[], by: number): string[][] => {
  const width = Math.max(...rows.slice(1).map((row) => row.length));
  return rows.map((row, i) => {
    if (i === 0) return [...row];
    const full = Array.from({ length: width }, (_, k) => row[k] ?? '');
    return [...full.slice(by), ...full.slice(0, by)];
  });
};

const HEAD = [
  'CONTRACT_ID',
  'Organization Type',
  'Contract Name',
  'Organization Marketing Name',
  'Parent Organization',
];
const blank = ['', '', '', '', ''];
export const H1 = ['H0001 ', 'Local CCP ', 'ALPHA HEALTH, INC. ', 'Alpha ', 'Alpha Holdings, LLC '];
export const S1 = ['S0002 ', 'PDP ', 'BETA RX ', 'Beta ', 'Beta Corp '];

export const DATA_ROWS = [
  ['2026 Data View: Medicare Report Card Master Table'],
  [...HEAD, 'HD1: Staying Healthy', '', 'HD4: Member Complaints', 'DD1: Drug Plan Service'],
  [
    ...blank,
    'C01: Breast Cancer Screening',
    'C02: Colorectal',
    'C28: Complaints about the Health Plan',
    'D01: Call Center – TTY',
  ],
  [...blank, '01/01/2024 – 12/31/2024', '01/01/2024 – 12/31/2024', 'Not Applicable', '02/2025 – 05/2025'],
  [...H1, '76%', 'Plan too small to be measured ', '0.16', '100%'],
  [
    ...S1,
    'Plan not required to report measure ',
    'Plan not required to report measure ',
    'Plan not required to report measure ',
    '89%',
  ],
];

export const STAR_ROWS = [
  ['2026 Star View: Medicare Report Card Master Table'],
  ...DATA_ROWS.slice(1, 4),
  [...H1, '4', 'Plan too small to be measured ', '5', '5'],
  [
    ...S1,
    'Plan not required to report measure ',
    'Plan not required to report measure ',
    'Plan not required to report measure ',
    '2',
  ],
];

export const SUMMARY_ROWS = [
  ['2026 Summary Star View: Medicare Report Card Master Table'],
  [
    'Contract Number',
    ...HEAD.slice(1),
    'SNP',
    '2023 Disaster %',
    '2024 Disaster %',
    '2026 Part C Summary',
    '2026 Part D Summary',
    '2026 Overall',
  ],
  [...H1, 'Yes ', '0', '31', '4.5', 'Not enough data available ', 'Not enough data available '],
  [...S1, 'No ', '0', '2', 'Not Applicable ', '3', 'Not Applicable '],
];

export const CAI_ROWS = [
  ['2026 CAI View: Medicare Report Card Master Table'],
  [
    'Contract Number',
    'Organization Marketing Name',
    'Contract Name',
    'Parent Organization',
    'Puerto Rico Only',
    'Part C FAC',
    'Part D MA-PD FAC',
    'Part D PDP FAC',
    'Overall FAC',
  ],
  ['H0001 ', 'Alpha ', 'ALPHA HEALTH, INC. ', 'Alpha Holdings, LLC ', 'Yes ', '4', '3', 'N/A ', '4'],
  ['S0002 ', 'Beta ', 'BETA RX ', 'Beta Corp ', 'No ', 'N/A ', 'N/A ', '1', 'N/A '],
];

export const CUT_C_ROWS = [
  ['2026 Part C Performance Metrics Threshold for Star Assignments'],
  ['Number of Stars', 'HD1: Staying Healthy', '', 'HD4: Member Complaints'],
  ['', 'C01: Breast Cancer Screening', 'C02: Colorectal', 'C28: Complaints about the Health Plan'],
  ['', '2024', '2024', '2024'],
  ['1star ', '< 58 % ', '< 48 % ', '> 1.34 '],
  ['2star ', '>= 58 % to < 71 % ', '>= 48 % to < 60 % ', '> 0.71 to <= 1.34 '],
  ['3star ', '>= 71 % to < 76 % ', '>= 60 % to < 70 % ', '> 0.32 to <= 0.71 '],
  ['4star ', '>= 76 % to < 84 % ', '>= 70 % to < 100 % ', '> 0.11 to <= 0.32 '],
  ['5star ', '>= 84 % ', '100%', '<= 0.11 '],
];

export const CUT_D_ROWS = [
  ['2026 Part D Performance Metrics Threshold for Star Assignments'],
  ['Org Type', 'Number of Stars', 'DD1: Drug Plan Service'],
  ['', '', 'D01: Call Center – TTY'],
  ...['MA-PD', 'PDP'].flatMap((set, s) =>
    [`< ${50 + s}`, `>= ${50 + s} to < 60`, '>= 60 to < 70', '>= 70 to < 80', '>= 80'].map((cell, i) => [
      i === 0 ? set : '',
      `${i + 1} Star`,
      cell,
    ]),
  ),
];

const file = (name: string, rows: readonly (readonly string[])[]): CmsFile => ({
  name: `2026 Star Ratings Data Table - ${name} (Oct 8 2025).csv`,
  bytes: utf8Bom(csv(rows)),
});

/** A whole small set of two contracts. Tables given replace those of the same name; null takes a table away. */
export function smallSet(changes: Readonly<Record<string, Uint8Array | null>> = {}): CmsFile[] {
  const tables = {
    'Measure Data': DATA_ROWS,
    'Measure Stars': STAR_ROWS,
    'Summary Ratings': SUMMARY_ROWS,
    CAI: CAI_ROWS,
    'Part C Cut Points': CUT_C_ROWS,
    'Part D Cut Points': CUT_D_ROWS,
    'High Performing Contracts': [
      ['2026 High Performing Contracts'],
      ['Contract Number', 'Rated As', 'Highest Rating', 'Rating'],
      ['H0001', 'MA-PD', 'Overall', '5'],
    ],
    'Low Performing Contracts': [
      ['2026 Low Performing Contracts'],
      ['Contract Number', 'Rated As', '2025 C Summary', '2026 C Summary', '2026 D Summary', 'Reason for LPI'],
      ['H0001', 'MA-PD', '2', '2.5', '. ', 'Part C'],
    ],
  };
  return Object.entries(tables).flatMap(([name, rows]) => {
    const change = changes[name];
    if (change === null) return [];
    const made = file(name, rows);
    return [change ? { ...made, bytes: change } : made];
  });
}
