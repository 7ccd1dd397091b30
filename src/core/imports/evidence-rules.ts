import { EVIDENCE, GAP_MEASURES, isLegalEvidenceChange, OPEN_REASONS } from '../gaps/index.js';

/** One legal change of a measure’s evidence; the reason is empty where none is given. */
export interface LegalChange {
  readonly measure: string;
  readonly from: string;
  readonly to: string;
  readonly reason: string;
}

/** Every legal change of evidence as a table, so that a database can judge a million rows by the same rules. */
export function legalEvidenceChanges(): LegalChange[] {
  return GAP_MEASURES.flatMap((measure) =>
    EVIDENCE.flatMap((from) =>
      EVIDENCE.flatMap((to) =>
        [null, ...OPEN_REASONS]
          .filter((reason) => from !== to && isLegalEvidenceChange(from, to, reason, measure))
          .map((reason) => ({ measure: measure.code, from, to, reason: reason ?? '' })),
      ),
    ),
  );
}
