/** Whether one piece of evidence settles the gap for the year, or the latest result of the year decides. */
export type Settlement = 'once' | 'latest';

/** A measure that an action on one member can close. */
export interface GapMeasure {
  /** HEDIS or PQA code, such as `GSD`. */
  readonly code: string;
  readonly name: string;
  /** Measure id of star year 2026 (TN 2026, list of measures); null where Stars never had it then. */
  readonly starId: string | null;
  readonly direction: 'higher';
  readonly settlement: Settlement;
  /** Medication adherence: proportion of days covered. */
  readonly adherence: boolean;
  /** Tracked and predicted, never scored in Stars. */
  readonly trackedOnly: boolean;
  /** Measurement years in which the measure exists; open at an end that is absent. */
  readonly from?: number;
  readonly to?: number;
  /** Star years in which Stars scores it; open at an end that is absent. */
  readonly scoredFrom?: number;
  readonly scoredTo?: number;
}

type Details = Partial<Omit<GapMeasure, 'code' | 'name' | 'starId'>>;

const measure = (code: string, name: string, starId: string | null, details: Details = {}): GapMeasure => ({
  code,
  name,
  starId,
  direction: 'higher',
  settlement: 'once',
  adherence: false,
  trackedOnly: false,
  ...details,
});

const LATEST: Details = { settlement: 'latest' };
const ADHERENCE: Details = { settlement: 'latest', adherence: true };

/**
 * The measures that gaps are kept for: the portfolio's (HEI is none: it never was a measure), the further Star
 * measures that one member's action closes, and those that star year 2027 adds. Star years follow the 2026 technical
 * notes and the announced changes: COA-PA, MRP and MTM-CMR leave in 2027, SPC in 2028.
 */
export const GAP_MEASURES: readonly GapMeasure[] = [
  measure('GSD', 'Diabetes Care – Blood Sugar Controlled', 'C12', LATEST),
  measure('KED', 'Kidney Health Evaluation for Patients with Diabetes', 'C13', { from: 2020, scoredFrom: 2026 }),
  measure('EED', 'Diabetes Care – Eye Exam', 'C11'),
  measure('CBP', 'Controlling Blood Pressure', 'C14', LATEST),
  measure('BCS', 'Breast Cancer Screening', 'C01'),
  measure('COL', 'Colorectal Cancer Screening', 'C02'),
  measure('PDC-DR', 'Medication Adherence for Diabetes Medications', 'D08', ADHERENCE),
  measure('PDC-RASA', 'Medication Adherence for Hypertension (RAS Antagonists)', 'D09', ADHERENCE),
  measure('PDC-STA', 'Medication Adherence for Cholesterol (Statins)', 'D10', ADHERENCE),
  measure('SUPD', 'Statin Use in Persons with Diabetes', 'D12'),
  measure('BPD', 'Blood Pressure Control for Patients with Diabetes', null, { ...LATEST, trackedOnly: true }),
  measure('OMW', 'Osteoporosis Management in Women who had a Fracture', 'C10'),
  measure('COA-MR', 'Care for Older Adults – Medication Review', 'C08'),
  measure('COA-PA', 'Care for Older Adults – Pain Assessment', 'C09', { to: 2024, scoredTo: 2026 }),
  measure('MRP', 'Medication Reconciliation Post-Discharge', 'C17', { scoredTo: 2026 }),
  measure('SPC', 'Statin Therapy for Patients with Cardiovascular Disease', 'C19', { scoredTo: 2027 }),
  measure('TRC', 'Transitions of Care', 'C20'),
  measure('FMC', 'Follow-up after Emergency Department Visit for People with Multiple Conditions', 'C21'),
  measure('MTM-CMR', 'MTM Program Completion Rate for Comprehensive Medication Review', 'D11', { scoredTo: 2026 }),
  measure('COB', 'Concurrent Use of Opioids and Benzodiazepines', null, { from: 2025, scoredFrom: 2027 }),
  measure('POLY-ACH', 'Polypharmacy: Use of Multiple Anticholinergic Medications', null, {
    from: 2025,
    scoredFrom: 2027,
  }),
  measure('COA-FSA', 'Care for Older Adults – Functional Status Assessment', null, { from: 2025, scoredFrom: 2027 }),
];

export const GAP_MEASURE_CODES: readonly string[] = GAP_MEASURES.map(({ code }) => code);

const byCode = new Map(GAP_MEASURES.map((each) => [each.code, each]));

/** The measure of a code, in the given measurement year; undefined when there is none then. */
export function gapMeasure(code: string, measurementYear: number): GapMeasure | undefined {
  const found = byCode.get(code);
  if (!found) return undefined;
  const exists = measurementYear >= (found.from ?? -Infinity) && measurementYear <= (found.to ?? Infinity);
  return exists ? found : undefined;
}

/** Care of a measurement year is rated two star years later (TN 2026, data time frames): 2024 in star year 2026. */
export const starYearOf = (measurementYear: number): number => measurementYear + 2;

/** Whether Stars scores the measure for the care of a measurement year. */
export function isScored(measure: GapMeasure, measurementYear: number): boolean {
  if (measure.trackedOnly) return false;
  const starYear = starYearOf(measurementYear);
  return starYear >= (measure.scoredFrom ?? -Infinity) && starYear <= (measure.scoredTo ?? Infinity);
}
