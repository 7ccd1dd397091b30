import type { TrainingTable } from '../training/index.js';
import type { CsvTable } from './csv.js';

/** A MEPS target: cross-validated, as there is one year only. */
export interface MepsTarget {
  readonly id: 'BCS' | 'COL';
  readonly eligible: (row: (name: string) => number) => boolean;
  readonly gap: (row: (name: string) => number) => boolean;
  /** Preventive care of the other kind: never the label's own questions. */
  readonly preventive: readonly string[];
}

const PERSON = [
  'AGELAST',
  'SEX',
  'EDRECODE',
  'POVLEV15',
  'REGION15',
  'MARRY15X',
  'RTHLTH53',
  'MNHLTH53',
  'BMINDX53',
  'ADSMOK42',
];
const DIAGNOSES = ['HIBPDX', 'CHDDX', 'MIDX', 'STRKDX', 'CHOLDX', 'CANCERDX', 'DIABDX', 'JTPAIN53', 'ARTHDX', 'ASTHDX'];
const USE = [
  'HAVEUS42',
  'OBTOTV15',
  'OBDRV15',
  'OPTOTV15',
  'ERTOT15',
  'IPDIS15',
  'RXTOT15',
  'DVTOT15',
  'TOTEXP15',
  'TOTSLF15',
];
const CARE = ['FLUSHT53', 'DENTCK53', 'CHECK53', 'BPCHEK53', 'CHOLCK53'];
const COUNTS = new Set([
  'OBTOTV15',
  'OBDRV15',
  'OPTOTV15',
  'ERTOT15',
  'IPDIS15',
  'RXTOT15',
  'DVTOT15',
  'TOTEXP15',
  'TOTSLF15',
  'POVLEV15',
]);

const between = (x: number, low: number, high: number): boolean => x >= low && x <= high;

export const MEPS_TARGETS: readonly MepsTarget[] = [
  {
    id: 'BCS',
    eligible: (r) => r('SEX') === 2 && between(r('AGELAST'), 50, 74) && between(r('MAMOGR53'), 1, 6),
    gap: (r) => r('MAMOGR53') > 2,
    preventive: [...CARE, 'PAPSMR53'],
  },
  {
    id: 'COL',
    eligible: (r) => between(r('AGELAST'), 50, 75) && between(r('CLNTST53'), 1, 7),
    gap: (r) => !(r('CLNTST53') <= 5 || between(r('SGMTST53'), 1, 4) || r('BSTST53') === 1),
    preventive: [...CARE, 'PAPSMR53', 'MAMOGR53'],
  },
];

/** MEPS marks answers that were refused, unknown or not asked by negative codes. */
function answers(csv: CsvTable, name: string): Float64Array {
  return csv.numbers(name).map((x) => (x < 0 ? NaN : COUNTS.has(name) ? Math.log1p(x) : x));
}

/** Rows of a target; `full` adds use of care and other preventive care to demographics and diagnoses. */
export function mepsTable(csv: CsvTable, target: MepsTarget, full: boolean): TrainingTable {
  const names = ['SEX', 'AGELAST', 'MAMOGR53', 'CLNTST53', 'SGMTST53', 'BSTST53'];
  const columns = new Map(names.map((name) => [name, csv.numbers(name)]));
  const rows = Array.from({ length: csv.rows }, (_, i) => i).filter((i) =>
    target.eligible((name) => columns.get(name)?.[i] ?? NaN),
  );
  const features = [...PERSON, ...DIAGNOSES, ...(full ? [...USE, ...target.preventive] : [])];
  return {
    features,
    columns: features.map((name) => {
      const values = answers(csv, name);
      return Float64Array.from(rows, (i) => values[i]);
    }),
    label: rows.map((i) => (target.gap((name) => columns.get(name)?.[i] ?? NaN) ? 1 : 0)),
    period: rows.map(() => 2015),
  };
}
