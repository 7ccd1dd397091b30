/** One thing that is wrong with a problem. The pointer is a JSON pointer into it; values are not repeated. */
export interface ProblemFault {
  readonly pointer: string;
  readonly code: string;
  readonly message: string;
}

/** A problem that cannot be optimised, with everything that is wrong with it. */
export class OptimizationInputError extends Error {
  constructor(readonly faults: readonly ProblemFault[]) {
    super(faults.map(({ pointer, message }) => `${pointer}: ${message}`).join('\n'));
    this.name = 'OptimizationInputError';
  }
}
