import { describe, expect, it } from 'vitest';
import { loadModel, matrixOf } from '../../core/models/index.js';
import { DEFAULT_TIER_THRESHOLDS } from '../../core/prediction/index.js';
import { explainedRows } from './explained-rows.js';

describe('rows whose explanation fails', () => {
  const model = loadModel(
    Buffer.from(JSON.stringify({ coef: [1e300, 0.5], intercept: 0.1, features: ['age', 'bmi'] })),
  );

  it('are told apart from those beside them, never explained by half', () => {
    const rows = matrixOf(
      [
        [0, 2],
        [1e10, 2], // the margin is beyond what a number can hold: nothing adds up to it
        [0, 4],
      ],
      2,
    );
    const [first, second, third] = explainedRows(model, 'GSD', rows, DEFAULT_TIER_THRESHOLDS);
    expect(second).toBeNull();
    expect([first?.shapValues, third?.shapValues]).toEqual([
      { age: 0, bmi: 1 },
      { age: 0, bmi: 2 },
    ]);
    expect(first?.margin).toBeCloseTo(1.1, 12);
  });
});
