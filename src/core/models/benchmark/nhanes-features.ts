import { TrainingError } from '../errors.js';
import type { FeatureSpec } from '../training/index.js';

const flag = (name: string): FeatureSpec => ({ name, unit: '0 no, 1 yes', min: 0, max: 1 });

/** Units and allowed ranges of the survey features: wide enough for real measurements, narrow enough for wrong units. */
const SPECS: readonly FeatureSpec[] = [
  { name: 'age', unit: 'years', min: 18, max: 120 },
  { name: 'educ', unit: '1 below 9th grade … 5 college graduate', min: 1, max: 5 },
  { name: 'pir', unit: 'income / poverty line, 5 and above as 5', min: 0, max: 5 },
  { name: 'visits_cat_12m', unit: 'health care visits, 0 none … 8 sixteen or more', min: 0, max: 8 },
  { name: 'gen_health', unit: '1 excellent … 5 poor', min: 1, max: 5 },
  { name: 'bmi', unit: 'kg/m²', min: 10, max: 140 },
  { name: 'waist', unit: 'cm', min: 40, max: 220 },
  { name: 'log_uacr', unit: 'ln(1 + mg/g)', min: 0, max: 12 },
  { name: 'egfr', unit: 'mL/min/1.73 m²', min: 0, max: 220 },
  { name: 'tchol', unit: 'mg/dL', min: 40, max: 900 },
  { name: 'hdl', unit: 'mg/dL', min: 1, max: 250 },
  { name: 'dm_years', unit: 'years since diagnosis, 0 without diabetes', min: 0, max: 110 },
  { name: 'dm_visits_12m', unit: 'visits for diabetes in 12 months', min: 0, max: 366 },
  { name: 'recent_sbp_self', unit: 'mmHg, as reported', min: 40, max: 300 },
  { name: 'prior_a1c_self', unit: '%, as reported', min: 2, max: 25 },
  ...[
    'female',
    'partnered',
    'insured',
    'ins_private',
    'ins_medicare',
    'ins_medicaid',
    'coverage_gap_12m',
    'usual_place',
    'hosp_12m',
    'mh_visit_12m',
    'smoker_now',
    'dx_htn',
    'dx_hichol',
    'takes_bp_med',
    'takes_chol_med',
    'insulin',
    'oral_dm_med',
    'dm_specialist_12m',
  ].map(flag),
];

/** Units and ranges of features in the order of their names. @throws TrainingError for a name without one */
export function nhanesFeatureSpecs(names: readonly string[]): FeatureSpec[] {
  return names.map((name) => {
    const spec = SPECS.find((candidate) => candidate.name === name);
    if (spec === undefined) throw new TrainingError(`Feature ${name} has no unit and range.`);
    return spec;
  });
}
