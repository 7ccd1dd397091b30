import { explainRows, loadModel, type RowMatrix, scoreRows } from '../src/core/models/index.js';
import type { Figures } from './figures.js';

const ROWS = 20_000;
const ROUNDS = 5;

/** Best of a few rounds, so that a neighbour on the machine does not decide the figure. */
function bestRate(run: () => void): number {
  let best = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const from = performance.now();
    run();
    best = Math.max(best, (ROWS * 1000) / (performance.now() - from));
  }
  return best;
}

function repeated(source: RowMatrix): RowMatrix {
  const values = new Float64Array(ROWS * source.width);
  for (let i = 0; i < ROWS; i++) {
    const from = (i % source.count) * source.width;
    values.set(source.values.subarray(from, from + source.width), i * source.width);
  }
  return { values, count: ROWS, width: source.width };
}

/** Explained rows a second of a model file on one core, beside scored rows a second: the floor. */
export function benchPredictionsCore(figures: Figures, name: string, bytes: Uint8Array, source: RowMatrix): void {
  const model = loadModel(bytes);
  const rows = repeated(source);
  const scored = bestRate(() => scoreRows(model, rows));
  const explained = bestRate(() => explainRows(model, rows));
  figures.add({
    ...{ what: `rows explained on one core, ${name}`, value: explained, unit: '/s' },
    floor: { what: 'scored without contributions', value: scored },
    target: { atLeast: 20_000 },
  });
}
