import { sigmoid, type TrainingSpec, type TrainingTable } from '../../../src/core/models/index.js';
import { randomFrom } from '../../../src/core/models/random/index.js';

/** Synthetic history: risk rises with x0, is U-shaped in x1, x2 is noise; periods 1 to 4. */
export function history(rows: number, seed: number, shape: 'linear' | 'step' = 'linear'): TrainingTable {
  const random = randomFrom(seed);
  const columns = [0, 1, 2].map(() =>
    Float64Array.from({ length: rows }, () => (random() < 0.08 ? NaN : random() * 4 - 2)),
  );
  const label = columns[0].map((x, i) => {
    const a = Number.isNaN(x) ? 0 : x;
    const b = Number.isNaN(columns[1][i]) ? 0 : columns[1][i];
    const margin = shape === 'linear' ? 1.5 * a - 1 : a > 0 !== b > 0 ? 2 : -2.5;
    return random() < sigmoid(margin) ? 1 : 0;
  });
  return {
    features: ['x0', 'x1', 'x2'],
    columns,
    label,
    period: Float64Array.from({ length: rows }, (_, i) => 1 + (i % 4)),
  };
}

export const QUICK: TrainingSpec = {
  measure: 'TEST',
  seed: 3,
  folds: 3,
  boosting: { maxRounds: 40, patience: 8, learningRate: 0.15 },
};
