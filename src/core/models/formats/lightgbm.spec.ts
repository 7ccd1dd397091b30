import { describe, expect, it } from 'vitest';
import { MalformedModelError, ModelLimitError, UnsupportedModelError } from '../errors.js';
import { sigmoid } from '../link.js';
import { matrixOf } from '../matrix.js';
import type { Model } from '../model.js';
import { explainRows, marginsOf, scoreRows } from '../predict.js';
import { loadModel } from './load.js';
import type { LoadOptions } from './options.js';

const TREE: Readonly<Record<string, string>> = {
  num_leaves: '2',
  num_cat: '0',
  split_feature: '0',
  threshold: '1.5',
  decision_type: '10',
  left_child: '-1',
  right_child: '-2',
  leaf_value: '-1 1',
  leaf_count: '30 10',
  internal_count: '40',
  is_linear: '0',
};

const HEADER: Readonly<Record<string, string>> = {
  version: 'v4',
  num_class: '1',
  num_tree_per_iteration: '1',
  max_feature_idx: '1',
  objective: 'binary sigmoid:1',
  feature_names: 'a b',
};

interface Parts {
  header?: Record<string, string>;
  drop?: string[];
  flags?: string[];
  trees?: Record<string, string>[];
  tail?: string;
  end?: string;
}

function text({
  header = {},
  drop = [],
  flags = [],
  trees = [{}],
  tail = '',
  end = '\nend of trees\n',
}: Parts = {}): string {
  const lines = (values: Record<string, string>): string =>
    Object.entries(values)
      .filter(([key]) => !drop.includes(key))
      .map(([key, value]) => `${key}=${value}`)
      .join('\n');
  const parts = trees.map((tree, t) => `Tree=${t}\n${lines({ ...TREE, ...tree })}\n\n`);
  return `tree\n${lines({ ...HEADER, ...header })}\n${flags.join('\n')}\n\n${parts.join('\n')}${end}${tail}`;
}

const load = (parts: Parts = {}, options: LoadOptions = {}): Model =>
  loadModel(new TextEncoder().encode(text(parts)), options);
const margins = (model: Model, ...rows: (number | null)[][]): number[] => [...marginsOf(model, matrixOf(rows, 2))];

describe('LightGBM decisions', () => {
  it('up to and with the threshold goes left, compared as doubles', () => {
    expect(margins(load(), [1.5, 0], [1.5 + 1e-15, 0])).toEqual([-1, 1]);
  });

  it('missing type NaN: the default side', () => {
    expect(margins(load(), [null, 0])).toEqual([-1]);
    expect(margins(load({ trees: [{ decision_type: '8' }] }), [null, 0], [0, 0])).toEqual([1, -1]);
  });

  it('missing type none: NaN is read as 0', () => {
    expect(margins(load({ trees: [{ decision_type: '2' }] }), [null, 0])).toEqual([-1]);
    expect(margins(load({ trees: [{ decision_type: '2', threshold: '-0.5' }] }), [null, 0])).toEqual([1]);
  });

  it('missing type zero: 0 and NaN take the default side', () => {
    expect(margins(load({ trees: [{ decision_type: '4' }] }), [null, 0], [0, 0], [0.1, 0])).toEqual([1, 1, -1]);
  });

  it('thresholds may be infinite', () => {
    expect(margins(load({ trees: [{ threshold: 'inf' }] }), [1e300, 0])).toEqual([-1]);
    expect(margins(load({ trees: [{ threshold: '-inf' }] }), [-1e300, 0])).toEqual([1]);
  });

  it('categories in the bit set go left, in several words, missing and unknown go right', () => {
    const tree = { num_cat: '1', decision_type: '1', threshold: '0', cat_boundaries: '0 2', cat_threshold: '5 4' };
    expect(
      margins(load({ trees: [tree] }), [0, 0], [1, 0], [2, 0], [34, 0], [99, 0], [null, 0], [-0.5, 0], [-1, 0]),
    ).toEqual([-1, 1, -1, -1, 1, 1, -1, 1]);
  });
});

