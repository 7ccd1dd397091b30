import {
  OptimizationInputError,
  type OptimizationPlan,
  type OptimizationProblem,
  optimize,
  type OptimizeOptions,
  type ProblemFault,
} from '../../core/optimization/index.js';
import { HighsSolver } from '../../platform/solver/index.js';
import { type CountedOptions, optionClasses } from './option-groups.js';

/** What the thread computes. `progress` is shared memory: thousandths that are done. */
export interface OptimizationTask {
  readonly problem: Omit<OptimizationProblem, 'classes'>;
  readonly options: readonly CountedOptions[];
  readonly settings: OptimizeOptions;
  readonly progress: SharedArrayBuffer;
}

/** A plan with the class of each group of members, or what makes the problem impossible. */
export type OptimizationAnswer =
  | { readonly plan: OptimizationPlan; readonly classOf: ReadonlyMap<string, string> }
  | { readonly refused: readonly ProblemFault[] };

export default async function run(task: OptimizationTask): Promise<OptimizationAnswer> {
  const { problem, options, settings } = task;
  const shown = new Int32Array(task.progress);
  const { classes, classOf } = optionClasses(options);
  const began = performance.now();
  const stopwatch = {
    elapsed: () => (performance.now() - began) / 1000,
    progress: (_step: string, share: number) => void Atomics.store(shown, 0, Math.round(share * 1000)),
  };
  try {
    const plan = optimize({ ...problem, classes }, await HighsSolver.load(), stopwatch, settings);
    return { plan, classOf };
  } catch (error) {
    // Errors of the core lose their class between threads.
    if (error instanceof OptimizationInputError) return { refused: error.faults };
    throw error;
  }
}
