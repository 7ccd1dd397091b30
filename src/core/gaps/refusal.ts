/** Why a rule does not let something happen. */
export type RefusalCode =
  'illegal-transition' | 'stale-evidence' | 'reason-without-open' | 'owner-missing' | 'settled' | 'not-adherence';

/** A rule said no. The message never repeats a value. */
export interface Refusal {
  readonly refused: RefusalCode;
  readonly message: string;
}

export const refuse = (refused: RefusalCode, message: string): Refusal => ({ refused, message });

/** Whether the outcome of a rule is a refusal. */
export const isRefusal = <T extends object>(outcome: T | Refusal): outcome is Refusal => 'refused' in outcome;
