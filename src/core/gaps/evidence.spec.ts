import { describe, expect, it } from 'vitest';
import {
  EVIDENCE,
  type Evidence,
  type EvidenceReport,
  gapMeasure,
  type GapMeasure,
  isLegalEvidenceChange,
  isRefusal,
  isSettled,
  OPEN_REASONS,
  reportingWindow,
  weighEvidence,
} from './index.js';

function measure(code: string): GapMeasure {
  const found = gapMeasure(code, 2026);
  if (!found) throw new Error(`no measure ${code}`);
  return found;
}

const BCS = measure('BCS');
const CBP = measure('CBP');

describe('evidence', () => {
  it('changes without a reason only forward', () => {
    const legal = EVIDENCE.flatMap((from) =>
      EVIDENCE.filter((to) => isLegalEvidenceChange(from, to, null, BCS)).map((to) => `${from} > ${to}`),
    );
    expect(legal).toEqual([
      'open > closed',
      'open > excluded',
      'open > not_applicable',
      'closed > excluded',
      'closed > not_applicable',
      'prospective > open',
      'prospective > closed',
      'prospective > excluded',
      'prospective > not_applicable',
    ]);
  });

  it.each(['closed', 'excluded', 'not_applicable'] as const)('%s reopens when the evidence is retracted', (from) => {
    expect(isLegalEvidenceChange(from, 'open', 'evidence_retracted', BCS)).toBe(true);
  });

  it('a screening that was done once stays closed, whatever comes later', () => {
    const reasons = OPEN_REASONS.filter((reason) => isLegalEvidenceChange('closed', 'open', reason, BCS));
    expect(reasons).toEqual(['evidence_retracted']);
  });

  it('a later result reopens a measure whose latest result decides', () => {
    const reasons = OPEN_REASONS.filter((reason) => isLegalEvidenceChange('closed', 'open', reason, CBP));
    expect(reasons).toEqual(['no_result', 'out_of_range', 'days_missed', 'later_result', 'evidence_retracted']);
    expect(isLegalEvidenceChange('excluded', 'open', 'later_result', CBP)).toBe(false);
  });

  it('nothing becomes prospective again', () => {
    const legal = EVIDENCE.filter((from) => isLegalEvidenceChange(from, 'prospective', 'evidence_retracted', CBP));
    expect(legal).toEqual([]);
  });

  it('is settled once nothing is left to do for the numerator', () => {
    expect(EVIDENCE.filter(isSettled)).toEqual(['closed', 'excluded', 'not_applicable']);
  });

  it('may be reported from the start of the year to the end of the run-out', () => {
    expect(reportingWindow(2026)).toEqual({ from: '2026-01-01', to: '2027-06-30' });
  });
});

describe('weighing a report', () => {
  const known = (evidence: Evidence): EvidenceReport => ({
    evidence,
    source: 'claim',
    asOf: '2026-05-01',
    reason: evidence === 'open' ? 'no_service' : null,
  });
  const outcome = (from: Evidence, report: Partial<EvidenceReport>): unknown => {
    const weighed = weighEvidence(known(from), { ...known('closed'), ...report }, BCS);
    return isRefusal(weighed) ? weighed.refused : weighed.evidence;
  };

  it('takes a legal change', () => expect(outcome('open', {})).toBe('closed'));
  it('refuses an older report', () => expect(outcome('open', { asOf: '2026-04-30' })).toBe('stale-evidence'));
  it('refuses an illegal change', () => expect(outcome('closed', { evidence: 'open' })).toBe('illegal-transition'));
  it('refuses a reason without open evidence', () =>
    expect(outcome('open', { reason: 'no_result' })).toBe('reason-without-open'));

  it('the same state confirms it at a later date and keeps the reason', () => {
    const report: EvidenceReport = { evidence: 'open', source: 'chart', asOf: '2026-06-01', reason: null };
    expect(weighEvidence(known('open'), report, BCS)).toEqual({ ...report, reason: 'no_service' });
  });
});
