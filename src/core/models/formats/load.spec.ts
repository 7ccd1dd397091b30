import { describe, expect, it } from 'vitest';
import { MalformedModelError, ModelError, ModelLimitError, UnsupportedModelError } from '../errors.js';
import { matrixOf } from '../matrix.js';
import type { LinearModel, Model } from '../model.js';
import { explainRows, scoreRows } from '../predict.js';
import { loadModel } from './load.js';

const bytesOf = (value: unknown): Uint8Array =>
  new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value));
const load = (value: unknown): Model => loadModel(bytesOf(value));

const TREE = {
  children_left: [1, -1, -1],
  children_right: [2, -1, -1],
  feature: [0, -2, -2],
  threshold: [0.5, -2, -2],
  weighted_n_node_samples: [4, 3, 1],
};
const GB = { features: ['a'], learning_rate: 0.5, init_log_odds: 0.25, trees: [{ ...TREE, value: [[0], [-1], [1]] }] };
const RF = {
  features: ['a'],
  trees: [
    {
      ...TREE,
      value: [
        [0.5, 0.5],
        [0.75, 0.25],
        [1, 3],
      ],
    },
  ],
};
const HGB = {
  features: ['a'],
  baseline: 0.25,
  trees: [
    {
      is_leaf: [0, 1, 1],
      feature_idx: [0, 0, 0],
      num_threshold: [0.5, 0, 0],
      missing_go_to_left: [1, 0, 0],
      left: [1, 0, 0],
      right: [2, 0, 0],
      value: [0, -1, 1],
      count: [4, 3, 1],
    },
  ],
};

describe('file formats refused by name', () => {
  it.each<[string, Uint8Array]>([
    ['Python pickle', Uint8Array.of(0x80, 4, 0x95)],
    ['XGBoost binary', bytesOf('binf....')],
    ['CatBoost binary', bytesOf('CBM1...')],
    ['zip archive', bytesOf('PK\u0003\u0004')],
    ['gzip file', Uint8Array.of(0x1f, 0x8b, 8)],
    ['zlib stream', Uint8Array.of(0x78, 0x9c, 1)],
    ['PMML', bytesOf('<?xml version="1.0"?>')],
    ['JSON list', bytesOf('[{"nodeid":0}]')],
    ['CatBoost JSON', bytesOf({ oblivious_trees: [] })],
    ['LightGBM JSON dump', bytesOf({ tree_info: [] })],
    ['none of the known models', bytesOf({ hello: 1 })],
    ['model document other', bytesOf({ format: 'other' })],
  ])('%s', (name, bytes) => {
    expect(() => loadModel(bytes)).toThrow(UnsupportedModelError);
    expect(() => loadModel(bytes)).toThrow(name);
  });
});

describe('hostile files are refused', () => {
  it('empty, above the size cap, no JSON, no UTF-8', () => {
    expect(() => loadModel(new Uint8Array(0))).toThrow('empty');
    expect(() => loadModel(new Uint8Array(100), { limits: { maxBytes: 99 } })).toThrow(ModelLimitError);
    expect(() => load('{"learner": ')).toThrow(MalformedModelError);
    expect(() => load('{"learner": Infinity')).toThrow(MalformedModelError);
    expect(() => loadModel(Uint8Array.of(0x7b, 0x22, 0xff, 0x22, 0x7d))).toThrow('UTF-8');
  });

  it('deep JSON is refused before it is parsed; brackets in strings do not count', () => {
    const from = performance.now();
    expect(() => load(`{"a":${'['.repeat(5_000_000)}`)).toThrow('nesting');
    expect(performance.now() - from).toBeLessThan(1000);
    expect(() => load({ hello: '[['.repeat(100) + '\\"' })).toThrow('none of the known models');
  });

  it('__proto__ and inherited names are never read', () => {
    expect(() => load('{"__proto__": {"coef": [1], "intercept": 0}}')).toThrow('none of the known models');
    expect(() => load('{"coef": [1], "__proto__": {"intercept": 0}}')).toThrow('has no intercept');
    expect(({} as Record<string, unknown>).coef).toBeUndefined();
  });

  it('random bytes give a typed error', () => {
    for (let seed = 1; seed < 200; seed++) {
      const bytes = Uint8Array.from({ length: 64 }, (_, i) => (seed * 31 + i * i * 17 + ((seed * i) >> 2)) & 255);
      expect(() => loadModel(bytes)).toThrow(ModelError);
    }
  });
});

