import type { CompiledRules } from './compiled-rules.js';
import { roundToStep } from './runs.js';

/** What the two hold-harmless rules may choose between for one rating. */
export interface Choices {
  /** The run without improvement measures may be used (TN p.13-14). */
  readonly improvement: boolean;
  /** The runs without new measures may be used (TN p.8). */
  readonly fresh: boolean;
}

/**
 * Of a run with and the run without improvement measures, the one to use: without, if it reaches the gate after
 * rounding and is higher; else with (TN p.14).
 */
export function withoutImprovementWins(rules: CompiledRules, included: number, without: number): boolean {
  return without > included && roundToStep(rules, without) >= rules.gate;
}

/**
 * The run a rating is published from. The improvement rule decides once with and once without the new measures;
 * then the higher is taken, the one with the new measures on a tie (TN p.8, p.13-14).
 * `finalOf` gives the final value of a run; it is asked only for runs that may be used.
 */
export function chooseRun(
  rules: CompiledRules,
  choices: Choices,
  finalOf: (run: number) => number,
): { run: number; final: number } {
  let run = 0;
  let final = finalOf(0);
  if (choices.improvement) {
    const without = finalOf(2);
    if (withoutImprovementWins(rules, final, without)) {
      run = 2;
      final = without;
    }
  }
  if (choices.fresh) {
    let fewerRun = 1;
    let fewer = finalOf(1);
    if (choices.improvement) {
      const without = finalOf(3);
      if (withoutImprovementWins(rules, fewer, without)) {
        fewerRun = 3;
        fewer = without;
      }
    }
    if (fewer > final) {
      run = fewerRun;
      final = fewer;
    }
  }
  return { run, final };
}
