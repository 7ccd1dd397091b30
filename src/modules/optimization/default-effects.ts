const ADHERENCE = ['PDC-DR', 'PDC-RASA', 'PDC-STA'];
const STATINS = ['SUPD', 'SPC'];
const LAB = ['GSD', 'KED'];
const CHART = ['GSD', 'EED', 'CBP', 'BCS', 'COL', 'BPD', 'COA-MR', 'COA-PA', 'COA-FSA', 'MRP', 'TRC', 'OMW'];

/** Measures that the shipped types of the catalogue can close; a request may name others. `all`: every measure. */
const BY_TYPE: Readonly<Record<string, readonly string[] | 'all'>> = {
  reminder: 'all',
  call: 'all',
  pcp_visit: [...LAB, 'CBP', 'BPD', 'COA-MR', 'COA-PA', 'COA-FSA', 'MRP', 'TRC', 'FMC', ...STATINS],
  specialist: ['EED', 'BCS', 'COL', 'OMW'],
  mobile_lab: LAB,
  home_kit: ['COL', ...LAB],
  pharmacist: [...ADHERENCE, ...STATINS, 'MTM-CMR', 'COB', 'POLY-ACH'],
  refill_sync: ADHERENCE,
  chart_review: CHART,
};

/** Measures that a type closes by default; undefined for a type that the plan added: the request names them. */
export function defaultMeasures(typeCode: string, measures: readonly string[]): readonly string[] | undefined {
  const own = BY_TYPE[typeCode];
  return own === 'all' ? measures : own?.filter((code) => measures.includes(code));
}
