import {
  type EvidenceReport,
  type GapMeasure,
  isRefusal,
  isSettled,
  stepWork,
  weighEvidence,
  type Work,
} from '../gaps/index.js';
import type { Outcome } from './lifecycle.js';

/** A covered gap as it stands when the intervention is completed. */
export interface CoveredGap extends EvidenceReport {
  readonly gapId: string;
  readonly measure: GapMeasure;
  readonly work: Work;
}

/** How an intervention ended. */
export interface Completion {
  readonly outcome: Outcome;
  /** Gaps whose service was delivered: all on success, none on failure, some of them on partial success. */
  readonly delivered: ReadonlySet<string>;
  /** Evidence of the delivery; null while none is at hand, for example until the claim arrives. */
  readonly evidence: Pick<EvidenceReport, 'source' | 'asOf'> | null;
  /** Where the work goes for gaps that were not delivered; null leaves it as it is. */
  readonly otherwise: Extract<Work, 'contacted' | 'scheduled' | 'refused' | 'unreachable'> | null;
}

/** A covered gap's state after the completion. */
export interface GapAfter extends EvidenceReport {
  readonly gapId: string;
  readonly work: Work;
  readonly delivered: boolean;
  readonly changed: boolean;
}

/** Why the delivered gaps do not fit the outcome; undefined when they do. */
export function refuseCompletion(gapIds: readonly string[], { outcome, delivered }: Completion): string | undefined {
  if ([...delivered].some((id) => !gapIds.includes(id)))
    return 'Only gaps that the intervention covers can be delivered.';
  if (outcome === 'success' && delivered.size !== gapIds.length) return 'A success delivers every gap that is covered.';
  if (outcome === 'failed' && delivered.size !== 0) return 'A failed intervention delivers no gap.';
  if (outcome === 'partial' && (delivered.size === 0 || delivered.size === gapIds.length)) {
    return 'A partial success delivers some gaps and leaves some.';
  }
  return undefined;
}

function workAfter(gap: CoveredGap, next: Work | null): Work {
  if (next === null || next === gap.work) return gap.work;
  const step = stepWork(gap.work, next, gap.evidence);
  return isRefusal(step) ? gap.work : step.work;
}

/**
 * What completing does to each covered gap. Delivered: the work is completed, and with evidence at hand an open gap
 * closes. Gaps that were settled, suppressed or have later evidence in the meantime keep what they have.
 */
export function gapsAfterCompletion(gaps: readonly CoveredGap[], completion: Completion): GapAfter[] {
  return gaps.map((gap) => {
    const delivered = completion.delivered.has(gap.gapId);
    const known: EvidenceReport = { evidence: gap.evidence, source: gap.source, asOf: gap.asOf, reason: gap.reason };
    const work = workAfter(gap, delivered ? 'completed' : completion.otherwise);
    let after = known;
    if (delivered && completion.evidence && !isSettled(gap.evidence)) {
      const weighed = weighEvidence(known, { ...completion.evidence, evidence: 'closed', reason: null }, gap.measure);
      if (!isRefusal(weighed)) after = weighed;
    }
    const changed = work !== gap.work || after !== known;
    return { gapId: gap.gapId, ...after, work, delivered, changed };
  });
}
