/** What a reader must know of a reference model beside its figures. */
export interface AboutReference {
  readonly data: string;
  readonly label: string;
  readonly limits: readonly string[];
}

const NHANES =
  'NHANES adults (CDC/NCHS, US-government public use): trained on survey cycles 2005–2016, judged on 2017–March 2020, unweighted.';
const MEPS =
  'MEPS 2015 (AHRQ, public use), privately insured adults of 41 and over: one year, judged by cross-validation, unweighted.';

const SURVEY_LIMITS = [
  "The figures are of survey respondents with a proxy label. They are not the product's accuracy on a plan's members and must not be quoted as such.",
  'Respondents are US adults in general, not members of Medicare Advantage; survey answers stand in for claims, laboratory and pharmacy records.',
  'Train on your own history as soon as there are 200 rows with 30 gaps, and compare before promoting.',
  'Race and ethnicity is never a feature. Look at the calibration by subgroup below before you rank members with this model.',
];
const MEPS_LIMITS = [
  ...SURVEY_LIMITS,
  'Answers on other preventive care come from the same interview as the label: on a plan’s data use those of the year before.',
];

const nhanes = (label: string, ...limits: string[]): AboutReference => ({
  data: NHANES,
  label,
  limits: [...SURVEY_LIMITS, ...limits],
});

/** By measure: the survey behind each reference model. */
export const ABOUT: Readonly<Record<string, AboutReference>> = {
  GSD: nhanes('Diagnosed diabetes, 18–75, HbA1c measured; gap: HbA1c above 9 %. The measured HbA1c is no feature.'),
  CBP: nhanes(
    'Diagnosed hypertension, 18–85, not pregnant, blood pressure measured; gap: systolic ≥ 140 or diastolic ≥ 90 mmHg. The measurement is no feature.',
    'Risk is under-predicted for non-Hispanic Black respondents (see by race and ethnicity).',
  ),
  EED: nhanes('Diagnosed diabetes, 18–75; gap: the last dilated eye exam was longer ago than the measure allows.'),
  SUPD: nhanes('Diagnosed diabetes, 40–75; gap: takes no cholesterol medicine (any, not statins alone).'),
  'PDC-RASA': nhanes(
    'Told to take blood-pressure medicine; gap: does not take it. A proxy of non-adherence, not days covered, and of any such medicine.',
    'The other medicines a person takes weigh heavily: on a plan’s data that is last year’s adherence.',
  ),
  'PDC-STA': nhanes(
    'Told to take cholesterol medicine; gap: does not take it. A proxy of non-adherence, not days covered, and of any such medicine.',
    'The other medicines a person takes weigh heavily: on a plan’s data that is last year’s adherence.',
  ),
  BCS: {
    data: MEPS,
    label: 'Women of 50–74; gap: the last mammogram was more than two years ago, or never.',
    limits: MEPS_LIMITS,
  },
  COL: {
    data: MEPS,
    label: 'Ages 50–75; gap: no colonoscopy, sigmoidoscopy or stool test within its time.',
    limits: MEPS_LIMITS,
  },
};
