import { explainRows, loadModel, scoreRows, type Model, type RowMatrix } from '../src/core/models/index.js';

/** Rows a second on one core, for one model. */
export interface PredictionsCoreResult {
  readonly model: string;
  readonly rows: number;
  readonly scoredPerSecond: number;
  readonly explainedPerSecond: number;
  /** Explained rows a second as a share of scored rows a second. */
  readonly ratio: number;
}

/** Best of a few rounds, so that a neighbour on the machine does not decide the figure. */
function bestRate(rows: number, rounds: number, run: () => void): number {
  let best = 0;
  for (let round = 0; round < rounds; round++) {
    const from = performance.now();
    run();
    best = Math.max(best, (rows * 1000) / (performance.now() - from));
  }
  return best;
}

function repeated(source: RowMatrix, count: number): RowMatrix {
  const values = new Float64Array(count * source.width);
  for (let i = 0; i < count; i++) {
    const from = (i % source.count) * source.width;
    values.set(source.values.subarray(from, from + source.width), i * source.width);
  }
  return { values, count, width: source.width };
}

/** Measures scoring and explaining of `count` rows made by repeating `source`. */
export function benchPredictionsCore(
  name: string,
  model: Model,
  source: RowMatrix,
  count = 20_000,
): PredictionsCoreResult {
  const rows = repeated(source, count);
  const scored = bestRate(count, 5, () => scoreRows(model, rows));
  const explained = bestRate(count, 5, () => explainRows(model, rows));
  return {
    model: name,
    rows: count,
    scoredPerSecond: Math.round(scored),
    explainedPerSecond: Math.round(explained),
    ratio: explained / scored,
  };
}

/** Measures a model file and prints one line. */
export function printPredictionsCore(name: string, bytes: Uint8Array, source: RowMatrix): PredictionsCoreResult {
  const result = benchPredictionsCore(name, loadModel(bytes), source);
  console.log(
    `${name}: ${result.scoredPerSecond} rows/s scored, ${result.explainedPerSecond} rows/s explained, ratio ${result.ratio.toFixed(3)}`,
  );
  return result;
}
