import { UnsupportedModelError } from '../errors.js';
import type { OnnxPipeline } from './onnx-pipeline.js';

/** What the values go through before the trees: an Imputer fills missing ones, a Scaler moves them. */
export interface Way {
  /** The value that the trees read for a missing one; NaN: they read a missing one. */
  filled(column: number): number;
  /** Is the value that arrives the one that was given? */
  readonly unscaled: boolean;
  /** The question "is what arrives ≤ threshold?" as one about the given value; turned: "yes" means "no". */
  question(column: number, threshold: number): { threshold: number; turned: boolean };
}

const f32 = new Float32Array(1);
const i32 = new Int32Array(f32.buffer);

/** The float32 at a place of the line of all float32 numbers, -Infinity to Infinity. */
function floatAt(place: number): number {
  i32[0] = place >= 0 ? place : -0x80000000 - place - 1;
  return f32[0];
}
const LOWEST = -0x7f800001;
const HIGHEST = 0x7f800000;

/** The last place of the line at which a question is answered as at its start, by bisection. */
function lastLike(answer: (x: number) => boolean): number {
  const first = answer(floatAt(LOWEST));
  let low = LOWEST;
  let high = HIGHEST + 1;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (answer(floatAt(middle)) === first) low = middle;
    else high = middle;
  }
  return floatAt(low);
}

/** The way of a pipeline to its trees. @throws UnsupportedModelError for a Scaler of doubles */
export function wayOf({ preparation }: OnnxPipeline): Way {
  const { impute, imputeScaled, offset, factor, ofDoubles } = preparation;
  const at = (values: readonly number[], column: number): number => values[values.length === 1 ? 0 : column] ?? NaN;
  if (offset === undefined || factor === undefined) {
    return {
      unscaled: true,
      filled: (column) => (impute === undefined ? NaN : at(impute, column)),
      question: (_, threshold) => ({ threshold, turned: false }),
    };
  }
  if (ofDoubles === true) throw new UnsupportedModelError('ONNX Scaler of doubles before a tree ensemble');
  /** As onnxruntime computes it, each step rounded to float32. */
  const arrives = (column: number, x: number): number =>
    Math.fround(Math.fround(x - Math.fround(at(offset, column))) * Math.fround(at(factor, column)));
  return {
    unscaled: false,
    filled: (column) => {
      if (imputeScaled !== undefined) return at(imputeScaled, column);
      return impute === undefined ? NaN : arrives(column, Math.fround(at(impute, column)));
    },
    question: (column, threshold) => ({
      threshold: lastLike((x) => arrives(column, x) <= threshold),
      turned: !(arrives(column, -Infinity) <= threshold),
    }),
  };
}
