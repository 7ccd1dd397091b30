import { describe, expect, it } from 'vitest';
import json2026 from './data/2026.json' with { type: 'json' };
import { checkRuleSet, type RuleSetProblem } from './index.js';

type Json = Record<string, unknown>;

/** A copy of the 2026 file with one value changed (or removed, where `value` is undefined). */
function changed(path: string, value: unknown): unknown {
  const copy = structuredClone(json2026) as unknown as Json;
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  const parent = keys.reduce<Json>((node, key) => node[key] as Json, copy);
  if (value === undefined) delete parent[last];
  else parent[last] = value;
  return copy;
}

function problemsOf(json: unknown): RuleSetProblem[] {
  const result = checkRuleSet(json);
  return 'problems' in result ? result.problems : [];
}

const entry = (kind: string, improvement: string, newMeasures: string): number =>
  json2026.calculations[0].thresholds.findIndex(
    (one) => one.kind === kind && one.improvement === improvement && one.newMeasures === newMeasures,
  );
const measure = (id: string): number => json2026.measures.findIndex((one) => one.id === id);
const otherThresholds = (at: number): unknown[] => json2026.calculations[0].thresholds.filter((_, k) => k !== at);

describe('checkRuleSet', () => {
  it('accepts the 2026 rule set and freezes it deeply', () => {
    const result = checkRuleSet(json2026);
    if ('problems' in result) throw new Error(JSON.stringify(result.problems, null, 1));
    expect(Object.isFrozen(result.ruleSet.measures[0]?.cutPoints)).toBe(true);
    expect(result.ruleSet).toEqual(json2026);
  });

  it.each<[string, unknown, string, string]>([
    ['starYear', '2026', 'schema.type', '/starYear'],
    ['starYear', undefined, 'schema.missing', ''],
    ['format', 'star-rating-ruleset/9', 'schema.value', '/format'],
    ['weigths', 1, 'schema.unknown', '/weigths'],
    ['measures.0.wieght', 1, 'schema.unknown', '/measures/0/wieght'],
    ['measures.0.id', 'c1', 'schema.pattern', '/measures/0/id'],
    ['measures.0.better', 'up', 'schema.value', '/measures/0/better'],
    ['measures.0.weight', 21, 'schema.limit', '/measures/0/weight'],
    ['measures.0.cutPoints.mapd', [1, 2, 3], 'schema.limit', '/measures/0/cutPoints/mapd'],
    ['measures.0.cutPoints', {}, 'schema.limit', '/measures/0/cutPoints'],
    ['measures.0.name', '', 'schema.limit', '/measures/0/name'],
    ['weightExceptions.0.measures', ['D08', 'D08'], 'schema.duplicate', '/weightExceptions/0/measures'],
    ['improvementHoldHarmless.gate', '4', 'schema.type', '/improvementHoldHarmless/gate'],
  ])('names a wrong shape: %s', (path, value, code, pointer) => {
    expect(problemsOf(changed(path, value))).toContainEqual(expect.objectContaining({ code, pointer }));
  });

  it('refuses anything but an object', () => {
    for (const json of [null, [], 'text', 3]) expect(problemsOf(json)[0]?.code).toBe('schema.type');
  });

  it.each<[string, unknown, string, string]>([
    ['measures.1.id', 'C01', 'measure.duplicate', '/measures/1/id'],
    ['measures.1.codes', ['bcs'], 'measure.duplicateCode', '/measures/1/codes/0'],
    ['measures.0.weight', 1.505, 'measure.weight', '/measures/0/weight'],
    ['measures.0.range', { min: 100, max: 0 }, 'measure.range', '/measures/0/range'],
    ['measures.0.domain', 'HD9', 'measure.domain', '/measures/0/domain'],
    ['measures.0.cutPoints.mapd', [84, 76, 71, 58], 'cutPoints.notMonotone', '/measures/0/cutPoints/mapd'],
    ['measures.0.cutPoints.mapd', [58, 71, 76, 101], 'cutPoints.outOfRange', '/measures/0/cutPoints/mapd'],
    ['measures.0.cutPoints.mapd', [58, 71, 76, 84.0000000001], 'cutPoints.precision', '/measures/0/cutPoints/mapd'],
    ['measures.0.cutPoints', undefined, 'cutPoints.missing', '/measures/0/cutPoints'],
    [
      `measures.${measure('C18')}.cutPoints.mapd`,
      [7, 9, 10, 12],
      'cutPoints.notMonotone',
      `/measures/${measure('C18')}/cutPoints/mapd`,
    ],
    [
      `measures.${measure('D01')}.cutPoints.pdp`,
      undefined,
      'cutPoints.missing',
      `/measures/${measure('D01')}/cutPoints`,
    ],
    [`measures.${measure('C30')}.newMeasure`, true, 'measure.newImprovement', `/measures/${measure('C30')}/newMeasure`],
    [
      `measures.${measure('C13')}.disasterYears`,
      [],
      'disaster.newMeasure',
      `/measures/${measure('C13')}/disasterYears`,
    ],
    ['measures.0.disasterYears', ['2019'], 'disaster.year', '/measures/0/disasterYears/0'],
    ['cahpsPossibleStars', null, 'measure.cahps', '/measures/2/method'],
    ['domains.0.measures', ['C01', 'C99'], 'domain.member', '/domains/0/measures/1'],
    ['domains.1.id', 'HD1', 'domain.duplicate', '/domains/1/id'],
    ['domains.0.minimumRated.msa', undefined, 'domain.minimum', '/domains/0/minimumRated/msa'],
    ['domains.0.minimumRated.pace', 3, 'domain.minimum', '/domains/0/minimumRated/pace'],
    ['contractTypes.1.id', '1876_cost', 'contractType.duplicate', '/contractTypes/1/id'],
    ['contractTypes.3.match.0.snp', true, 'contractType.gap', '/contractTypes'],
    ['contractTypes.0.minimumRated.partC', 60, 'minimum.unreachable', '/contractTypes/0/minimumRated/partC'],
    ['overallDuplicates.0.drop', 'D99', 'measure.unknown', '/overallDuplicates/0/drop'],
    ['overallDuplicates.0.drop', 'C28', 'duplicate.same', '/overallDuplicates/0'],
    ['existence.notCounted', ['C99'], 'measure.unknown', '/existence/notCounted/0'],
    [
      'existence.minimumExceptions.0.contractTypes',
      ['x'],
      'contractType.unknown',
      '/existence/minimumExceptions/0/contractTypes/0',
    ],
    [
      'existence.minimumExceptions.0.domains',
      { DD9: 3 },
      'domain.unknown',
      '/existence/minimumExceptions/0/domains/DD9',
    ],
    [
      'disaster.exclusion',
      { affectedPercent: 60, years: ['2020'], source: 'TN' },
      'disaster.year',
      '/disaster/exclusion/years/0',
    ],
    ['adjustmentIndex.partC.values', [0.1], 'adjustment.categories', '/adjustmentIndex/partC/cells'],
    ['adjustmentIndex.partC.cells', [[1]], 'adjustment.cells', '/adjustmentIndex/partC/cells'],
    ['adjustmentIndex.partC.cells', undefined, 'adjustment.grid', '/adjustmentIndex/partC'],
    [
      'adjustmentIndex.partC.disabilityLowerBounds',
      [0, 9, 8, 20, 30],
      'adjustment.bounds',
      '/adjustmentIndex/partC/disabilityLowerBounds',
    ],
    ['adjustmentIndex.partDPdp.values', [-0.2278811, 0, 1], 'adjustment.precision', '/adjustmentIndex/partDPdp/values'],
    ['rewardFactor.percentiles.meanHigh', 65, 'percentiles.order', '/rewardFactor/percentiles'],
    ['rewardFactor.factors.otherwise', 0.0000001, 'factor.precision', '/rewardFactor/factors/otherwise'],
    [
      'calculations.0.thresholds.0.mean',
      { relativelyHigh: 4, high: 3 },
      'thresholds.order',
      '/calculations/0/thresholds/0/mean',
    ],
    [
      'calculations.0.thresholds.0.variance',
      { low: 2, high: 1 },
      'thresholds.order',
      '/calculations/0/thresholds/0/variance',
    ],
    [
      'calculations.0.thresholds.0.variance',
      { low: 1.0000001, high: 2 },
      'thresholds.precision',
      '/calculations/0/thresholds/0',
    ],
    ['calculations.0.thresholds.0.mean', undefined, 'thresholds.values', '/calculations/0/thresholds/0'],
    ['calculations.0.thresholds.1.newMeasures', 'any', 'thresholds.duplicate', '/calculations/0/thresholds/1'],
    [
      'calculations.0.thresholds',
      otherThresholds(entry('overall', 'without', 'without')),
      'thresholds.missing',
      '/calculations/0/thresholds',
    ],
    ['calculations.0.cutPoints', { C99: { mapd: [1, 2, 3, 4] } }, 'measure.unknown', '/calculations/0/cutPoints/C99'],
    [
      'calculations.0.cutPoints',
      { C01: { mapd: [4, 3, 2, 1] } },
      'cutPoints.notMonotone',
      '/calculations/0/cutPoints/C01/mapd',
    ],
    [
      'calculations.0.adjustmentIndex',
      { partC: { values: [0.1234567], source: 'x' } },
      'adjustment.precision',
      '/calculations/0/adjustmentIndex/partC/values',
    ],
  ])('names a wrong meaning: %s', (path, value, code, pointer) => {
    const problems = problemsOf(changed(path, value));
    expect(problems).toContainEqual(expect.objectContaining({ code, pointer }));
    for (const problem of problems) expect(problem.message).toMatch(/^[A-Z"].+[.]$/);
  });

  it('finds two calculations with the same id', () => {
    const [one] = json2026.calculations;
    expect(problemsOf(changed('calculations', [one, one])).map((problem) => problem.code)).toEqual([
      'calculation.duplicate',
    ]);
  });

  it('needs no thresholds for the runs that no hold-harmless rule compares', () => {
    const withOnly = json2026.calculations[0].thresholds.filter(
      (one) => one.improvement === 'with' && one.newMeasures === 'with',
    );
    const copy = changed('calculations.0.thresholds', withOnly) as Json;
    expect(problemsOf(copy).map((problem) => problem.code)).toContain('thresholds.missing');
    expect(problemsOf({ ...copy, improvementHoldHarmless: null, newMeasureHoldHarmless: null })).toEqual([]);
  });

  it('lets estimated thresholds come without values', () => {
    const { mean: _mean, variance: _variance, ...rest } = json2026.calculations[0].thresholds[0] ?? {};
    expect(problemsOf(changed('calculations.0.thresholds.0', { ...rest, basis: 'estimated' }))).toEqual([]);
    expect(problemsOf(changed('calculations.0.thresholds.0', rest)).map((problem) => problem.code)).toEqual([
      'thresholds.values',
    ]);
  });
});
