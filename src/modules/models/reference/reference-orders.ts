import {
  type BenchmarkData,
  type CsvTable,
  MEPS_TARGETS,
  mepsTable,
  NHANES_TARGETS,
  nhanesFeatureSpecs,
  nhanesTable,
  parseCsv,
  TEST_PERIOD,
  type TrainingSpec,
  type TrainingTable,
} from '../../../core/models/index.js';
import { namedMepsTable } from './meps-features.js';

/** One reference model to be trained. */
export interface ReferenceOrder {
  readonly measure: string;
  readonly table: TrainingTable;
  readonly spec: TrainingSpec;
}

/** Decides folds, samples and noise levels: the same data give the same artifacts. */
export const REFERENCE_SEED = 7;

const RACES_MEPS = [
  'not known',
  'Hispanic',
  'White, not Hispanic',
  'Black, not Hispanic',
  'Asian, not Hispanic',
  'other',
];
const RACES_NHANES: Readonly<Record<string, string>> = {
  mexican_american: 'Mexican American',
  other_hispanic: 'other Hispanic',
  nh_white: 'White, not Hispanic',
  nh_black: 'Black, not Hispanic',
  other: 'other, and several',
};

function ageBand(age: number): string {
  if (age < 40) return '18–39';
  if (age < 50) return '40–49';
  if (age < 65) return '50–64';
  return age < 75 ? '65–74' : '75 and over';
}

const sex = (female: number): string => (female === 1 ? 'women' : 'men');

function nhanesOrders(csv: CsvTable): ReferenceOrder[] {
  const age = csv.numbers('age');
  const female = csv.numbers('female');
  const race = csv.texts('race_eth');
  return NHANES_TARGETS.filter(({ id }) => id !== 'GSD-without-prior').map((target) => {
    const { table, rows } = nhanesTable(csv, target);
    const subgroups = {
      'age band': rows.map((i) => ageBand(age[i])),
      sex: rows.map((i) => sex(female[i])),
      'race and ethnicity': rows.map((i) => RACES_NHANES[race[i]] ?? 'not known'),
    };
    const features = nhanesFeatureSpecs(target.features);
    const spec = { measure: target.measure, seed: REFERENCE_SEED, features, testFrom: TEST_PERIOD, subgroups };
    return { measure: target.measure, table, spec };
  });
}

function mepsOrders(csv: CsvTable): ReferenceOrder[] {
  const column = (name: string): Float64Array => csv.numbers(name);
  const seen = ['SEX', 'AGELAST', 'MAMOGR53', 'CLNTST53', 'SGMTST53', 'BSTST53'];
  const values = new Map(seen.map((name) => [name, column(name)]));
  const race = column('RACETHX');
  return MEPS_TARGETS.map((target) => {
    const { table, features } = namedMepsTable(mepsTable(csv, target, true));
    const rows = Array.from(race, (_, i) => i).filter((i) => target.eligible((name) => values.get(name)?.[i] ?? NaN));
    const at = (name: string, i: number): number => values.get(name)?.[i] ?? NaN;
    const subgroups = {
      'age band': rows.map((i) => ageBand(at('AGELAST', i))),
      sex: rows.map((i) => sex(at('SEX', i) - 1)),
      'race and ethnicity': rows.map((i) => RACES_MEPS[race[i]] ?? 'not known'),
    };
    return { measure: target.id, table, spec: { measure: target.id, seed: REFERENCE_SEED, features, subgroups } };
  });
}

/** Tables and specifications of the reference models that the surveys at hand allow. */
export function referenceOrders({ nhanes, meps }: BenchmarkData): ReferenceOrder[] {
  return [
    ...(nhanes === undefined ? [] : nhanesOrders(parseCsv(nhanes))),
    ...(meps === undefined ? [] : mepsOrders(parseCsv(meps))),
  ];
}
