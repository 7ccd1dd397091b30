/** One thing that is wrong in a rule-set file. */
export interface RuleSetProblem {
  /** JSON pointer (RFC 6901) of the place, such as `/measures/3/cutPoints/mapd`. */
  readonly pointer: string;
  /** Stable code of the kind of problem, such as `cutPoints.notMonotone`. */
  readonly code: string;
  /** What is wrong and how to mend it. */
  readonly message: string;
}

/** JSON pointer from its parts. */
export function pointer(...parts: readonly (string | number)[]): string {
  return parts.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
