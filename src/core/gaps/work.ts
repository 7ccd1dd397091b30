import { type Evidence, isSettled } from './evidence.js';
import { type Refusal, refuse } from './refusal.js';

/** Where the outreach stands; kept apart from what the records say. */
export const WORK = [
  'identified',
  'assigned',
  'contacted',
  'scheduled',
  'completed',
  'refused',
  'unreachable',
  'suppressed',
] as const;
export type Work = (typeof WORK)[number];

/**
 * Legal steps. `completed` is left for `identified` when the records do not bear out the work; a refusal or a
 * suppression is final until someone takes the gap up again.
 */
export const WORK_STEPS: Readonly<Record<Work, readonly Work[]>> = {
  identified: ['assigned', 'contacted', 'scheduled', 'completed', 'refused', 'unreachable', 'suppressed'],
  assigned: ['identified', 'contacted', 'scheduled', 'completed', 'refused', 'unreachable', 'suppressed'],
  contacted: ['assigned', 'scheduled', 'completed', 'refused', 'unreachable', 'suppressed'],
  scheduled: ['assigned', 'contacted', 'completed', 'refused', 'unreachable', 'suppressed'],
  completed: ['identified'],
  refused: ['assigned', 'suppressed'],
  unreachable: ['assigned', 'contacted', 'scheduled', 'completed', 'refused', 'suppressed'],
  suppressed: ['identified'],
};

/** Where the work may go once nothing is left to do for the numerator. */
const AFTER_SETTLEMENT: readonly Work[] = ['completed', 'suppressed'];

/** The work after a step, or why the step is refused. */
export function stepWork(work: Work, next: Work, evidence: Evidence): { readonly work: Work } | Refusal {
  if (!WORK_STEPS[work].includes(next)) {
    return refuse('illegal-transition', `Work that is ${work} cannot become ${next}.`);
  }
  if (isSettled(evidence) && !AFTER_SETTLEMENT.includes(next)) {
    return refuse('settled', 'The gap is settled: its work can only be completed or suppressed.');
  }
  return { work: next };
}

/** Work and owner after an assignment; null takes the owner away. */
export function assignWork(
  work: Work,
  owner: string | null,
  evidence: Evidence,
): { readonly work: Work; readonly owner: string | null } | Refusal {
  if (isSettled(evidence)) return refuse('settled', 'The gap is settled: there is nothing to assign.');
  if (owner === null) return { work: work === 'assigned' ? 'identified' : work, owner };
  const underWay = work === 'assigned' || work === 'contacted' || work === 'scheduled';
  if (underWay) return { work, owner };
  const step = stepWork(work, 'assigned', evidence);
  return 'refused' in step ? step : { ...step, owner };
}
