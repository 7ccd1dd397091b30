import { roundHalfUp } from './ticks.js';
import type { CutPoints, GuardrailKind } from './types.js';

/** Absolute cap of a measure with a 0–100 scale, in points (TN p.160). */
export const POINT_CAP = 5;

/** Share of the prior year's score range that caps every other measure (TN p.161). */
export const RANGE_CAP_SHARE = 0.05;

/** Star years a new or respecified measure goes without guardrails (TN p.160: "for 3 years or less"). */
export const YEARS_WITHOUT_GUARDRAIL = 3;

/**
 * Which guardrail a measure has (TN p.160–161).
 *
 * @param yearsInProgram star years including this one since the measure came in, or came back after a substantive change
 */
export function guardrailKind(facts: {
  readonly improvement: boolean;
  readonly scale0To100: boolean;
  readonly yearsInProgram: number;
}): GuardrailKind {
  if (facts.improvement || facts.yearsInProgram <= YEARS_WITHOUT_GUARDRAIL) return 'none';
  return facts.scale0To100 ? 'points' : 'range';
}

/** The largest allowed change of one cut point, in score units; null where there is no guardrail. */
export function guardrailCap(kind: GuardrailKind, priorRange?: number): number | null {
  switch (kind) {
    case 'none':
      return null;
    case 'points':
      return POINT_CAP;
    case 'range':
      if (priorRange === undefined || !(priorRange >= 0))
        throw new RangeError('a restricted range cap needs the score range of the prior year');
      return priorRange * RANGE_CAP_SHARE;
  }
}

/** Cut points after the guardrail, and which of them it moved. */
export interface GuardedCutPoints {
  readonly cutPoints: CutPoints;
  readonly capped: readonly [boolean, boolean, boolean, boolean];
}

/**
 * Keeps each cut point within `cap` of the prior year's (TN p.160–161). Without a cap or without prior cut points
 * (new measures) the values stay as they are.
 */
export function applyGuardrail(
  computed: CutPoints,
  prior: CutPoints | undefined,
  cap: number | null,
  decimals: number,
): GuardedCutPoints {
  if (prior === undefined || cap === null) return { cutPoints: computed, capped: [false, false, false, false] };
  const guarded = computed.map((value, place) => {
    const before = prior[place] as number;
    // Scores are decimals: a difference of exactly the cap must not be taken for more by its binary rounding.
    if (Math.abs(value - before) <= cap + 1e-9) return { value, capped: false };
    return { value: roundHalfUp(before + Math.sign(value - before) * cap, decimals), capped: true };
  });
  return {
    cutPoints: guarded.map(({ value }) => value) as unknown as CutPoints,
    capped: guarded.map(({ capped }) => capped) as unknown as GuardedCutPoints['capped'],
  };
}