describe('logistic coefficients', () => {
  it('coef and intercept alone: named f0…, no imputation, measured from zero', () => {
    const model = load({ coef: [[2, -1]], intercept: [0.5] }) as LinearModel;
    expect(model).toMatchObject({ features: ['f0', 'f1'], namesKnown: false, intercept: 0.5 });
    expect(model.notes[0]).toContain('no means');
    expect(() => scoreRows(model, matrixOf([[null, 1]], 2))).toThrow('f0 must not be missing');
    expect([...explainRows(model, matrixOf([[1, 2]], 2)).contributions]).toEqual([2, -2]);
  });

  it('a background gives the reference', () => {
    const model = load({ coef: [2, -1], intercept: 0 });
    const answer = explainRows(model, matrixOf([[1, 2]], 2), { rows: Float64Array.of(0, 0, 2, 2), count: 2 });
    expect([answer.base, ...answer.contributions]).toEqual([1, 0, -1]);
  });

  it.each<[string, unknown]>([
    ['multi-class', { coef: [[1], [2]], intercept: [0, 0] }],
    ['instead of 1', { coef: [1], intercept: [0, 1] }],
    ['a scale is zero', { coef: [1], intercept: 0, scale: [0] }],
    ['features has', { coef: [1], intercept: 0, features: ['a', 'b'] }],
    ['mean', { coef: [1], intercept: 0, mean: [1, 2] }],
    ['not a number', { coef: ['1'], intercept: 0 }],
  ])('refused: %s', (message, document) => {
    expect(() => load(document)).toThrow(message);
  });

  it('refused: infinite coefficients and means', () => {
    expect(() => load('{"coef": [Infinity], "intercept": 0}')).toThrow('not finite');
    expect(() => load('{"coef": [1], "intercept": 0, "mean": [-Infinity]}')).toThrow('not finite');
  });
});

describe('scikit-learn arrays', () => {
  it('gradient boosting: start plus learning rate times leaves', () => {
    expect([...scoreRows(load(GB), matrixOf([[0.5], [0.6]], 1)).margin]).toEqual([-0.25, 0.75]);
    expect(() => scoreRows(load(GB), matrixOf([[null]], 1))).toThrow('without missing values');
  });

  it('forests: the mean share of class 1, weights or fractions, as probability and margin', () => {
    const scores = scoreRows(load(RF), matrixOf([[0], [1]], 1));
    expect([...scores.probability]).toEqual([0.25, 0.75]);
    expect([...scores.margin]).toEqual([0.25, 0.75]);
  });

  it('trees with missing_go_to_left take missing values', () => {
    const model = load({ ...RF, trees: [{ ...RF.trees[0], missing_go_to_left: [1, 0, 0] }] });
    expect(scoreRows(model, matrixOf([[null]], 1)).probability[0]).toBe(0.25);
  });

  it('histogram gradient boosting: compared as doubles, missing by its side', () => {
    expect([...scoreRows(load(HGB), matrixOf([[0.5], [0.5 + 1e-12], [null]], 1)).margin]).toEqual([-0.75, 1.25, -0.75]);
  });

  it('histogram categories: the set goes left, the other known ones right, unknown and missing by the missing side', () => {
    const tree = {
      ...HGB.trees[0],
      is_categorical: [1, 0, 0],
      left_categories: [[2, 40], null, null],
      right_categories: [[5], null, null],
    };
    const rows = matrixOf([[2], [40], [5], [7], [null], [-1]], 1);
    const margins = (missing: number): number[] => [
      ...scoreRows(load({ ...HGB, baseline: 0, trees: [{ ...tree, missing_go_to_left: [missing, 0, 0] }] }), rows)
        .margin,
    ];
    expect(margins(0)).toEqual([-1, -1, 1, 1, 1, 1]);
    expect(margins(1)).toEqual([-1, -1, 1, -1, -1, -1]);
    expect(() => load({ ...HGB, trees: [{ ...tree, right_categories: [['x'], null, null] }] })).toThrow('no code');
    const none = { ...tree, missing_go_to_left: [0, 0, 0], left_categories: [[], null, null] };
    expect([...scoreRows(load({ ...HGB, baseline: 0, trees: [none] }), rows).margin]).toEqual([1, 1, 1, 1, 1, 1]);
  });

  it('thresholds may be infinite: known against missing', () => {
    const text = JSON.stringify(HGB)
      .replace('"num_threshold":[0.5', '"num_threshold":[Infinity')
      .replace('"missing_go_to_left":[1', '"missing_go_to_left":[0');
    expect([...scoreRows(load(text), matrixOf([[1e9], [null]], 1)).margin]).toEqual([-0.75, 1.25]);
  });

  it.each<[string, unknown]>([
    ['no trees', { features: ['a'], trees: [] }],
    ['n_classes 3', { ...RF, n_classes: 3 }],
    [
      'multi-class',
      {
        ...RF,
        trees: [
          {
            ...TREE,
            value: [
              [1, 1, 1],
              [1, 1, 1],
              [1, 1, 1],
            ],
          },
        ],
      },
    ],
    ['does not hold 2 values', { ...RF, trees: [{ ...TREE, value: [1, 1, 1] }] }],
    ['without their categories', { ...HGB, trees: [{ ...HGB.trees[0], is_categorical: [1, 0, 0] }] }],
    [
      'leaf that is not finite',
      {
        ...RF,
        trees: [
          {
            ...TREE,
            value: [
              [1, 1],
              [0, 0],
              [1, 1],
            ],
          },
        ],
      },
    ],
    ['splits on column', { ...GB, trees: [{ ...GB.trees[0], feature: [-7, -2, -2] }] }],
  ])('refused: %s', (message, document) => {
    expect(() => load(document)).toThrow(message);
  });
});
