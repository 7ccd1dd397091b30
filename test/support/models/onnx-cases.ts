import { sigmoid } from '../../../src/core/models/index.js';
import type { Op, Value } from './onnx-document.js';
import {
  attributesOf,
  COLUMNS,
  ensembleAttributes,
  fileOf,
  grow,
  leafOf,
  modelOp,
  VALUES,
  type Cell,
  type Growth,
} from './onnx-generated.js';
import { pick, type Draw } from './stream.js';

/** A generated file with rows and what the standard (and, where it is silent, onnxruntime) makes of them. */
export interface Case {
  readonly bytes: Uint8Array;
  readonly double: boolean;
  readonly rows: Cell[][];
  /** Probability of class 1. */
  readonly probability: number[];
}

const OLD = ['LEQ', 'LT', 'GTE', 'GT', 'EQ', 'NEQ'] as const;
const ALL = [...OLD, 'MEMBER'] as const;
const signed = (draw: Draw): number => (draw(2001) - 1000) / 700;
const positive = (draw: Draw): number => draw(1000) / 8000;

interface Form {
  classes: Growth['classes'];
  weight: Growth['weight'];
  attributes?: Record<string, Value>;
  /** Probability of class 1 from the sums of the weights of both classes. */
  of: (s0: number, s1: number) => number;
}

const base = { base_values: { floats: [0.375] } };
/** Weights of one class and of both, with each link and with a base value. */
const CLASSIFIERS: readonly (Form & { post: string })[] = [
  { post: 'LOGISTIC', classes: [0], weight: signed, of: (s0) => sigmoid(s0) },
  { post: 'LOGISTIC', classes: [0], weight: signed, attributes: base, of: (s0) => sigmoid(s0 + 0.375) },
  { post: 'LOGISTIC', classes: [0], weight: positive, of: (s0) => sigmoid(s0) },
  { post: 'LOGISTIC', classes: [1], weight: signed, of: (_, s1) => sigmoid(s1) },
  { post: 'LOGISTIC', classes: [1], weight: signed, attributes: base, of: (_, s1) => sigmoid(s1) },
  { post: 'LOGISTIC', classes: [0, 1], weight: signed, of: (_, s1) => sigmoid(s1) },
  { post: 'SOFTMAX', classes: [1], weight: signed, of: (_, s1) => sigmoid(s1) },
  { post: 'SOFTMAX', classes: [0, 1], weight: signed, of: (s0, s1) => sigmoid(s1 - s0) },
  { post: 'SOFTMAX', classes: [0, 1], weight: signed, attributes: base, of: (s0, s1) => sigmoid(s1 - s0 - 0.375) },
  { post: 'NONE', classes: [0], weight: positive, of: (s0) => s0 },
  { post: 'NONE', classes: [1], weight: positive, of: (_, s1) => s1 },
  { post: 'NONE', classes: [0, 1], weight: positive, of: (_, s1) => s1 },
];

const labels = (draw: Draw): Record<string, Value> =>
  draw(2) === 0 ? { classlabels_int64s: { ints: [0, 1] } } : { classlabels_strings: { texts: ['closed', 'open'] } };

const SIGMOID: Op = { op: 'Sigmoid', inputs: ['s'], outputs: ['prob'] };
const SOFTMAX: Op = { op: 'Softmax', inputs: ['s'], outputs: ['prob'] };

/** TreeEnsemble forms: number of targets, aggregate, post transform, operators behind. */
const ENSEMBLES: readonly (Form & { targets: number; settings: Record<string, Value>; after?: Op })[] = [
  { targets: 1, classes: [0], weight: signed, settings: {}, after: SIGMOID, of: (s0) => sigmoid(s0) },
  {
    targets: 2,
    classes: [0],
    weight: signed,
    settings: { post_transform: { int: 1 } },
    of: (s0, s1) => sigmoid(s1 - s0),
  },
  { targets: 2, classes: [0], weight: signed, settings: { post_transform: { int: 2 } }, of: (_, s1) => sigmoid(s1) },
  { targets: 2, classes: [0], weight: signed, settings: {}, after: SOFTMAX, of: (s0, s1) => sigmoid(s1 - s0) },
  { targets: 2, classes: [0], weight: signed, settings: {}, after: SIGMOID, of: (_, s1) => sigmoid(s1) },
  { targets: 2, classes: [0], weight: positive, settings: {}, of: (_, s1) => s1 },
];

