import { describe, expect, it } from 'vitest';
import { caseOf, KINDS } from '../../../../test/support/models/onnx-cases.js';
import { COLUMNS } from '../../../../test/support/models/onnx-generated.js';
import { stream } from '../../../../test/support/models/stream.js';
import { matrixOf } from '../matrix.js';
import { explainRows, scoreRows } from '../predict.js';
import { loadModel } from './load.js';

/** How often each form is generated. */
const ROUNDS = 4;

describe('generated ONNX files against the standard followed node by node', () => {
  it.each(Object.entries(KINDS))('%s', (kind, forms) => {
    for (let form = 0; form < forms * ROUNDS; form++) {
      const draw = stream((form + 1) * 5077);
      const { bytes, rows, probability } = caseOf(kind as keyof typeof KINDS, form, draw);
      const model = loadModel(bytes);
      const matrix = matrixOf(rows, COLUMNS);
      const scores = scoreRows(model, matrix);
      rows.forEach((row, r) => {
        const place = `${kind} ${form}, row ${JSON.stringify(row)}`;
        expect(Math.abs(scores.probability[r] - probability[r]), place).toBeLessThan(1e-9);
      });
      const background = { rows: matrix.values.slice(0, 10 * COLUMNS), count: 10 };
      expect(explainRows(model, matrix, background).additivityError).toBeLessThan(1e-9);
    }
  });
});
