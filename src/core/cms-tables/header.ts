import { plainLabel } from './plain-label.js';
import type { CsvRow } from './csv-rows.js';

/** Facts about a contract that stand in identity columns. */
export type IdentityField =
  'organizationType' | 'contractName' | 'marketingName' | 'parentOrganization' | 'snp' | 'puertoRicoOnly' | 'ratedAs';

/** What a header cell says about its column. */
export type Column =
  | { readonly role: 'contract' }
  | { readonly role: 'identity'; readonly field: IdentityField }
  | { readonly role: 'measure'; readonly id: string; readonly name: string }
  | { readonly role: 'domain'; readonly id: string; readonly name: string }
  | { readonly role: 'other'; readonly label: string };

const IDENTITY: readonly (readonly [RegExp, IdentityField])[] = [
  [/^(organization|org\.?|contract|plan) type$/, 'organizationType'],
  [/^(contract|legal entity|organization legal) name$/, 'contractName'],
  [/^(organization )?marketing name$|^organization name$/, 'marketingName'],
  [/^parent (organization|org\.?)( name)?$/, 'parentOrganization'],
  [/^(\d{4} )?(snp|snps|offers snps?|special needs plans?( offered)?)$/, 'snp'],
  [/^puerto rico( only)?( contract)?$/, 'puertoRicoOnly'],
  [/^rated as$/, 'ratedAs'],
];

/** `C01: Breast Cancer Screening`, `C01 - …`, or `C01` alone. */
const MEASURE = /^([CD]\d{2})(?:\s*[:.–—-]\s*(.*))?$/;
const DOMAIN = /^((?:HD|DD)\d{1,2})(?:\s*[:.–—-]\s*(.*))?$/;

/** A contract number: a letter and four digits, or five digits (cost plans that are paid for care only). */
export function isContractId(cell: string): boolean {
  return /^[A-Z]\d{4}$/.test(cell) || /^\d{5}$/.test(cell);
}

/** What a header cell says. Measures and domains are known by their id, never by their name or place. */
export function columnOf(cell: string): Column {
  const measure = MEASURE.exec(cell);
  if (measure) return { role: 'measure', id: measure[1] ?? '', name: (measure[2] ?? '').trim() };
  const domain = DOMAIN.exec(cell);
  if (domain) return { role: 'domain', id: domain[1] ?? '', name: (domain[2] ?? '').trim() };
  const label = plainLabel(cell);
  if (/^contract( (number|id|no\.?))?$/.test(label)) return { role: 'contract' };
  const identity = IDENTITY.find(([pattern]) => pattern.test(label));
  return identity ? { role: 'identity', field: identity[1] } : { role: 'other', label: cell };
}

/** Where the data of a table starts, and at which column the contract number stands. */
export interface TableLayout {
  readonly headerRows: readonly CsvRow[];
  readonly dataRows: readonly CsvRow[];
  readonly contractColumn: number;
}

/** Splits a contract table: the header is all above the first row with a contract number in the contract column. Null where there is no such column. */
export function layoutOf(rows: readonly CsvRow[]): TableLayout | null {
  const labelled = rows.slice(0, 12).find((row) => row.cells.some((cell) => columnOf(cell).role === 'contract'));
  if (!labelled) return null;
  const contractColumn = labelled.cells.findIndex((cell) => columnOf(cell).role === 'contract');
  const start = rows.indexOf(labelled) + 1;
  const first = rows.findIndex((row, i) => i >= start && isContractId(row.cells[contractColumn] ?? ''));
  const split = first === -1 ? rows.length : first;
  return { headerRows: rows.slice(0, split), dataRows: rows.slice(split), contractColumn };
}

/** The title: the only cell of a first row, such as `2026 Star View: …`; empty where the table has none. */
export function titleOf(rows: readonly CsvRow[]): string {
  const filled = (rows[0]?.cells ?? []).filter((cell) => cell !== '');
  return filled.length === 1 ? (filled[0] ?? '') : '';
}
