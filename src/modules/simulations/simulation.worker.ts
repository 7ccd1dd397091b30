import {
  type ScenarioOrder,
  type ScenarioResult,
  SimulationInputError,
  startScenario,
  WhatIfError,
} from '../../core/simulation/index.js';

/** What the thread computes. `progress` is shared memory: the steps done. */
export interface SimulationTask {
  readonly order: ScenarioOrder;
  readonly progress?: SharedArrayBuffer;
}

/** An answer, or the field that makes it impossible: errors of the core lose their class between threads. */
export type SimulationAnswer = { readonly result: ScenarioResult } | { readonly refused: string };

/** Steps between two notes of progress. */
const CHUNK = 500;

export default function run({ order, progress }: SimulationTask): SimulationAnswer {
  const shown = progress === undefined ? undefined : new Int32Array(progress);
  try {
    const scenario = startScenario(order);
    while (scenario.advance(CHUNK) > 0) if (shown) Atomics.store(shown, 0, scenario.done);
    return { result: scenario.result() };
  } catch (error) {
    if (error instanceof SimulationInputError) return { refused: error.field };
    if (error instanceof WhatIfError) return { refused: error.pointer };
    throw error;
  }
}
