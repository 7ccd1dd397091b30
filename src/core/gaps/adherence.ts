import { dayNumber, isoDate } from './dates.js';

/** Share of days in the treatment period that must be covered, in percent (PQA; TN 2026, D08–D10). */
export const PDC_THRESHOLD_PERCENT = 80;

/** What pharmacy claims say of one member's adherence. */
export interface Adherence {
  /** First day of the treatment period: the first fill of the year. */
  readonly treatmentStart: string;
  /** Last day of the treatment period: 31 December, or the day on which membership or life ends. */
  readonly treatmentEnd: string;
  /** Days of the period covered by a supply, counted once each, up to and including `coveredThrough`. */
  readonly daysCovered: number;
  /** Last day that the supply on hand covers. */
  readonly coveredThrough: string;
}

/** Where a member stands in the year's arithmetic. */
export interface AdherenceStanding {
  readonly daysInPeriod: number;
  /** Days of the whole period that may stay uncovered. */
  readonly daysAllowed: number;
  /** Days that were uncovered up to `coveredThrough`. */
  readonly daysMissed: number;
  /** Days that may still be missed; negative when too many were. */
  readonly daysLeft: number;
  /**
   * The last day on which a refill that lasts to the end still reaches the threshold; after it the member can no
   * longer pass. Null when the member can no longer pass already. The end of the period when passing is certain.
   */
  readonly passUntil: string | null;
  /** Proportion of days covered if no further supply is filled, 0–100. */
  readonly pdcIfNoRefill: number;
  /** Proportion of days covered if every further day is covered, 0–100. */
  readonly pdcAtBest: number;
}

/** The facts contradict each other or the year. */
export class AdherenceFactsError extends Error {
  override name = 'AdherenceFactsError';
}

/** Uncovered days that a period allows: in whole numbers, so that 80 % exactly passes. */
export function allowedMissedDays(daysInPeriod: number): number {
  return daysInPeriod - Math.ceil((daysInPeriod * PDC_THRESHOLD_PERCENT) / 100);
}

function day(date: string): number {
  const number = dayNumber(date);
  if (number === undefined) throw new AdherenceFactsError('Dates are given as days of the calendar, YYYY-MM-DD.');
  return number;
}

/**
 * A member's standing from the facts.
 * @throws AdherenceFactsError when the period leaves the measurement year or the days do not fit it.
 */
export function adherenceStanding(facts: Adherence, measurementYear: number): AdherenceStanding {
  const [start, end] = [day(facts.treatmentStart), day(facts.treatmentEnd)];
  const through = Math.min(day(facts.coveredThrough), end);
  if (start > end || isoDate(start) < `${measurementYear}-01-01` || isoDate(end) > `${measurementYear}-12-31`) {
    throw new AdherenceFactsError('The treatment period lies within the measurement year.');
  }
  const elapsed = through - start + 1;
  const { daysCovered } = facts;
  if (!Number.isInteger(daysCovered) || daysCovered < 1 || daysCovered > elapsed) {
    throw new AdherenceFactsError(
      'Days covered are between one and the days from the first fill to the end of the supply.',
    );
  }
  const daysInPeriod = end - start + 1;
  const daysAllowed = allowedMissedDays(daysInPeriod);
  const daysMissed = elapsed - daysCovered;
  const daysLeft = daysAllowed - daysMissed;
  return {
    daysInPeriod,
    daysAllowed,
    daysMissed,
    daysLeft,
    // The first uncovered day is through + 1; a refill on day d leaves d - through - 1 more days uncovered.
    passUntil: daysLeft < 0 ? null : isoDate(Math.min(through + 1 + daysLeft, end)),
    pdcIfNoRefill: (daysCovered / daysInPeriod) * 100,
    pdcAtBest: ((daysInPeriod - daysMissed) / daysInPeriod) * 100,
  };
}
