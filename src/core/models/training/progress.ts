import { TrainingError } from '../errors.js';

export interface TrainingProgress {
  readonly stage: 'logistic' | 'boosting' | 'calibration' | 'evaluation';
  /** Share of the whole training done, 0–1. */
  readonly done: number;
}

/** Called between steps; returning false cancels the training. */
export type OnProgress = (progress: TrainingProgress) => boolean | void;

/** Reports progress. @throws TrainingError if the caller cancels */
export function report(onProgress: OnProgress | undefined, stage: TrainingProgress['stage'], done: number): void {
  if (onProgress?.({ stage, done }) === false) throw new TrainingError('The training was cancelled.');
}
