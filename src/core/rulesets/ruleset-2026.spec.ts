import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import json2026 from './data/2026.json' with { type: 'json' };
import { checkRuleSet, type RuleSet } from './index.js';

const constantsFile = fileURLToPath(new URL('../../../../shared/cms/2026/constants.json', import.meta.url));
const present = existsSync(constantsFile);

it('announces what is left out', () => {
  if (!present)
    process.stdout.write(
      'left out: the 2026 rule set is not compared with ../shared/cms/2026/constants.json (absent)\n',
    );
  expect(json2026.starYear).toBe(2026);
});

describe.runIf(present)('the 2026 rule set equals the published constants figure by figure', () => {
  const constants = present ? JSON.parse(readFileSync(constantsFile, 'utf8')) : {};
  const checked = checkRuleSet(json2026);
  if ('problems' in checked) throw new Error('the 2026 rule set does not pass its check');
  const rules: RuleSet = checked.ruleSet;
  const kinds = { part_c: 'partC', part_d_mapd: 'partDMapd', part_d_pdp: 'partDPdp', overall: 'overall' } as const;

  it('measures: ids, names, parts, domains, weights, directions, decimals, methods, new measures, pages', () => {
    const mine = rules.measures.map((one) => ({
      id: one.id,
      name: one.name,
      part: one.part,
      domain: one.domain,
      weight: one.weight,
      direction: one.better,
      decimals: one.method === 'improvement' ? null : one.decimals,
      method: one.method,
      fresh: one.newMeasure,
      page: Number(/p\.(\d+)/.exec(one.source)?.[1]),
      requiredOf: one.requiredOf,
    }));
    const theirs = constants.measures.map((one: Record<string, never>) => ({
      id: one.id,
      name: one.name,
      part: one.part,
      domain: one.domain,
      weight: one.weight,
      direction: one.direction,
      decimals: one.decimals,
      method: constants.improvement_measures.includes(one.id) ? 'improvement' : one.star_method,
      fresh: constants.new_measures.includes(one.id),
      page: one.tech_notes_page,
      requiredOf: Object.entries(one.required).flatMap(([type, yes]) => (yes ? [type] : [])),
    }));
    expect(mine).toEqual(theirs);
  });

  it('cut points of every measure and set', () => {
    const theirs = Object.entries<Record<string, number[]>>(constants.cut_points).map(([id, sets]) => [
      id,
      sets.PDP ? { mapd: sets['MA-PD'], pdp: sets.PDP } : { mapd: sets.MA },
    ]);
    expect(rules.measures.map((one) => [one.id, one.cutPoints])).toEqual(theirs);
  });

  it('domains and their minimums', () => {
    const theirs = constants.domains.map(
      (one: { id: string; measures: string[]; minimum: Record<string, number[] | null> }) => ({
        id: one.id,
        measures: one.measures,
        minimumRated: Object.fromEntries(
          Object.entries(one.minimum).map(([type, value]) => [type, value?.[0] ?? null]),
        ),
      }),
    );
    expect(rules.domains.map(({ id, measures, minimumRated }) => ({ id, measures, minimumRated }))).toEqual(theirs);
  });

  it('minimum numbers of rated measures by contract type', () => {
    for (const type of rules.contractTypes) {
      const theirs = constants.minimum_rated_measures[type.id];
      const first = (pair: number[] | null): number | null => pair?.[0] ?? null;
      expect(type.minimumRated, type.id).toEqual({
        partC: first(theirs.part_c),
        partD: first(theirs.part_d),
        overall: first(theirs.overall),
      });
    }
    expect(rules.contractTypes.map((one) => one.id).sort()).toEqual([...constants.contract_types].sort());
    const exception = rules.existence.minimumExceptions[0]?.minimumRated;
    expect(exception).toEqual({
      partD: constants.minimum_1876_cost_without_mpf.part_d[0],
      overall: constants.minimum_1876_cost_without_mpf.overall[0],
    });
  });

  it('reward thresholds of the four runs and kinds', () => {
    for (const [theirKind, kind] of Object.entries(kinds)) {
      for (const run of ['WW', 'WO', 'OW', 'OO']) {
        const word = (letter: string | undefined): string => (letter === 'W' ? 'with' : 'without');
        const mine = rules.calculations[0]?.thresholds.filter(
          (one) => one.kind === kind && one.improvement === word(run[0]) && one.newMeasures === word(run[1]),
        );
        const [relativelyHigh, high] = constants.reward_factor.mean[theirKind][run];
        const [low, top] = constants.reward_factor.variance[theirKind][run];
        expect(
          mine?.map(({ mean, variance }) => ({ mean, variance })),
          `${kind} ${run}`,
        ).toEqual([{ mean: { relativelyHigh, high }, variance: { low, high: top } }]);
      }
    }
    expect(Object.values(rules.rewardFactor.factors)).toEqual(Object.values(constants.reward_factor.factor));
  });

  it('adjustment tables, bounds and cells', () => {
    for (const [theirKind, kind] of Object.entries(kinds)) {
      const theirs = constants.cai[theirKind];
      expect(rules.adjustmentIndex[kind]).toMatchObject({
        values: theirs.values,
        lisDualLowerBounds: theirs.lis_de_lower,
        disabilityLowerBounds: theirs.disability_lower,
        cells: Object.values(theirs.cells),
      });
    }
  });

  it('lists: improvement, duplicates, Puerto Rico, I-SNP-only, disaster threshold, messages, rounding', () => {
    expect(rules.existence.notCounted).toEqual(constants.improvement_measures);
    expect(rules.overallDuplicates.map((one) => one.drop)).toEqual(constants.overall_duplicates.drop);
    expect(rules.overallDuplicates.map((one) => one.keep)).toEqual(constants.overall_duplicates.keep);
    expect(rules.weightExceptions[0]).toMatchObject({
      measures: constants.adherence_measures,
      weight: constants.puerto_rico_only_adherence_weight,
    });
    expect(rules.iSnpOnlyContracts).toMatchObject({
      basis: 'inferred',
      contracts: constants.isnp_only_inferred.contracts,
    });
    expect(rules.disaster.affectedPercent).toBe(constants.disaster_threshold_percent);
    expect(Object.values(rules.existence.messages).sort()).toEqual([...constants.messages.summary].sort());
    expect(rules.arithmetic).toMatchObject({
      step: constants.rounding.final_step,
      cap: constants.rounding.final_maximum,
      meanDecimals: 6,
    });
    expect(rules.cahpsPossibleStars?.byBaseGroup).toEqual(constants.cahps_rules.possible_stars_by_base_group);
  });
});
