import type { TrainingTable } from '../training/index.js';
import type { CsvTable } from './csv.js';

/** A row of NHANES by column name; missing is NaN. */
export type Row = (name: string) => number;

/** A proxy label on survey rows: who belongs to the denominator, who has the gap, what may be a feature. */
export interface Target {
  readonly id: string;
  readonly measure: string;
  readonly eligible: (row: Row) => boolean;
  readonly gap: (row: Row) => boolean;
  readonly features: readonly string[];
}

const PERSON = ['age', 'female', 'educ', 'pir', 'partnered'];
const ACCESS = [
  'insured',
  'ins_private',
  'ins_medicare',
  'ins_medicaid',
  'coverage_gap_12m',
  'usual_place',
  'visits_cat_12m',
  'hosp_12m',
  'mh_visit_12m',
  'gen_health',
];
const BODY = ['bmi', 'waist', 'log_uacr', 'egfr', 'smoker_now', 'dx_htn', 'dx_hichol'];
const LIPIDS = ['tchol', 'hdl'];
const MEDICATION = ['takes_bp_med', 'takes_chol_med'];
const DIABETES = ['dm_years', 'insulin', 'oral_dm_med', 'dm_specialist_12m', 'dm_visits_12m', 'recent_sbp_self'];

const known = (x: number): boolean => x === x;
const between = (x: number, low: number, high: number): boolean => x >= low && x <= high;

/** Proxy labels on NHANES; the label's own measurement is never a feature, race and ethnicity never are. */
export const NHANES_TARGETS: readonly Target[] = [
  {
    id: 'GSD',
    measure: 'GSD',
    eligible: (r) => r('dx_dm') === 1 && between(r('age'), 18, 75) && known(r('hba1c')),
    gap: (r) => r('hba1c') > 9,
    features: [...PERSON, ...ACCESS, ...BODY, ...LIPIDS, ...MEDICATION, ...DIABETES, 'prior_a1c_self'],
  },
  {
    id: 'GSD-without-prior',
    measure: 'GSD',
    eligible: (r) => r('dx_dm') === 1 && between(r('age'), 18, 75) && known(r('hba1c')),
    gap: (r) => r('hba1c') > 9,
    features: [...PERSON, ...ACCESS, ...BODY, ...LIPIDS, ...MEDICATION, ...DIABETES],
  },
  {
    id: 'CBP',
    measure: 'CBP',
    eligible: (r) =>
      r('dx_htn') === 1 &&
      between(r('age'), 18, 85) &&
      r('pregnant') !== 1 &&
      r('n_bp') > 0 &&
      (known(r('sbp')) || known(r('dbp'))),
    gap: (r) => r('sbp') >= 140 || r('dbp') >= 90,
    features: [...PERSON, ...ACCESS, ...BODY, ...LIPIDS, ...MEDICATION, ...DIABETES],
  },
  {
    id: 'EED',
    measure: 'EED',
    eligible: (r) => r('dx_dm') === 1 && between(r('age'), 18, 75) && known(r('eye_exam_cat')),
    gap: (r) => r('eye_exam_cat') >= 3,
    // No medication: its questions went to other people in the earlier cycles, a drift without bearing on eye exams.
    features: [...PERSON, ...ACCESS, ...BODY, ...LIPIDS, ...DIABETES, 'prior_a1c_self'],
  },
  {
    id: 'SUPD',
    measure: 'SUPD',
    eligible: (r) => r('dx_dm') === 1 && between(r('age'), 40, 75) && known(r('told_chol_med')),
    gap: (r) => r('takes_chol_med') !== 1,
    features: [...PERSON, ...ACCESS, ...BODY, 'takes_bp_med', ...DIABETES, 'prior_a1c_self'],
  },
  {
    id: 'RASA',
    measure: 'PDC-RASA',
    eligible: (r) => r('told_bp_med') === 1 && known(r('takes_bp_med')),
    gap: (r) => r('takes_bp_med') === 0,
    features: [...PERSON, ...ACCESS, ...BODY, ...LIPIDS, 'takes_chol_med', ...DIABETES],
  },
  {
    id: 'STA',
    measure: 'PDC-STA',
    eligible: (r) => r('told_chol_med') === 1 && known(r('takes_chol_med')),
    gap: (r) => r('takes_chol_med') === 0,
    // No lipids: today's cholesterol is what the medicine in question has made of it.
    features: [...PERSON, ...ACCESS, ...BODY, 'takes_bp_med', ...DIABETES],
  },
];

/** Survey cycles in order of time: D (2005–2006) … I (2015–2016), P (2017–March 2020). */
const CYCLES = ['D', 'E', 'F', 'G', 'H', 'I', 'P'];

/** Period number of the test cycle P. */
export const TEST_PERIOD = CYCLES.indexOf('P');

/** Follow-up questions and the question before them: who answers "no" there is not asked, and the answer is no as well. */
const ASKED_AFTER: Readonly<Record<string, readonly string[]>> = {
  takes_bp_med: ['dx_htn', 'told_bp_med'],
  takes_chol_med: ['told_chol_med'],
  oral_dm_med: ['dx_dm'],
  insulin: ['dx_dm'],
  dm_years: ['dx_dm'],
};

/** A feature column: the survey's column, derived columns, and skipped follow-up questions answered. */
function featureColumn(csv: CsvTable, name: string): Float64Array {
  if (name === 'log_uacr') return csv.numbers('uacr').map((x) => Math.log1p(x));
  const values = csv.numbers(name);
  for (const filter of ASKED_AFTER[name] ?? []) {
    const before = csv.numbers(filter);
    before.forEach((answer, i) => {
      if (Number.isNaN(values[i]) && answer === 0) values[i] = 0;
    });
  }
  return values;
}

/** Rows of a target with their race and ethnicity, which is for reports by subgroup only. */
export function nhanesTable(csv: CsvTable, target: Target): { table: TrainingTable; rows: readonly number[] } {
  const columns = new Map<string, Float64Array>();
  const column = (name: string): Float64Array => {
    const held = columns.get(name);
    if (held !== undefined) return held;
    const values = csv.numbers(name);
    columns.set(name, values);
    return values;
  };
  const cycles = csv.texts('cycle');
  const rows: number[] = [];
  const label: number[] = [];
  for (let i = 0; i < csv.rows; i++) {
    const row: Row = (name) => column(name)[i];
    if (!target.eligible(row)) continue;
    rows.push(i);
    label.push(target.gap(row) ? 1 : 0);
  }
  return {
    rows,
    table: {
      features: target.features,
      columns: target.features.map((name) => {
        const values = featureColumn(csv, name);
        return Float64Array.from(rows, (i) => values[i]);
      }),
      label,
      period: rows.map((i) => CYCLES.indexOf(cycles[i])),
    },
  };
}