describe('LightGBM models', () => {
  it('sigmoid scales the probability only', () => {
    const scores = scoreRows(load({ header: { objective: 'binary sigmoid:2' } }), matrixOf([[0, 0]], 2));
    expect([scores.margin[0], scores.probability[0]]).toEqual([-1, sigmoid(-2)]);
  });

  it('random forests: margins are sums, the probability is of the average', () => {
    const scores = scoreRows(load({ flags: ['average_output'], trees: [{}, {}] }), matrixOf([[0, 0]], 2));
    expect([scores.margin[0], scores.probability[0]]).toEqual([-2, sigmoid(-1)]);
  });

  it.each(['binary', 'cross_entropy', 'xentropy'])('objective %s is a log odds', (objective) => {
    expect(scoreRows(load({ header: { objective } }), matrixOf([[0, 0]], 2)).probability[0]).toBe(sigmoid(-1));
  });

  it('a tree of one leaf adds its value to everyone and nothing to the contributions', () => {
    const answer = explainRows(
      load({ trees: [{}, { num_leaves: '1', leaf_value: '0.5', split_feature: '', threshold: '' }] }),
      matrixOf([[0, 0]], 2),
    );
    expect(answer.margin[0]).toBe(-0.5);
    expect(answer.base).toBeCloseTo(-0.5 + 0.5, 12);
    expect([...answer.contributions]).toEqual([-0.5, 0]);
  });

  it('older files without is_linear, num_tree_per_iteration and with CRLF are read', () => {
    const old = text({ drop: ['is_linear', 'num_tree_per_iteration', 'version'] }).replaceAll('\n', '\r\n');
    expect(margins(loadModel(new TextEncoder().encode(old)), [0, 0])).toEqual([-1]);
  });

  it('without counts they score, and explain only over a background', () => {
    const model = load({ drop: ['leaf_count'] });
    expect(() => explainRows(model, matrixOf([[0, 0]], 2))).toThrow('no covers');
    const background = { rows: Float64Array.of(0, 0, 3, 0), count: 2 };
    expect(explainRows(model, matrixOf([[0, 0]], 2), background)).toMatchObject({ method: 'interventional', base: 0 });
  });

  it('a custom objective is a log odds only if the caller says so', () => {
    expect(() => load({ drop: ['objective'] })).toThrow('custom objective');
    expect(margins(load({ drop: ['objective'] }, { assumeLogistic: true }), [0, 0])).toEqual([-1]);
  });

  it('tell of pandas categories', () => {
    expect(load({ tail: '\npandas_categorical:[["a","b"]]\n' }).notes[0]).toContain('category codes');
    expect(load({ tail: '\npandas_categorical:null\n' }).notes).toEqual([]);
  });
});

describe('LightGBM models are refused', () => {
  it.each<[string, Parts]>([
    ['multi-class model', { header: { num_class: '3' } }],
    ['multi-class model', { header: { num_tree_per_iteration: '3' } }],
    ['objective lambdarank', { header: { objective: 'lambdarank' } }],
    ['objective regression', { header: { objective: 'regression' } }],
    ['objective cross_entropy_lambda', { header: { objective: 'cross_entropy_lambda' } }],
    ['linear trees', { trees: [{ is_linear: '1' }] }],
  ])('by name: %s', (name, parts) => {
    expect(() => load(parts)).toThrow(UnsupportedModelError);
    expect(() => load(parts)).toThrow(name);
  });

  it.each<[string, Parts]>([
    ['cut off', { end: '' }],
    ['tree_sizes', { header: { tree_sizes: '1 2' } }],
    ['feature_names has', { header: { feature_names: 'a' } }],
    ['has no num_class', { drop: ['num_class'] }],
    ['not a whole number', { header: { max_feature_idx: 'x' } }],
    ['sigmoid', { header: { objective: 'binary sigmoid:-1' } }],
    ['no leaves', { trees: [{ num_leaves: '0' }] }],
    ['leaf_value has 2 entries', { trees: [{ num_leaves: '3' }] }],
    ['no number', { trees: [{ threshold: 'x' }] }],
    ['unknown kind of missing', { trees: [{ decision_type: '12' }] }],
    ['no category set', { trees: [{ decision_type: '1', threshold: '3' }] }],
    [
      'cat_boundaries',
      { trees: [{ num_cat: '1', decision_type: '1', threshold: '0', cat_boundaries: '1 0', cat_threshold: '' }] },
    ],
    ['reaches node 0 twice', { trees: [{ left_child: '0' }] }],
    ['does not exist', { trees: [{ left_child: '-9' }] }],
    ['splits on column', { trees: [{ split_feature: '-1' }] }],
  ])('as malformed: %s', (message, parts) => {
    expect(() => load(parts)).toThrow(MalformedModelError);
    expect(() => load(parts)).toThrow(message);
  });

  it('by size: a tree that says it has 1e9 leaves', () => {
    expect(() => load({ trees: [{ num_leaves: '1000000000' }] })).toThrow(ModelLimitError);
  });
});
