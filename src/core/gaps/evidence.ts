import type { GapMeasure } from './measures.js';
import { type Refusal, refuse } from './refusal.js';

/**
 * What the records say. `prospective`: in the denominator, not yet due. `excluded` and `not_applicable` never count:
 * an exclusion of the measure, or a member who is not in its population after all.
 */
export const EVIDENCE = ['open', 'closed', 'prospective', 'excluded', 'not_applicable'] as const;
export type Evidence = (typeof EVIDENCE)[number];

export const EVIDENCE_SOURCES = ['claim', 'supplemental', 'chart', 'self_report'] as const;
export type EvidenceSource = (typeof EVIDENCE_SOURCES)[number];

/** Why a gap is open. No clinical detail: the reason names the kind of evidence that is missing. */
export const OPEN_REASONS = [
  'no_service',
  'no_result',
  'out_of_range',
  'days_missed',
  'later_result',
  'evidence_retracted',
] as const;
export type OpenReason = (typeof OPEN_REASONS)[number];

/** What a source says about a gap at a date. */
export interface EvidenceReport {
  readonly evidence: Evidence;
  readonly source: EvidenceSource;
  /** ISO date as of which the source says so. */
  readonly asOf: string;
  /** Only with `open`. */
  readonly reason: OpenReason | null;
}

/** Days on which evidence of a measurement year may be reported: from its start to the end of the run-out, 30 June. */
export function reportingWindow(measurementYear: number): { readonly from: string; readonly to: string } {
  return { from: `${measurementYear}-01-01`, to: `${measurementYear + 1}-06-30` };
}

const FORWARD: Readonly<Record<Evidence, readonly Evidence[]>> = {
  open: ['closed', 'excluded', 'not_applicable'],
  prospective: ['open', 'closed', 'excluded', 'not_applicable'],
  // A required exclusion counts whether or not the numerator is met (HEDIS general guideline on exclusions).
  closed: ['excluded', 'not_applicable'],
  excluded: [],
  not_applicable: [],
};

/**
 * Whether evidence may go from one state to another. A settled state is left for `open` only with a reason that says
 * why: the evidence was retracted, or, where the latest result of the year decides, there is a later one.
 */
export function isLegalEvidenceChange(
  from: Evidence,
  to: Evidence,
  reason: OpenReason | null,
  measure: GapMeasure,
): boolean {
  if (FORWARD[from].includes(to)) return true;
  if (to !== 'open' || from === 'open') return false;
  if (reason === 'evidence_retracted') return true;
  return from === 'closed' && measure.settlement === 'latest' && reason !== null && reason !== 'no_service';
}

/** Whether nothing is left to do for the numerator. */
export const isSettled = (evidence: Evidence): boolean => evidence !== 'open' && evidence !== 'prospective';

/**
 * The evidence after a report: the report itself where it is legal. The same state again confirms it at a later date.
 * Refused: an older report than the one that is known, an illegal change, a reason without `open`.
 */
export function weighEvidence(
  known: EvidenceReport,
  report: EvidenceReport,
  measure: GapMeasure,
): EvidenceReport | Refusal {
  if (report.reason !== null && report.evidence !== 'open') {
    return refuse('reason-without-open', 'A reason is given for open evidence only.');
  }
  if (report.asOf < known.asOf) return refuse('stale-evidence', 'Later evidence is already known.');
  if (report.evidence === known.evidence) return { ...report, reason: report.reason ?? known.reason };
  if (!isLegalEvidenceChange(known.evidence, report.evidence, report.reason, measure)) {
    return refuse(
      'illegal-transition',
      `Evidence that is ${known.evidence} cannot become ${report.evidence} like this.`,
    );
  }
  return report;
}
