import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { mutated } from '../../../../test/support/models/mutations.js';
import { caseOf } from '../../../../test/support/models/onnx-cases.js';
import { grow, histogramTree, type Tree } from '../../../../test/support/models/sklearn-generated.js';
import { stream } from '../../../../test/support/models/stream.js';
import { load, stump } from '../../../../test/support/models/xgboost-document.js';
import { MalformedModelError, ModelError, ModelLimitError } from '../errors.js';
import { matrixOf } from '../matrix.js';
import { explainRows, scoreRows } from '../predict.js';
import { saveModel } from './artifact.js';
import { loadModel } from './load.js';

const text = (content: string): Uint8Array => new TextEncoder().encode(content);
const fixture = (name: string): Uint8Array => readFileSync(join(import.meta.dirname, '..', 'fixtures', name));
/** Files of all formats, each with whether it is text. */
const FILES: readonly (readonly [string, () => Uint8Array, boolean])[] = [
  ['xgb_small6.json', () => fixture('xgb_small6.json'), true],
  ['xgb17_cat.ubj', () => fixture('xgb17_cat.ubj'), false],
  ['lgb_syn.txt', () => firstTrees(fixture('lgb_syn.txt'), 4), true],
  ['sk_hgb_cat.json', () => fixture('sk_hgb_cat.json'), true],
  ['logistic', () => text('{"features":["a","b"],"coef":[2,-1],"intercept":0.5,"mean":[1,2],"scale":[3,4]}'), true],
  ['ONNX classifier', () => caseOf('classifier', 5, stream(5)).bytes, false],
  ['ONNX TreeEnsemble', () => caseOf('ensemble', 1, stream(9)).bytes, false],
  ['own artifact', () => text(saveModel(loadModel(fixture('xgb17_cat.ubj')), {})), true],
];

/** A LightGBM file with its first trees only. */
function firstTrees(bytes: Uint8Array, count: number): Uint8Array {
  const [header, ...trees] = new TextDecoder().decode(bytes).split(/\n(?=Tree=)/);
  const kept = trees.slice(0, count).join('\n');
  return text(`${header.replace(/^tree_sizes=.*\n/m, '')}\n${kept}\nend of trees\n`);
}

describe('files that were changed by chance', () => {
  it.each(FILES)('%s is read or refused, and what is read can be used', (_, make, isText) => {
    const bytes = make();
    const known = loadModel(bytes);
    let [read, refused] = [0, 0];
    for (let round = 1; round <= 50; round++) {
      const changed = mutated(bytes, isText, stream(round * 104729));
      try {
        const model = loadModel(changed);
        read++;
        const width = model.features.length;
        const rows = matrixOf(
          [1, 2].map((x) => Array.from({ length: width }, (_x, j) => (j === 1 ? null : x))),
          width,
        );
        for (const p of scoreRows(model, rows).probability) expect(p >= 0 && p <= 1, `round ${round}`).toBe(true);
        explainRows(model, rows, { rows: rows.values.slice(0, width), count: 1 });
      } catch (error) {
        if (!(error instanceof ModelError)) throw error;
        refused++;
      }
    }
    expect(known.features.length).toBeGreaterThan(0);
    expect([read > 0, refused > 10]).toEqual([true, true]);
  });
});

describe('small files that ask for much', () => {
  const MANY = 2000;
  /** A chain of categorical splits, each on one large code. */
  const chain = Array.from({ length: 2 * MANY + 1 }, (_, n) => n < 2 * MANY && n % 2 === 0);
  const inner = <T>(of: (n: number) => T, leaf: T): T[] => chain.map((split, n) => (split ? of(n) : leaf));
  const splits = chain.flatMap((split, n) => (split ? [n] : []));
  const code = 16_777_215;

  it('text whose string never ends, full of escaped quotes', () => {
    expect(() => loadModel(text(`{"a": NaN, "b": "${'\\"'.repeat(400_000)}`))).toThrow(MalformedModelError);
  });

  it('a long string beside a NaN is no obstacle', () => {
    const long = 'x'.repeat(3_000_000);
    const file = `{"note": "${long} NaN \\" -Infinity", "other": NaN, "coef": [1], "intercept": 0.5, "features": ["a"]}`;
    expect(loadModel(text(file)).features).toEqual(['a']);
  });

  it('sets of one large category each: XGBoost', () => {
    const tree = stump({
      tree_param: { num_nodes: String(chain.length) },
      left_children: inner((n) => n + 1, -1),
      right_children: inner((n) => n + 2, -1),
      split_indices: chain.map(() => 0),
      split_conditions: chain.map(() => 0),
      default_left: chain.map(() => 0),
      split_type: chain.map(Number),
      sum_hessian: chain.map(() => 1),
      categories: splits.map(() => code),
      categories_nodes: splits,
      categories_segments: splits.map((_, s) => s),
      categories_sizes: splits.map(() => 1),
    });
    expect(() => load({ trees: [tree] })).toThrow(ModelLimitError);
    expect(() => load({ trees: [tree] })).toThrow('size of category sets');
  });

  it('sets of one large category each: histogram gradient boosting', () => {
    let tree: Tree = { leaf: 0, count: 1 };
    for (let n = 0; n < 100; n++) {
      const rest: Tree = tree;
      tree = {
        column: 0,
        threshold: 0,
        categories: [[code], []],
        missingLeft: false,
        left: { leaf: 1, count: 1 },
        right: rest,
      };
    }
    const file = JSON.stringify({ features: ['a'], baseline: 0, trees: [histogramTree(tree)] });
    expect(() => loadModel(text(file))).toThrow('size of category sets');
  });

  it('category segments that overlap, and LightGBM sets that are used twice or run back', () => {
    const overlapping = stump({
      split_type: [1, 0, 0],
      categories: [1, 2],
      categories_nodes: [0, 1],
      categories_segments: [0, 0],
      categories_sizes: [2, 2],
    });
    expect(() => load({ trees: [overlapping] })).toThrow('category segments outside');
    const lightgbm = (thresholds: string, boundaries: string): Uint8Array =>
      text(
        `tree\nversion=v4\nnum_class=1\nnum_tree_per_iteration=1\nmax_feature_idx=0\nobjective=binary sigmoid:1\nfeature_names=a\n\n` +
          `Tree=0\nnum_leaves=3\nnum_cat=2\nsplit_feature=0 0\nthreshold=${thresholds}\ndecision_type=1 1\nleft_child=1 -1\n` +
          `right_child=-3 -2\nleaf_value=1 2 3\ncat_boundaries=${boundaries}\ncat_threshold=1 2\nis_linear=0\n\nend of trees\n`,
      );
    expect(loadModel(lightgbm('0 1', '0 1 2')).features).toEqual(['a']);
    expect(() => loadModel(lightgbm('0 0', '0 1 2'))).toThrow('uses a category set twice');
    expect(() => loadModel(lightgbm('0 1', '0 3 2'))).toThrow('cat_boundaries do not rise');
  });

  it('more trees than allowed are counted before they are looked at', () => {
    const trees = Array.from({ length: 3 }, () => histogramTree(grow(stream(1), 5, false)));
    const file = text(JSON.stringify({ features: ['a', 'b', 'c', 'd'], baseline: 0, trees: [...trees, 7] }));
    expect(() => loadModel(file, { limits: { maxTrees: 3 } })).toThrow(ModelLimitError);
  });
});
