import { SimulationInputError } from './distribution/index.js';

/** Proportion of days covered from which a member counts as adherent, in percent (TN p.96–103: "80 percent or higher"). */
export const ADHERENCE_PERCENT = 80;

/** Shortest treatment period that enters the denominator, in days (TN p.164). */
export const SHORTEST_TREATMENT_DAYS = 91;

/** A member's days in one adherence measure; inpatient and nursing-facility days are taken out beforehand (TN p.167). */
export interface AdherenceDays {
  readonly memberId: string;
  /** Days of the whole treatment period: first fill up to the end of the year, disenrolment or death. */
  readonly treatmentDays: number;
  /** Days of it that have passed. */
  readonly elapsedDays: number;
  /** Days passed that were covered. */
  readonly coveredDays: number;
  /** Days ahead already covered by filled prescriptions. */
  readonly suppliedAheadDays?: number;
}

/** `secured`: adherent whatever happens; `recoverable`: still can be; `lost`: cannot any more. */
export type AdherenceStatus = 'secured' | 'recoverable' | 'lost';

/** What is left of a member's allowance. */
export interface AdherenceOutlook {
  readonly memberId: string;
  readonly status: AdherenceStatus;
  /** Covered days needed over the whole period: the smallest number with 100 · days ≥ 80 · period. */
  readonly daysNeeded: number;
  /** Further days without cover that are still allowed; negative for a lost member. */
  readonly missableDays: number;
  /** Highest PDC still possible, in percent, not rounded. */
  readonly bestPercent: number;
  /** PDC if nothing more is filled, in percent, not rounded. */
  readonly worstPercent: number;
  /** Days from now by which the next fill must start, given the supply ahead; null unless recoverable. */
  readonly fillWithinDays: number | null;
}

function checkDays(days: AdherenceDays): void {
  const { treatmentDays, elapsedDays, coveredDays, suppliedAheadDays = 0 } = days;
  const whole = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;
  if (!whole(treatmentDays) || treatmentDays < 1) throw new SimulationInputError('treatmentDays', 'not at least 1');
  if (!whole(elapsedDays) || elapsedDays > treatmentDays)
    throw new SimulationInputError('elapsedDays', 'not in the period');
  if (!whole(coveredDays) || coveredDays > elapsedDays)
    throw new SimulationInputError('coveredDays', 'more than passed');
  if (!whole(suppliedAheadDays) || suppliedAheadDays > treatmentDays - elapsedDays)
    throw new SimulationInputError('suppliedAheadDays', 'more than left');
}

/**
 * Whether a member can still be adherent, in whole days: PDC = covered days / treatment days ≥ 80 %, not rounded
 * (TN p.164). The measure counts members; only members with a treatment period of at least 91 days are in it.
 *
 * @throws SimulationInputError for days that contradict each other
 */
export function adherenceOutlook(days: AdherenceDays): AdherenceOutlook {
  checkDays(days);
  const { memberId, treatmentDays, elapsedDays, coveredDays, suppliedAheadDays = 0 } = days;
  const daysNeeded = Math.floor((treatmentDays * ADHERENCE_PERCENT + 99) / 100);
  const sure = coveredDays + suppliedAheadDays;
  const best = coveredDays + (treatmentDays - elapsedDays);
  const missableDays = best - daysNeeded;
  const status = sure >= daysNeeded ? 'secured' : missableDays >= 0 ? 'recoverable' : 'lost';
  return {
    memberId,
    status,
    daysNeeded,
    missableDays,
    bestPercent: (100 * best) / treatmentDays,
    worstPercent: (100 * sure) / treatmentDays,
    fillWithinDays: status === 'recoverable' ? suppliedAheadDays + missableDays : null,
  };
}

/** The members of one adherence measure by what can still be done. */
export interface AdherenceReport {
  readonly denominator: number;
  readonly secured: number;
  readonly lost: number;
  /** Members in no denominator: their treatment period is shorter than 91 days. */
  readonly tooShort: number;
  /** Recoverable members, the most urgent first. */
  readonly recoverable: readonly AdherenceOutlook[];
}

/** Sorts the members of an adherence measure into secured, lost and still recoverable. */
export function adherenceReport(members: readonly AdherenceDays[]): AdherenceReport {
  const counted = members.filter(({ treatmentDays }) => treatmentDays >= SHORTEST_TREATMENT_DAYS);
  const outlooks = counted.map(adherenceOutlook);
  const recoverable = outlooks
    .filter(({ status }) => status === 'recoverable')
    .sort((a, b) => (a.fillWithinDays ?? 0) - (b.fillWithinDays ?? 0) || (a.memberId < b.memberId ? -1 : 1));
  return {
    denominator: counted.length,
    secured: outlooks.filter(({ status }) => status === 'secured').length,
    lost: outlooks.filter(({ status }) => status === 'lost').length,
    tooShort: members.length - counted.length,
    recoverable,
  };
}
