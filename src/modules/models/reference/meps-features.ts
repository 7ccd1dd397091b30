import { type FeatureSpec, TrainingError, type TrainingTable } from '../../../core/models/index.js';

interface Naming extends FeatureSpec {
  /** MEPS writes yes as 1 and no as 2: turned into 1 and 0. */
  readonly yesNo?: true;
}

const feature = (name: string, unit: string, min: number, max: number): Naming => ({ name, unit, min, max });
const flag = (name: string): Naming => ({ name, unit: '0 no, 1 yes', min: 0, max: 1, yesNo: true });
const logCount = (name: string): Naming => feature(name, 'ln(1 + number in 12 months)', 0, 8);
const lastTime = (name: string): Naming => feature(name, 'last time: 1 within a year … 5 earlier, 6 never', 0, 6);

/** Names, units and ranges of the product for the columns of MEPS. */
const NAMES: Readonly<Record<string, Naming>> = {
  AGELAST: feature('age', 'years', 18, 120),
  SEX: feature('female', '0 no, 1 yes', 0, 1),
  EDRECODE: feature('education', 'MEPS EDRECODE, 1 below 9th grade … 16 master and above', 0, 16),
  POVLEV15: feature('log_poverty_level', 'ln(1 + income in % of the poverty line)', 0, 10),
  REGION15: feature('region', '1 Northeast, 2 Midwest, 3 South, 4 West', 1, 4),
  MARRY15X: feature('marital_status', '1 married … 5 never married', 1, 10),
  RTHLTH53: feature('gen_health', '1 excellent … 5 poor', 1, 5),
  MNHLTH53: feature('mental_health', '1 excellent … 5 poor', 1, 5),
  BMINDX53: feature('bmi', 'kg/m²', 10, 140),
  ADSMOK42: flag('smoker_now'),
  HIBPDX: flag('dx_htn'),
  CHDDX: flag('dx_chd'),
  MIDX: flag('dx_mi'),
  STRKDX: flag('dx_stroke'),
  CHOLDX: flag('dx_hichol'),
  CANCERDX: flag('dx_cancer'),
  DIABDX: flag('dx_dm'),
  JTPAIN53: flag('joint_pain'),
  ARTHDX: flag('dx_arthritis'),
  ASTHDX: flag('dx_asthma'),
  HAVEUS42: flag('usual_place'),
  OBTOTV15: logCount('log_office_visits'),
  OBDRV15: logCount('log_physician_visits'),
  OPTOTV15: logCount('log_outpatient_visits'),
  ERTOT15: logCount('log_er_visits'),
  IPDIS15: logCount('log_inpatient_stays'),
  RXTOT15: logCount('log_prescriptions'),
  DVTOT15: logCount('log_dental_visits'),
  TOTEXP15: feature('log_total_cost', 'ln(1 + US dollars in 12 months)', 0, 18),
  TOTSLF15: feature('log_own_cost', 'ln(1 + US dollars in 12 months)', 0, 18),
  FLUSHT53: lastTime('flu_shot'),
  DENTCK53: lastTime('dental_checkup'),
  CHECK53: lastTime('routine_checkup'),
  BPCHEK53: lastTime('blood_pressure_check'),
  CHOLCK53: lastTime('cholesterol_check'),
  PAPSMR53: lastTime('pap_smear'),
  MAMOGR53: lastTime('mammogram'),
};

/** The table under the product's names, with units and ranges. @throws TrainingError for a column without a name */
export function namedMepsTable(table: TrainingTable): { table: TrainingTable; features: FeatureSpec[] } {
  const names = table.features.map((column) => {
    const naming = NAMES[column];
    if (naming === undefined) throw new TrainingError(`Column ${column} has no name, unit and range.`);
    return naming;
  });
  const columns = names.map(({ yesNo, name }, j) => {
    const values = table.columns[j];
    if (name === 'female') return values.map((x) => x - 1);
    return yesNo ? values.map((x) => 2 - x) : values;
  });
  return {
    table: { ...table, columns, features: names.map(({ name }) => name) },
    features: names.map(({ name, unit, min, max }) => ({ name, unit, min, max })),
  };
}