function rowsOf(draw: Draw): Cell[][] {
  return Array.from({ length: 40 }, () => Array.from({ length: COLUMNS }, () => pick(draw, VALUES)));
}

/** One case of a kind, decided by `draw`; `form` counts through the kind's forms. */
export function caseOf(kind: 'classifier' | 'ensemble' | 'regressor' | 'scaled', form: number, draw: Draw): Case {
  const double = kind !== 'scaled' && draw(3) === 0;
  const rows = rowsOf(draw);
  const scaler = { offset: [0.1, -1, 0, 33], scale: [3, -0.7, 0.001, 1e6] };
  const round = double ? (x: number): number => x : Math.fround;
  const arrives =
    kind !== 'scaled'
      ? round
      : (x: number, c: number): number =>
          Math.fround(Math.fround(Math.fround(x) - Math.fround(scaler.offset[c])) * Math.fround(scaler.scale[c]));
  const some = <T>(make: () => T): T[] => Array.from({ length: 1 + draw(6) }, make);
  const finish = (trees: ReturnType<typeof grow>[], ops: Op[], of: Form['of'], share = 1): Case => ({
    bytes: fileOf(ops, double),
    double,
    rows,
    probability: rows.map((row) => {
      const leaves = trees.map((tree) => leafOf(tree, row, arrives).weights);
      const sum = (which: 0 | 1): number => leaves.reduce((total, weights) => total + (weights[which] ?? 0), 0) * share;
      return of(sum(0), sum(1));
    }),
  });
  if (kind === 'ensemble') {
    const { targets, settings, after, weight, of } = ENSEMBLES[form % ENSEMBLES.length];
    const classes: Growth['classes'] = targets === 2 ? [0, 1] : [0];
    const trees = some(() => grow(draw, 5, { classes, oneOf: true, modes: ALL, weight }));
    const average = draw(2) === 0;
    const attributes = {
      ...ensembleAttributes(trees, draw, double),
      n_targets: { int: targets },
      ...(average ? { aggregate_function: { int: 0 } } : {}),
      ...settings,
    };
    const op = modelOp('TreeEnsemble', attributes, 'X', after === undefined ? 'prob' : 's');
    return finish(trees, after === undefined ? [op] : [op, after], of, average ? 1 / trees.length : 1);
  }
  const modes = kind === 'scaled' ? OLD.slice(0, 4) : OLD;
  if (kind === 'regressor') {
    const trees = some(() => grow(draw, 5, { classes: [0], modes, weight: signed }));
    const average = draw(2) === 0;
    const start = draw(2) === 0 ? 0.5 : 0;
    const attributes = {
      ...attributesOf(trees, draw, 'target', double),
      n_targets: { int: 1 },
      ...(average ? { aggregate_function: 'AVERAGE' } : {}),
      ...(start === 0 || double ? {} : { base_values: { floats: [start] } }),
    };
    const extra = double ? 0 : start;
    const of = (s0: number): number => sigmoid(s0 + extra);
    return finish(
      trees,
      [modelOp('TreeEnsembleRegressor', attributes, 'X', 's'), SIGMOID],
      of,
      average ? 1 / trees.length : 1,
    );
  }
  const { post, classes, weight, attributes: more = {}, of } = CLASSIFIERS[form % CLASSIFIERS.length];
  const withBase = double && 'base_values' in more ? { base_values_as_tensor: { doubles: [0.375] } } : more;
  const trees = some(() => grow(draw, 5, { classes, modes, weight }));
  const attributes = {
    ...attributesOf(trees, draw, 'class', double),
    ...labels(draw),
    ...withBase,
    post_transform: post,
  };
  const op = modelOp('TreeEnsembleClassifier', attributes, kind === 'scaled' ? 'z' : 'X');
  const before: Op = {
    op: 'Scaler',
    inputs: ['X'],
    outputs: ['z'],
    attributes: { offset: { floats: scaler.offset }, scale: { floats: scaler.scale } },
  };
  return finish(trees, kind === 'scaled' ? [before, op] : [op], of);
}

/** Kinds of cases with their number of forms. */
export const KINDS = {
  classifier: CLASSIFIERS.length,
  ensemble: ENSEMBLES.length,
  regressor: 2,
  scaled: CLASSIFIERS.length,
} as const;
